"""The title page has its lines in their places."""

from __future__ import annotations

from fabula.media.screenplay import TitlePage
from fabula.media.screenplay.printing.covering import cover_rows


def test_title_stands_a_third_down_the_middle() -> None:
    """The title is centred, in capitals and underlined."""
    row, line = cover_rows(TitlePage("Luna", author="Ada"), 54)[0]

    assert (row, line.column, line.text) == (18, 28, "LUNA")
    assert line.spans[0].style == "underline"


def test_foot_has_contact_left_and_date_right() -> None:
    """Both end on the last row; the date ends at the right margin."""
    rows = cover_rows(TitlePage("L", contact="A\nB", draft_date="May 1"), 54)

    assert [(row, line.column, line.text) for row, line in rows[1:]] == [
        (52, 0, "A"),
        (53, 0, "B"),
        (53, 55, "May 1"),
    ]


def test_nothing_to_say_is_no_page() -> None:
    """Without words there is no title page."""
    assert cover_rows(TitlePage(), 54) == []
