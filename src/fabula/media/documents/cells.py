"""The cells of an HTML table by row, those that span several columns or rows spread out."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from fabula.media.documents.content import inline
from fabula.media.documents.prose import tidy

_WIDEST = 100


def rows_in(table: LexborNode) -> tuple[tuple[str, ...], ...]:
    """Rows of equal length, the header first and in one row; empty ones left out."""
    below: dict[int, tuple[str, int]] = {}
    rows: list[list[str]] = []
    heads = 0
    for row in table.css("tr"):
        cells = _spread(row, below)
        if any(cells):
            rows.append(cells)
            heads += row.parent is not None and row.parent.tag == "thead"
    width = max(map(len, rows), default=0)
    full = [r + [""] * (width - len(r)) for r in rows]
    if 1 < heads < len(full):
        columns = zip(*full[:heads], strict=True)
        full[:heads] = [[" ".join(dict.fromkeys(filter(None, c))) for c in columns]]
    return tuple(map(tuple, full))


def _spread(row: LexborNode, below: dict[int, tuple[str, int]]) -> list[str]:
    """The texts of a row; `below` holds, by column, cells that reach down and for how many rows."""
    texts: list[str] = []
    heading = row.css_matches("th") and not row.css_matches("td")
    for cell in row.css("th, td"):
        _reach_down(texts, below)
        text = tidy(inline(cell))
        wide, deep = _span(cell, "colspan"), _span(cell, "rowspan")
        for i in range(wide):
            if deep > 1:
                below[len(texts)] = (text, deep - 1)
            texts.append(text if i == 0 or heading else "")
    _reach_down(texts, below)
    return texts


def _reach_down(texts: list[str], below: dict[int, tuple[str, int]]) -> None:
    while len(texts) in below and len(texts) < _WIDEST:
        text, left = below.pop(len(texts))
        if left > 1:
            below[len(texts)] = (text, left - 1)
        texts.append(text)


def _span(cell: LexborNode, name: str) -> int:
    said = cell.attributes.get(name) or "1"
    return max(1, min(int(said), _WIDEST)) if said.isdecimal() else 1
