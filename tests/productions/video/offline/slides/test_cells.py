"""Numbers in cells, and charts that do not mislead."""

from __future__ import annotations

import pytest

from fabula.productions.video.offline.slides.cells import Number, chart, merged, number


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12.5%", Number(12.5, "%")),
        ("1,024", Number(1024)),
        ("3.2 ± 0.1", Number(3.2)),
        ("−5", Number(-5)),
        ("3,5", Number(3.5)),
        ("20 ms", Number(20, "ms")),
        ("$5M", Number(5_000_000, "$")),
        ("12k", Number(12_000)),
        ("0.91*", Number(0.91)),
        ("31x", Number(31, "x")),
        ("**7**", Number(7)),
        ("-", None),
        ("", None),
        ("n/a", None),
        ("Vienna", None),
        ("1.2.3", None),
        ("2 of 3", None),
    ],
)
def test_cell_is_number_or_nothing(cell: str, value: Number | None) -> None:
    """Units, thousands, errors and stars are understood; words are no numbers."""
    assert number(cell) == value


def test_one_unit_makes_bars() -> None:
    """A column of comparable numbers becomes bars, with the unit of its header."""
    made = chart((("Tool", "Speed (fps)"), ("A", "82"), ("B", "2,480")), "Speed")

    assert made is not None
    assert (made.labels, made.unit, made.form) == (("A", "B"), "fps", "bars")
    assert made.series[0].values == (82, 2480)


def test_rising_years_make_lines() -> None:
    """Rows that are years are a course, not a comparison."""
    rows = (("Year", "Boats"), ("1990", "12"), ("2000", "30"), ("2010", "22"), ("2020", "41"))
    made = chart(rows, "Boats")

    assert made is not None
    assert made.form == "lines"


def test_same_units_share_a_chart() -> None:
    """Two columns in per cent stand side by side."""
    rows = (("Model", "Seen", "Unseen"), ("A", "91%", "72%"), ("B", "88%", "80%"))
    made = chart(rows, "Accuracy")

    assert made is not None
    assert [series.name for series in made.series] == ["Seen", "Unseen"]


@pytest.mark.parametrize(
    "rows",
    [
        (("Tool", "Size"), ("A", "5 MB"), ("B", "3 GB")),
        (("Tool", "Size"), ("A", "5"), ("B", "-")),
        (
            ("Tool", "Size"),
            ("A", "5"),
        ),
        (("Tool", "Size"), ("A", "5"), ("A", "7")),
        (("Tool", "Size"), ("A", "-5"), ("B", "7")),
        (("Tool", "Size"), ("A", "5"), ("B", "5")),
        (("Tool", "City"), ("A", "Ghent"), ("B", "Bruges")),
        (("Tool", "Size"), ("A", "5", "6"), ("B", "7")),
    ],
)
def test_what_misleads_is_no_chart(rows: tuple[tuple[str, ...], ...]) -> None:
    """Mixed units, gaps, one bar, same labels, no zero line, no difference: all stay tables."""
    assert chart(rows, "Sizes") is None


def test_unlike_columns_stay_apart() -> None:
    """A second column of another size is left out rather than drawn on one scale."""
    rows = (("Town", "Height (m)", "People"), ("A", "12", "90,000"), ("B", "30", "20,000"))
    made = chart(rows, "Towns")

    assert made is not None
    assert [series.name for series in made.series] == ["Height"]


def test_header_of_two_rows_is_merged() -> None:
    """Leading rows without a number are one header; a table of words keeps its rows."""
    rows = (("Tool", "Times", "Memory"), ("", "real time", "MB"), ("Old", "0.24", "817"))
    plain = (("Name", "Place"), ("Ada", "Ghent"), ("Ben", "Bruges"))

    assert merged(rows) == (("Tool", "Times real time", "Memory MB"), ("Old", "0.24", "817"))
    assert merged(plain) == plain
