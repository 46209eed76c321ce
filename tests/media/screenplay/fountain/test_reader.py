"""Fountain is read as its specification says, and as people write it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.media.screenplay.samples import PIECES

from fabula.media.screenplay import Element, Revision, Span, read_fountain, write_fountain


def read(text: str) -> list[tuple[str, str]]:
    """Kind and text of the elements."""
    return [(element.kind, element.text) for element in read_fountain(text).elements]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_text_is_a_screenplay(text: str) -> None:
    """No text is refused, and what was read of it comes back when it is written."""
    script = read_fountain(text)

    assert read_fountain(write_fountain(script)) == script


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        ("INT. DOME - DAY\n\nLuna.", [("heading", "INT. DOME - DAY"), ("action", "Luna.")]),
        ("int dome", [("heading", "int dome")]),
        (".THE MOON", [("heading", "THE MOON")]),
        ("...and then", [("action", "...and then")]),
        ("LUNA\nHi.", [("character", "LUNA"), ("dialogue", "Hi.")]),
        ("LUNA", [("action", "LUNA")]),
        ("23\nHi.", [("action", "23\nHi.")]),
        ("@McAVOY\nHi.", [("character", "McAVOY"), ("dialogue", "Hi.")]),
        ("HANS (on the radio)\nHi.", [("character", "HANS (on the radio)"), ("dialogue", "Hi.")]),
        (
            "LUNA\n(beat)\nHi.\n~la",
            [
                ("character", "LUNA"),
                ("parenthetical", "(beat)"),
                ("dialogue", "Hi."),
                ("lyric", "la"),
            ],
        ),
        ("LUNA\nOne.\n  \nTwo.", [("character", "LUNA"), ("dialogue", "One.\n\nTwo.")]),
        ("CUT TO:", [("transition", "CUT TO:")]),
        ("> Fade out", [("transition", "Fade out")]),
        ("> THE END <", [("act", "THE END")]),
        ("> one <\n> two <", [("centered", "one\ntwo")]),
        ("!CUT TO:", [("action", "CUT TO:")]),
        ("# One\n\n## Two\n= told", [("section", "One"), ("section", "Two"), ("synopsis", "told")]),
        ("A.\n\n====\n\nB.", [("action", "A."), ("page_break", ""), ("action", "B.")]),
        ("[[note]]\n\n/* gone\n\nINT. X */", [("note", "note"), ("boneyard", "gone\n\nINT. X")]),
        ("    Indented\n  twice", [("action", "    Indented\n  twice")]),
    ],
)
def test_each_kind_is_known(text: str, elements: list[tuple[str, str]]) -> None:
    """Every kind of line, forced or not, is read as the specification has it."""
    assert read(text) == elements


def test_emphasis_becomes_spans() -> None:
    """Marks are taken out of the text, unless they are escaped or stand alone."""
    (element,) = read_fountain(r"*a* **b** ***c*** _d_ 2 * 3 *4 \*e\*").elements

    assert element.text == r"a b c d 2 * 3 *4 *e*"
    assert [(s.start, s.end, s.style) for s in element.spans] == [
        (0, 1, "italic"),
        (2, 3, "bold"),
        (4, 5, "bold"),
        (4, 5, "italic"),
        (6, 7, "underline"),
    ]


def test_emphasis_ends_with_the_line() -> None:
    """A star that finds no partner on its line is a star."""
    (element,) = read_fountain("a *b\nc* d").elements

    assert element == Element("action", "a *b\nc* d")


def test_note_stands_within_the_text() -> None:
    """A note in a line is kept where it stood, and one space is enough around it."""
    (element,) = read_fountain("Luna [[34]] waits.").elements

    assert element.text == "Luna waits."
    assert [(r.at, r.text) for r in element.remarks] == [(5, "34")]


def test_dual_dialogue_and_scene_numbers() -> None:
    """A caret makes two speak at once, and a number between crosses belongs to the scene."""
    script = read_fountain("INT. X #1A#\n\nA\nHi.\n\nB ^\nHo.").elements

    assert (script[0].number, script[0].text) == ("1A", "INT. X")
    assert [e.dual for e in script if e.kind == "character"] == [False, True]


def test_title_page_is_read() -> None:
    """Values on the line, below it, of several lines, and under other names are all kept."""
    script = read_fountain(
        "title:\n    **I LOVE**\n    LUNA\nAuthors: Ada\nFormat: Comedy\nRevisions: Blue, May\n\nA."
    )

    assert script.title.title == "I LOVE\nLUNA"
    assert script.title.author == "Ada"
    assert script.title.others == (("Format", "Comedy"),)
    assert script.revisions == (Revision("Blue", "May"),)
    assert [e.text for e in script.elements] == ["A."]


def test_fade_in_is_no_title() -> None:
    """A script that begins with a transition has no title page."""
    assert read("FADE IN:\n\nINT. X") == [("action", "FADE IN:"), ("heading", "INT. X")]


def test_line_ends_of_every_system_are_read() -> None:
    """Windows' and old Macintosh's line ends make the same screenplay."""
    text = "INT. X\n\nLUNA\nHi.\n"

    assert read(text) == read(text.replace("\n", "\r\n")) == read(text.replace("\n", "\r"))


def test_hostile_text_takes_no_time() -> None:
    """Marks without end cost time in proportion to their number."""
    started = time.process_time()
    for piece in ("*", "[[", "/*", "_a", "\\", "> ", "#", "=", "((", "INT. "):
        read_fountain(piece * 20_000)
        read_fountain(f"{piece}\n" * 5_000)

    assert time.process_time() - started < 10


def test_spans_survive_capitals() -> None:
    """A heading in emphasis is still a heading when it is forced."""
    (element,) = read_fountain(".**THE MOON**").elements

    assert element == Element("heading", "THE MOON", spans=(Span(0, 8, "bold"),))
