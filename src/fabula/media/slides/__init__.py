"""Slides: a visual painted by a designer's rules, measured and checked."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from fabula.media.slides.looks import THEMES, Look

if TYPE_CHECKING:
    from fabula.media.slides.checks import Box
    from fabula.media.slides.painting import Slide, cover, paint

__all__ = ["THEMES", "Box", "Look", "Slide", "cover", "paint"]

_PLACES = {"Box": "checks", "Slide": "painting", "cover": "painting", "paint": "painting"}


def __getattr__(name: str) -> Any:
    """A public name, its module imported when it is first asked for."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
