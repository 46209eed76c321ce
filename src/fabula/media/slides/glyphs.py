"""Which characters the shipped faces can show, read from the fonts' own tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from fabula.media.slides.looks import ROOM
from fabula.media.slides.wording import tidy
from fabula.media.typefaces import characters

# Arrows and mathematical operators come from the faces that Typst brings along.
EMBEDDED = frozenset(range(0x2190, 0x2300))


def missing(visual: Any) -> list[str]:
    """Characters of the visual's text that no face has, in order of appearance."""
    known = coverage()
    letters = "".join(tidy(text) for text in _texts(visual))
    return [letter for letter in dict.fromkeys(letters) if ord(letter) not in known]


@cache
def coverage() -> frozenset[int]:
    """Code points that can be shown: a letter that a theme's face lacks comes from another's."""
    shipped = (characters(file) for file in sorted((ROOM / "fonts").glob("*.ttf")))
    return EMBEDDED.union(*shipped)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in {"kind", "form", "passage", "language"}:
                yield from _texts(getattr(value, field.name))
