"""Cells of tables whose lines and rules are known."""

from __future__ import annotations

from collections.abc import Callable

from fabula.media.documents import Document

Read = Callable[..., Document]
Make = Callable[[str], bytes]
Rows = tuple[tuple[str, ...], ...]


def rows_in(make: Make, read: Read, table: str) -> Rows:
    """The rows of the only table of a page."""
    document = read(
        make(f"""
#set page(width: 420pt, height: 600pt)
#set text(size: 10pt)
#figure(table(stroke: none, {table}), caption: [Things.])
Some words that stand below the table.""")
    )
    return next(p.rows for p in document.passages if p.kind == "table")


def test_header_on_two_lines_is_one(make_pdf: Make, read_bytes: Read) -> None:
    """What stands above the rule under the header is one row, however it is set."""
    rows = rows_in(
        make_pdf,
        read_bytes,
        """columns: 3, table.hline(), [Tool], [Times \\ real time], [Memory \\ MB], table.hline(),
        [loop], [0.24], [817], [once], [31.6], [144], table.hline()""",
    )

    assert rows == (
        ("Tool", "Times real time", "Memory MB"),
        ("loop", "0.24", "817"),
        ("once", "31.6", "144"),
    )


def test_spanning_heads_go_to_each(make_pdf: Make, read_bytes: Read) -> None:
    """A head over two columns is part of the heads of both."""
    rows = rows_in(
        make_pdf,
        read_bytes,
        """columns: (60pt, 60pt, 60pt), align: center, table.hline(),
        [], table.cell(colspan: 2)[Times of brewing], [Tea], [first], [second], table.hline(),
        [green], [2], [3], [black], [4], [5], table.hline()""",
    )

    assert rows[0] == ("Tea", "Times of brewing first", "Times of brewing second")


def test_cells_may_wrap_together(make_pdf: Make, read_bytes: Read) -> None:
    """Second lines of two cells at once go to the row above, stretched or not."""
    rows = rows_in(
        make_pdf,
        read_bytes,
        """columns: (70pt, 50pt, 90pt), row-gutter: 2pt, table.hline(), [Name], [Count], [Use],
        table.hline(), [kettle made of iron], [1], [heats the water until it boils],
        [cup], [12], [holds tea], table.hline()""",
    )

    assert rows == (
        ("Name", "Count", "Use"),
        ("kettle made of iron", "1", "heats the water until it boils"),
        ("cup", "12", "holds tea"),
    )


def test_notes_are_no_rows(make_pdf: Make, read_bytes: Read) -> None:
    """A note at the foot of a table is not one of its rows."""
    rows = rows_in(
        make_pdf,
        read_bytes,
        """columns: (60pt, 60pt), table.hline(), [Name], [Count], table.hline(), [cup], [12],
        [pot], [1], table.hline(), table.cell(colspan: 2)[Note. Cups are counted once a year.],
        table.hline()""",
    )

    assert rows == (("Name", "Count"), ("cup", "12"), ("pot", "1"))


def test_leading_dots_are_dropped(make_pdf: Make, read_bytes: Read) -> None:
    """Dots that lead from one cell to the next are not text."""
    rows = rows_in(
        make_pdf,
        read_bytes,
        """columns: (90pt, 60pt), table.hline(), [Name], [Cost], table.hline(),
        [cup #box(width: 1fr, repeat[.])], [\\$2], [pot #box(width: 1fr, repeat[.])], [\\$9],
        table.hline()""",
    )

    assert rows == (("Name", "Cost"), ("cup", "$2"), ("pot", "$9"))
