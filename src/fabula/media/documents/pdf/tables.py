"""The cells of a table, by the alignment of its words; nothing where the alignment is unclear."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from fabula.media.documents.pdf.box import Box, union
from fabula.media.documents.pdf.columns import in_rows
from fabula.media.documents.pdf.lines import Line, Word, spell
from fabula.media.documents.pdf.words import without_marks
from fabula.media.documents.prose import join_two

_MOST_COLUMNS = 24
_Cell = tuple[Box, str]


def rows_of(lines: Sequence[Line]) -> tuple[tuple[str, ...], ...]:
    """Cells by row, the header first; empty when the lines do not form a clear grid."""
    rows = [_cells(row) for row in _rows(lines)]
    columns = _columns(rows)
    if not 2 <= len(columns) <= _MOST_COLUMNS or len(rows) < 2:
        return ()
    grid: list[tuple[float, list[str]]] = []
    for row in rows:
        placed = _placed(row, columns)
        if placed is None:
            return ()
        grid.append((row[0][0].y1, placed))
    table = _unwrapped(grid)
    filled = sum(bool(cell) for row in table for cell in row)
    if len(table) < 2 or filled < 0.7 * len(table) * len(columns):
        return ()
    return tuple(tuple(row) for row in table)


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
        if groups and word.box.x0 - groups[-1][-1].box.x1 < 0.75 * word.style.size:
            groups[-1].append(word)
        else:
            groups.append([word])
    return [(union(w.box for w in g), spell(without_marks(g)).strip()) for g in groups]


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


def _placed(row: Sequence[_Cell], columns: Sequence[tuple[float, float]]) -> list[str] | None:
    """The row's texts by column; None when two cells fall into one column."""
    texts = [""] * len(columns)
    for box, text in row:
        hits = [i for i, (x0, x1) in enumerate(columns) if min(x1, box.x1) - max(x0, box.x0) > -1]
        place = hits[0] if hits else _nearest(box, columns)
        if texts[place]:
            return None
        texts[place] = text
    return texts


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
    if filled == [0]:
        return row[0][0].islower()
    return not row[0] and (tight or len(filled) == 1)
