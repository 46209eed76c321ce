"""Pages hold plain values, ready for the templates."""

from __future__ import annotations

import json
import math

from fabula.media.slides.looks import Look
from fabula.media.slides.pages import MOST_ROWS, page_of
from fabula.media.slides.visuals import Bullets, Chart, Series, Table


def test_columns_of_numbers_are_known() -> None:
    """A column whose cells are all numbers, with or without signs and units, is set flush right."""
    rows = (
        ("Name", "Share", "Note"),
        ("a", "41.2 %", "3 of 4"),
        ("b", "±1,200 ms", "-"),
        ("c", "\u2013", ""),
    )

    assert page_of(Table("t", rows), Look())["numeric"] == [False, True, False]


def test_ragged_rows_are_filled() -> None:
    """Every row has as many cells as the longest."""
    page = page_of(Table("t", (("a", "b"), ("c",), ())), Look())

    assert page["rows"] == [["a", "b"], ["c", ""], ["", ""]]


def test_rows_left_out_are_counted() -> None:
    """Rows beyond what any slide holds are not set, but counted."""
    page = page_of(Table("t", (("a",),) * (MOST_ROWS + 7)), Look())

    assert (len(page["rows"]), page["left_out"]) == (MOST_ROWS, 7)


def test_missing_numbers_leave_gaps() -> None:
    """Numbers that are none, and series too short or too long, leave gaps and no error."""
    chart = Chart("c", ("a", "b", "c"), (Series("s", (1, math.nan)), Series("t", (1, 2, 3, 4))))
    page = page_of(chart, Look())

    assert [one["values"] for one in page["series"]] == [[1, None, None], [1, 2, 3]]


def test_bars_left_out_are_counted() -> None:
    """Bars and series beyond what a chart can hold are counted, for a note below the heading."""
    chart = Chart("c", tuple("abcdefghijklmnopqrstuvwxyz"), (Series("s", (1.0,)),) * 6)
    page = page_of(chart, Look())

    assert (page["left_out"], page["series_left_out"]) == (10, 2)


def test_blank_points_are_dropped() -> None:
    """A point without letters is no point; all values survive JSON."""
    page = page_of(Bullets("h", ("one", " ", "two")), Look())

    assert json.loads(json.dumps(page))["points"] == ["one", "two"]
