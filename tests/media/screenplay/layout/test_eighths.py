"""Eighths of a page add up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.media.screenplay.samples import long_script

from fabula.media.screenplay import Element, Screenplay, paginate
from fabula.media.screenplay.layout.eighths import SceneLength, share_eighths


@given(st.lists(st.integers(1, 400), min_size=1, max_size=40))
def test_eighths_add_up(rows: list[int]) -> None:
    """Every scene has its whole ones and at least one, together as many as their rows make."""
    shares = share_eighths(rows, 54)
    exact = [8 * count / 54 for count in rows]
    least = [max(1, int(eighths)) for eighths in exact]

    assert all(0 <= share - fewest <= 1 for share, fewest in zip(shares, least, strict=True))
    assert sum(shares) == max(round(sum(exact)), sum(least))


def test_scene_of_half_a_page_has_four() -> None:
    """27 rows of 54 are four eighths, and the next scene begins on the same page."""
    half = [Element("heading", "INT. A"), *(Element("action", "A.") for _ in range(13))]
    pages = paginate(Screenplay((*half, *half)))

    assert [(scene.eighths, scene.page) for scene in pages.scenes] == [(4, 1), (4, 1)]


def test_white_foot_belongs_to_nobody() -> None:
    """What a page break leaves empty makes no scene longer."""
    scene = (Element("heading", "INT. A"), Element("action", "A."), Element("page_break"))
    script = Screenplay((*scene, *scene))

    assert [(scene.eighths, scene.page) for scene in paginate(script).scenes] == [(1, 1), (1, 2)]


def test_script_is_as_long_as_its_pages() -> None:
    """The sum differs from the pages only by the white at their feet."""
    pages = paginate(long_script(10))

    assert 0.9 * len(pages.pages) < pages.eighths / 8 <= len(pages.pages)


def test_lengths_are_printed_as_schedules_have_them() -> None:
    """Whole pages and eighths: 1 3/8."""
    lengths = [SceneLength("1.1", "1", 1, eighths).printed for eighths in (1, 8, 11)]

    assert lengths == ["1/8", "1", "1 3/8"]
