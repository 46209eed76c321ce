"""What the templates read: a visual's fields made ready, beside its look and theme."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fabula.media.documents.document import Picture
from fabula.media.slides.looks import Look, load_theme, load_words
from fabula.media.slides.visuals import Visual
from fabula.media.slides.wording import ready


def page_of(visual: Visual, look: Look, picture: Picture | None = None) -> dict[str, Any]:
    """The page of a visual: plain values, every text made ready for setting."""
    fields = {name: _ready(value) for name, value in asdict(visual).items()}
    return {
        **fields,
        "picture": picture and {"width": picture.width, "height": picture.height},
        "look": {
            "width": look.width,
            "height": look.height,
            "language": look.language.partition("-")[0].lower(),
            "captions": look.captions,
            "band": look.band,
        },
        "theme": load_theme(look.theme),
        "words": load_words(look.language),
    }


def plain_page(visual: Visual, look: Look, picture: Picture | None = None) -> dict[str, Any]:
    """The page again, with its formula as plain text."""
    return page_of(visual, look, picture) | {"plain": True}


def _ready(value: Any) -> Any:
    if isinstance(value, str):
        return ready(value)
    if isinstance(value, tuple | list):
        kept = [_ready(item) for item in value]
        return [item for item in kept if item != ""]
    return value
