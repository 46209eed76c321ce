"""Which characters can be printed: those of Courier Prime, and of a face that stands in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from fabula.media.typefaces import characters

FONT = Path(__file__).parent / "fonts" / "CourierPrime-Regular.ttf"
STAND_IN = Path(__file__).parent / "dejavu_sans_mono.txt"
"""What DejaVu Sans Mono, which Typst brings along, can show."""

MISSING = "\u25a1"
LISTED = 12


def told_missing(texts: Iterable[str]) -> Iterator[str]:
    """A sentence for what is set in another face, and one for what cannot be shown at all."""
    letters = sorted(set().union(*texts) - {" "})
    borrowed = [c for c in letters if ord(c) not in _own() and ord(c) in _lent()]
    absent = [c for c in letters if ord(c) not in _own() and ord(c) not in _lent()]
    if borrowed:
        yield f"Not in Courier Prime, set in DejaVu Sans Mono: {_listed(borrowed)}."
    if absent:
        yield f"In neither face, printed as {MISSING}: {_listed(absent)}."


def showable(text: str) -> str:
    """The text with a box for each character that no face has."""
    if text.isascii():
        return text
    return "".join(c if ord(c) in _own() or ord(c) in _lent() else _instead(c) for c in text)


def _instead(letter: str) -> str:
    """A box as wide as the character, so that nothing moves."""
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return ""
    return MISSING * (2 if unicodedata.east_asian_width(letter) in {"W", "F"} else 1)


def _listed(letters: list[str]) -> str:
    shown = ", ".join(f"{c} (U+{ord(c):04X})" for c in letters[:LISTED])
    more = len(letters) - LISTED
    return f"{shown} and {more} more" if more > 0 else shown


@cache
def _own() -> frozenset[int]:
    return characters(FONT)


@cache
def _lent() -> frozenset[int]:
    lines = STAND_IN.read_text(encoding="ascii").splitlines()
    runs = (run.partition("-") for line in lines if line[0] != "#" for run in line.split())
    ends = ((int(first, 16), int(last or first, 16)) for first, _, last in runs)
    return frozenset(point for first, last in ends for point in range(first, last + 1))
