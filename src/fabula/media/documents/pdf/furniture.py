"""What stands on a page but is not its text: running heads, page numbers, line numbers."""

# ruff: noqa: RUF001 - dashes, quotes and letters that look alike are told apart here

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from fabula.media.documents.pdf.box import Box
from fabula.media.documents.pdf.lines import Line, line_of
from fabula.media.documents.pdf.page import Sheet

_NUMBER = re.compile(
    r"[\[(|–—-]*\s*(?:page\s+)?(?:[a-z]{0,2}\d{1,4}|[ivxlc]{1,7}|\d{1,3}-\d{1,3})"
    r"(?:\s*(?:of|/|de|von)\s*\d+)?\s*[\])|–—-]*",
    re.IGNORECASE,
)
# The part of the page's height, at the top and at the bottom, where furniture stands.
_MARGIN = 0.22
_LEAST_LINE_NUMBERS = 5


def cleared(sheets: Sequence[Sheet], pages: Sequence[list[Line]]) -> list[list[Line]]:
    """The lines of each page, without its furniture."""
    numbered = list(_without_line_numbers(pages))
    repeated = _repeated(sheets, numbered)
    return [
        [n for n in lines if not _is_furniture(sheet, lines, n, repeated)]
        for sheet, lines in zip(sheets, numbered, strict=True)
    ]


def without_logos(sheets: Sequence[Sheet]) -> None:
    """Take off each page the pictures that stand at the same place of several pages."""
    places = Counter(_spot(b) for s in sheets for b in s.images)
    least = max(2, len(sheets) // 3)
    for sheet in sheets:
        sheet.images = [b for b in sheet.images if places[_spot(b)] < least]


def _spot(box: Box) -> tuple[int, int, int, int]:
    return round(box.x0), round(box.y0), round(box.x1), round(box.y1)


def _at_edge(sheet: Sheet, line: Line, lines: Sequence[Line]) -> bool:
    """Whether a line is one of the first two or last two of the page, and near its edge."""
    middle = line.box.middle[1]
    if middle < _MARGIN * sheet.height:
        beyond = [n.box.y1 for n in lines if n.box.y1 < line.box.y0]
    elif middle > (1 - _MARGIN) * sheet.height:
        beyond = [n.box.y1 for n in lines if n.box.y0 > line.box.y1]
    else:
        return False
    return len({round(y / 4) for y in beyond}) < 3


def _pattern(line: Line) -> str:
    return re.sub(r"\d+|\b[ivxlc]+\b", "#", line.text.casefold())


def _repeated(sheets: Sequence[Sheet], pages: Sequence[list[Line]]) -> set[tuple[str, int]]:
    """Texts, numbers aside, that stand at the same height of several pages' edges."""
    seen: Counter[tuple[str, int]] = Counter()
    for sheet, lines in zip(sheets, pages, strict=True):
        seen.update({(_pattern(n), _height(n)) for n in lines if _at_edge(sheet, n, lines)})
    # Left and right pages may differ, and chapters have heads of their own.
    least = 2 if len(sheets) < 10 else 3
    if sum(s.width > s.height for s in sheets) > 0.8 * len(sheets):
        least = max(3, len(sheets) // 2)  # slides: a title may stay for several steps
    return {key for key, count in seen.items() if count >= least}


def _height(line: Line) -> int:
    return round(line.box.y1 / 4)


def _is_furniture(
    sheet: Sheet, lines: Sequence[Line], line: Line, repeated: set[tuple[str, int]]
) -> bool:
    if not _at_edge(sheet, line, lines):
        return False
    pattern, height = _pattern(line), _height(line)
    if any((pattern, height + step) in repeated for step in (-1, 0, 1)):
        return True
    if not _NUMBER.fullmatch(line.text):
        return False
    above = [n for n in lines if n is not line and n.box.y1 < line.box.y0]
    below = [n for n in lines if n is not line and n.box.y0 > line.box.y1]
    return not above or not below or line.box.y0 > (1 - _MARGIN / 3) * sheet.height


def _without_line_numbers(pages: Sequence[list[Line]]) -> Iterator[list[Line]]:
    """Drop the small numbers that count the lines of a draft in its margin."""
    last = 0
    for lines in pages:
        leads = [n.words[0] for n in lines if _starts_with_count(n)]
        places = Counter(round(w.box.x1 / 3) for w in leads)
        column = max(places, key=lambda x: places[x], default=0)
        found = [w for w in leads if abs(round(w.box.x1 / 3) - column) <= 1]
        found.sort(key=lambda w: w.box.y1)
        values = [int(w.text) for w in found]
        rising = sum(a < b for a, b in pairwise(values))
        goes_on = bool(values) and values[0] == last + 1 > 1
        if (len(values) >= _LEAST_LINE_NUMBERS or goes_on) and rising >= 0.9 * (len(values) - 1):
            last = values[-1]
            yield list(_dropped(lines, {id(w) for w in found}))
        else:
            yield lines


def _starts_with_count(line: Line) -> bool:
    first = line.words[0]
    alone = len(line.words) == 1
    return first.text.isdecimal() and (alone or first.style.size < 0.75 * line.size)


def _dropped(lines: Sequence[Line], drop: set[int]) -> Iterator[Line]:
    for line in lines:
        words = [w for w in line.words if id(w) not in drop]
        if len(words) == len(line.words):
            yield line
        elif words:
            yield line_of(words)
