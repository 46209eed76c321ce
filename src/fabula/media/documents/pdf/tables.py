"""The cells of a table, by the alignment of its words; nothing where the alignment is unclear."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from fabula.media.documents.pdf.box import Box, union
from fabula.media.documents.pdf.columns import in_rows
from fabula.media.documents.pdf.lines import Line, Word, spell
from fabula.media.documents.pdf.words import without_marks
from fabula.media.documents.prose import join_two

_MOST_COLUMNS = 24
_MOST_HEADS = 4
_BOOK_RULES = 3  # above the header, below it, below the table: what follows is a note
_JUSTIFIED = 2.2  # of a line's height: wider gaps do not come from filling a cell's lines
_NOTE = re.compile(
    r"(?:notes?|sources?|anmerkung(?:en)?|quellen?)\b\s*[.:\u2013\u2014]", re.IGNORECASE
)
_LEADERS = re.compile(r"\s*(?:\.\s?){4,}$")
_Cell = tuple[Box, str]


def rows_of(lines: Sequence[Line], rules: Sequence[float] = ()) -> tuple[tuple[str, ...], ...]:
    """Cells by row, the header first; empty when the lines do not form a clear grid.

    Args:
        lines: Those of the table.
        rules: Heights of its horizontal rules, in points. A header above one of them is one row.
    """
    foot = max(rules) + 2 if len(rules) >= _BOOK_RULES else float("inf")
    rows = [_cells(row) for row in _rows([n for n in lines if n.box.middle[1] < foot])]
    ends = [i for i, row in enumerate(rows) if i > 1 and _NOTE.match(row[0][1])]
    rows = rows[: ends[0]] if ends else rows
    columns = _columns(rows)
    if not 2 <= len(columns) <= _MOST_COLUMNS or len(rows) < 2:
        return ()
    grid: list[tuple[float, list[str]]] = []
    head = _header(rows, rules)
    for i, row in enumerate(rows):
        placed = _placed(row, columns, spread=i < head)
        if placed is None:
            return ()
        grid.append((row[0][0].y1, placed))
    if head > 1:
        grid = [(grid[head - 1][0], _merged([row for _, row in grid[:head]])), *grid[head:]]
    table = _unwrapped(grid) if len(grid) > 1 else []
    filled = sum(bool(cell) for row in table for cell in row)
    if len(table) < 2 or filled < 0.7 * len(table) * len(columns):
        return ()
    return tuple(tuple(row) for row in table)


def _header(rows: Sequence[Sequence[_Cell]], rules: Sequence[float]) -> int:
    """How many of the first lines of cells stand above the rule that ends the header."""
    for rule in sorted(rules):
        above = sum(row[0][0].middle[1] < rule for row in rows)
        if above:
            return above if above <= _MOST_HEADS and above < len(rows) - 1 else 0
    return 0


def _merged(rows: Sequence[Sequence[str]]) -> list[str]:
    """Several lines of cells as one row."""
    whole = list(rows[0])
    for row in rows[1:]:
        whole = [join_two(a, b) for a, b in zip(whole, row, strict=True)]
    return whole


def _rows(lines: Sequence[Line]) -> list[list[Word]]:
    rows: list[list[Word]] = []
    ground = float("-inf")
    for line in in_rows(lines):
        if rows and abs(line.box.y1 - ground) < 0.35 * line.size:
            rows[-1].extend(line.words)
        else:
            rows.append(list(line.words))
            ground = line.box.y1
    return [sorted(row, key=lambda w: w.box.x0) for row in rows]


def _cells(row: Sequence[Word]) -> list[_Cell]:
    groups: list[list[Word]] = []
    for word in row:
        if groups and word.box.x0 - groups[-1][-1].box.x1 < _space(groups[-1][-1], word):
            groups[-1].append(word)
        else:
            groups.append([word])
    return [(union(w.box for w in g), _written(g)) for g in groups]


def _space(left: Word, right: Word) -> float:
    """The gap that parts two cells; in typewriter a bar or a dot has much room around it."""
    typed = left.style.mono and right.style.mono and 1 in {len(left.text), len(right.text)}
    return (1.2 if typed else 0.75) * right.style.size


def _written(words: Sequence[Word]) -> str:
    """The words of a cell, without the dots that lead to the next."""
    return _LEADERS.sub("", spell(without_marks(words)).strip())


def _columns(rows: Sequence[Sequence[_Cell]]) -> list[tuple[float, float]]:
    """The x ranges of the columns: those of the cells, wide ones that span several left out."""
    if not rows:
        return []
    typical = sorted(len(row) for row in rows)[len(rows) // 2]
    spans = sorted(
        (box.x0, box.x1) for row in rows if len(row) >= max(2, typical) for box, _ in row
    )
    columns: list[tuple[float, float]] = []
    for x0, x1 in spans:
        if columns and x0 < columns[-1][1] - 1:
            columns[-1] = (columns[-1][0], max(columns[-1][1], x1))
        else:
            columns.append((x0, x1))
    return columns


def _placed(
    row: Sequence[_Cell], columns: Sequence[tuple[float, float]], *, spread: bool
) -> list[str] | None:
    """The row's texts by column; None when several cells fall into one.

    Args:
        row: Its cells from left to right.
        columns: Where each begins and ends.
        spread: Whether a cell above several columns, as headers have them, goes to each.
    """
    parts: list[list[_Cell]] = [[] for _ in columns]
    for cell in row:
        hits = [i for i, span in enumerate(columns) if _overlap(cell[0], span) > -1]
        hits = hits or [_nearest(cell[0], columns)]
        for place in hits if spread else hits[:1]:
            parts[place].append(cell)
    if not all(map(_is_one, parts)):
        return None
    return [" ".join(text for _, text in cells) for cells in parts]


def _overlap(box: Box, span: tuple[float, float]) -> float:
    return min(span[1], box.x1) - max(span[0], box.x0)


def _is_one(cells: Sequence[_Cell]) -> bool:
    """Whether pieces in one column are the words of a line that was stretched to fill it."""
    if len(cells) < 2:
        return True
    near = all(b[0].x0 - a[0].x1 < _JUSTIFIED * a[0].height for a, b in pairwise(cells))
    return near and (len(cells) > 2 or all(t.replace("-", "").isalpha() for _, t in cells))


def _nearest(box: Box, columns: Sequence[tuple[float, float]]) -> int:
    middle = box.middle[0]
    return min(
        range(len(columns)),
        key=lambda i: abs((columns[i][0] + columns[i][1]) / 2 - middle),
    )


def _unwrapped(grid: Sequence[tuple[float, list[str]]]) -> list[list[str]]:
    """Rows, with the second lines of wrapped cells joined to the first."""
    widest = max(b[0] - a[0] for a, b in pairwise(grid))
    table = [list(grid[0][1])]
    for (above, _), (ground, row) in pairwise(grid):
        tight = ground - above < 0.8 * widest
        filled = [i for i, text in enumerate(row) if text]
        if _goes_on(row, filled, table[-1], tight=tight and len(table) > 1):
            for i in filled:
                table[-1][i] = join_two(table[-1][i], row[i])
        else:
            table.append(list(row))
    return table


def _goes_on(
    row: Sequence[str], filled: Sequence[int], above: Sequence[str], *, tight: bool
) -> bool:
    """Whether a row only holds second lines of the cells above it."""
    if len(filled) == len(row) or not all(above[i] for i in filled):
        return False
    if all(row[i][0].islower() or above[i].endswith("-") for i in filled):
        return True
    return not row[0] and (tight or len(filled) == 1)
