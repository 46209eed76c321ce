"""Breaks text into lines of a number of characters, as a typewriter counts them."""

from __future__ import annotations

import unicodedata
from functools import cache


def wrap(text: str, width: int) -> list[tuple[int, int]]:
    """Where each line begins and ends in the text; the space that it is broken at is in none.

    Args:
        text: May have line breaks, which are kept.
        width: Characters a line, 1 or more; one that no face has narrow counts as two.
    """
    if len(text) <= width and text.isascii() and "\n" not in text:
        return [(0, len(text))]
    lines = list[tuple[int, int]]()
    even = text.isascii() or all(_width(letter) == 1 for letter in text)
    start = 0
    for part in text.split("\n"):
        end = start + len(part)
        while (reach := start + width if even else _reach(text, start, width)) < end:
            cut = _cut(text, start, reach)
            lines.append((start, start + len(text[start:cut].rstrip(" "))))
            start = cut
            while start < end and text[start] == " ":
                start += 1
        lines.append((start, end))
        start = end + 1
    return lines


def measure(text: str) -> int:
    """Characters that a text takes on a line."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _cut(text: str, start: int, reach: int) -> int:
    """Where the line from `start` is broken, so that it ends at `reach` or before."""
    space = text.rfind(" ", start, reach + 1)
    hyphen = text.rfind("-", start, reach) + 1
    joined = hyphen > space + 1 and text[hyphen - 2].isalnum() and text[hyphen].isalnum()
    if joined and hyphen - 2 >= start:
        return hyphen
    # An indented line is not broken within its indent.
    return space if space > start and text[start:space].strip(" ") else reach


def _reach(text: str, start: int, width: int) -> int:
    """The offset up to which the text fits in `width`, at least one character on."""
    used = 0
    for offset in range(start, len(text)):
        used += _width(text[offset])
        if used > width:
            return max(offset, start + 1)
    return len(text)


@cache
def _width(letter: str) -> int:
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in {"W", "F"} else 1
