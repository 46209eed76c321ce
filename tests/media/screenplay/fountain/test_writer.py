"""Fountain that is written reads back as it was meant."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from tests.media.screenplay.samples import LUNA, SCREENPLAYS

from fabula.media.screenplay import (
    Element,
    Screenplay,
    Span,
    TitlePage,
    read_fountain,
    write_fountain,
)


@settings(max_examples=400, deadline=None)
@given(SCREENPLAYS)
def test_any_screenplay_comes_back(screenplay: Screenplay) -> None:
    """Whatever can be said in a screenplay survives being written and read."""
    assert read_fountain(write_fountain(screenplay)) == screenplay


def test_everything_at_once_comes_back() -> None:
    """The sample with every kind of element is the same again, ids as well."""
    again = read_fountain(write_fountain(LUNA))

    assert again == LUNA
    assert [e.id for e in again.elements] == [e.id for e in LUNA.elements]


@pytest.mark.parametrize(
    ("element", "line"),
    [
        (Element("heading", "THE MOON"), ".THE MOON"),
        (Element("heading", "INT. DOME", number="4B"), "INT. DOME #4B#"),
        (Element("action", "INT. is a word."), "!INT. is a word."),
        (Element("action", "BANG!"), "!BANG!"),
        (Element("action", "He says\n# nothing"), "He says\n!# nothing"),
        (Element("action", "> not centred <"), "!> not centred <"),
        (Element("transition", "FADE OUT."), "> FADE OUT."),
        (Element("transition", "CUT TO:"), "CUT TO:"),
        (Element("action", "Tom*s *own* star"), r"Tom\*s \*own\* star"),
        (Element("action", "2 * 2 * 2"), "2 * 2 * 2"),
        (Element("action", "Bold.", spans=(Span(0, 5, "bold"),)), "**Bold.**"),
        (Element("section", "Act one", level=2), "## Act one"),
        (Element("page_break"), "==="),
    ],
)
def test_ambiguous_lines_are_forced(element: Element, line: str) -> None:
    """Only what would be taken for something else gets a mark."""
    assert write_fountain(Screenplay((element,))) == f"{line}\n"


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("INT. is no slug here.", "INT. is no slug here."),
        ("(aside)", r"\(aside)"),
        ("~waves~", r"\~waves~"),
        ("One.\n\nTwo.", "One.\n  \nTwo."),
    ],
)
def test_dialogue_stays_dialogue(said: str, line: str) -> None:
    """A line of dialogue is never taken for a parenthetical, a lyric or an end."""
    script = Screenplay((Element("character", "McAVOY"), Element("dialogue", said)))

    assert write_fountain(script) == f"@McAVOY\n{line}\n"


def test_colon_in_the_first_line_makes_no_title() -> None:
    """A script without a title page may begin with words and a colon."""
    script = Screenplay((Element("action", "Note: the fern is plastic."),))

    assert read_fountain(write_fountain(script)) == script
    assert not read_fountain(write_fountain(script)).title


def test_title_page_has_the_usual_names() -> None:
    """The title page is written with the names that other programs know."""
    script = Screenplay(title=TitlePage(title="Luna", author="A\nB", draft_date="May"))

    assert write_fountain(script) == "Title: Luna\nAuthor:\n    A\n    B\nDraft date: May\n"
