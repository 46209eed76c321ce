"""Reading order, on boxes alone."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.media.documents.pdf.box import Box
from fabula.media.documents.pdf.columns import find_gutter, in_order, usual_gutters


@dataclass(frozen=True)
class Piece:
    """A named box."""

    name: str
    box: Box


def column(name: str, x0: float, x1: float, lines: int, top: float = 100) -> list[Piece]:
    """Lines of 10 points, 12 points apart."""
    return [Piece(f"{name}{i}", Box(x0, top + 12 * i, x1, top + 12 * i + 10)) for i in range(lines)]


def order(*pieces: Piece) -> list[str]:
    """The names in reading order; pieces may come in any."""
    return [p.name for part in in_order(sorted(pieces, key=lambda p: p.name[::-1])) for p in part]


def names(name: str, count: int) -> list[str]:
    """`a0`, `a1` and so on."""
    return [f"{name}{i}" for i in range(count)]


def test_columns_are_read_one_by_one() -> None:
    """Three columns of unequal length, left to right."""
    found = order(*column("a", 50, 200, 20), *column("b", 212, 362, 12), *column("c", 374, 524, 5))

    assert names("a", 20) + names("b", 12) + names("c", 5) == found


def test_wide_pieces_part_the_columns() -> None:
    """Columns above a wide piece are read before it, those below after it."""
    wide = Piece("wide", Box(50, 160, 362, 200))
    found = order(
        *column("a", 50, 200, 5),
        *column("b", 212, 362, 5),
        wide,
        *column("c", 50, 200, 5, top=210),
        *column("d", 212, 362, 5, top=210),
    )

    assert names("a", 5) + names("b", 5) + ["wide"] + names("c", 5) + names("d", 5) == found


def test_short_last_line_stays_with_wide_text() -> None:
    """The last line of an abstract ends before the gutter, and still belongs to it."""
    abstract = column("a", 50, 362, 3, top=40)
    last = Piece("end", Box(50, 76, 120, 86))
    found = order(*abstract, last, *column("b", 50, 200, 8), *column("c", 212, 362, 8))

    assert [*names("a", 3), "end", *names("b", 8), *names("c", 8)] == found


def test_cells_are_no_columns() -> None:
    """Short cells of a table that line up are read row by row."""
    boxes = [p.box for p in column("a", 50, 90, 8) + column("b", 150, 190, 8)]

    assert find_gutter(boxes) is None


def test_short_columns_follow_other_pages() -> None:
    """Two lines on a last page are columns where the pages before have a gutter."""
    full = [p.box for p in column("a", 50, 200, 20) + column("b", 212, 362, 20)]
    usual = usual_gutters([full, full, full[:2]])
    short = column("a", 50, 200, 2) + column("b", 212, 362, 2)
    found = [p.name for part in in_order(short, usual) for p in part]

    assert found == ["a0", "a1", "b0", "b1"]
