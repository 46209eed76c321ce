"""What stands on a page but is not its text: running heads, page numbers, line numbers."""

# ruff: noqa: RUF001 - dashes, quotes and letters that look alike are told apart here

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from fabula.media.documents.pdf.box import Box
from fabula.media.documents.pdf.lines import Line, Style, line_of
from fabula.media.documents.pdf.page import Sheet

_NUMBER = re.compile(
    r"[\[(|–—-]*\s*(?:page\s+)?(?:[a-z]{0,2}\d{1,4}|[ivxlc]{1,7}|\d{1,3}-\d{1,3})"
    r"(?:\s*(?:of|/|de|von)\s*\d+)?\s*[\])|–—-]*",
    re.IGNORECASE,
)
# The part of the page's height, at the top and at the bottom, where furniture stands.
_MARGIN = 0.22
_LEAST_LINE_NUMBERS = 5
_ISSUE = re.compile(r"\bvol(?:\.|ume)? \d+,? (?:no|number|issue)\.? ?\d+", re.IGNORECASE)
_LEADING = 4.0  # heights of a line from one line of a masthead to the next, at most


def cleared(sheets: Sequence[Sheet], pages: Sequence[list[Line]]) -> list[list[Line]]:
    """The lines of each page, without its furniture."""
    numbered = list(_without_line_numbers(pages))
    repeated = _repeated(sheets, numbered)
    return [
        [n for n in lines if not _is_furniture(sheet, lines, n, repeated)]
        for sheet, lines in zip(sheets, numbered, strict=True)
    ]


def without_heads(
    sheets: Sequence[Sheet], pages: Sequence[list[Line]], body: Style
) -> list[list[Line]]:
    """The lines of each page without running heads that no other page has.

    Such a head stands apart from the text, is set unlike it, and says again what the first page or
    a heading says: the title, the authors, the section.
    """
    if not pages:
        return []
    first = {w for n in pages[0] for w in _names(n)}
    lines_known = Counter(_pattern(n) for lines in pages for n in lines)
    kept = [pages[0]]
    for sheet, lines in zip(sheets[1:], pages[1:], strict=True):
        heads = {
            id(n)
            for n in _set_apart(sheet, lines, body)
            if lines_known[_pattern(n)] > 1 or first.issuperset(_names(n))
        }
        kept.append([n for n in lines if id(n) not in heads])
    return kept


def without_masthead(sheets: Sequence[Sheet], pages: Sequence[list[Line]]) -> Sequence[list[Line]]:
    """The lines of each page, the first without the name of the periodical and its date.

    A masthead has the volume and the number of the issue beside the name, which is set large.
    """
    if not pages or not pages[0]:
        return pages
    sheet, lines = sheets[0], pages[0]
    top = [n for n in lines if n.box.middle[1] < _MARGIN * sheet.height]
    issue = next((n for n in top if _ISSUE.search(n.text)), None)
    largest = max(top, key=lambda n: n.size, default=None)
    if issue is None or largest is None or issue.box.x0 < largest.box.x1:
        return pages
    # The date stands above or below the volume, line by line.
    last = issue.box
    for line in sorted(top, key=lambda n: n.box.y0):
        beside = line.box.x0 >= largest.box.x1
        if beside and last.y1 <= line.box.y1 < last.y1 + _LEADING * last.height:
            last = line.box
    kept = [n for n in lines if n.box.y0 > last.y1 - 1]
    return [kept, *pages[1:]]


def _names(line: Line) -> list[str]:
    return [w for w in re.findall(r"[^\W\d_]{3,}", line.text.casefold()) if w != "and"]


def _set_apart(sheet: Sheet, lines: Sequence[Line], body: Style) -> Iterator[Line]:
    """The lines of the top and the bottom row, where they are set unlike text and far from it."""
    ordered = sorted(lines, key=lambda n: n.box.y1)
    for row_of in (ordered, ordered[::-1]):
        edge = row_of[0].box if row_of else None
        if edge is None or _MARGIN / 2 < edge.middle[1] / sheet.height < 1 - _MARGIN / 2:
            continue
        row = [n for n in row_of if n.box.down(edge) > 0.3 * edge.height]
        rest = [n.box for n in row_of if n.box.down(edge) <= 0.3 * edge.height]
        near = max((b.down(edge) for b in rest), default=-body.size)
        if near < -0.8 * body.size:
            yield from (n for n in row if _is_unlike(n, body))


def _is_unlike(line: Line, body: Style) -> bool:
    style = line.style
    return style.size < 0.95 * body.size or style.italic != body.italic or line.text.isupper()


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
