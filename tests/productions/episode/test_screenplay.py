"""A script as a screenplay, and back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.productions.episode.mutants import a_hole
from tests.productions.episode.rooms import small_script

from fabula.media.screenplay.files import read_script, write_script
from fabula.productions.episode.screenplay import (
    layout_of,
    pages_of,
    read_existing,
    screenplay_of,
)
from fabula.productions.episode.script import Script


@pytest.mark.parametrize("form", ["fountain", "fdx"])
def test_words_survive_a_format(form: str) -> None:
    """What is said, by whom and where comes back as it was."""
    script = small_script()
    file = write_script(screenplay_of(script), form, layout_of(script.bible.style))
    back = read_existing(read_script(file.data, f"luna.{form}"))

    assert [scene.location for scene in back.outline.scenes] == [
        scene.location for scene in script.outline.scenes
    ]
    for number, scene in enumerate(back.scenes, 1):
        said = [(line.character, line.line) for line in scene.dialogue.dialogue_lines]
        assert said == [(line.character, line.line) for line in script.lines(number)]


THEIRS = """Title: Toast
Credit: Written by
Author: Ada Winter

Black.

EXT. YARD - NIGHT

Rain.

~Nobody sings this.

LUNA'S MOTHER (O.S.)
(beat, softly)
Who's there?

O'BRIEN ^
Me.

CUT TO:

INT. HALL - DAY

ZOË (V.O.) (CONT'D)
I remember.
"""


@pytest.mark.parametrize("form", ["fountain", "fdx"])
def test_script_of_a_person_keeps_its_marks(form: str) -> None:
    """Who is not seen, who speaks at once, transitions and the author are there again."""
    brought = read_script(THEIRS.encode(), "toast.fountain")
    file = write_script(brought, form, layout_of("single-cam"))
    found = read_existing(read_script(file.data, f"toast.{form}"))
    script = Script(found.bible, found.outline, found.scenes)
    again = screenplay_of(script).elements
    cues = [(one.text, one.dual) for one in again if one.kind == "character"]

    assert cues == [("LUNA'S MOTHER (O.S.)", False), ("O'BRIEN", True), ("ZOË (V.O.)", False)]
    assert [one.text for one in again if one.kind == "transition"] == ["CUT TO:"]
    assert [one.name for one in found.bible.cast] == ["Luna's Mother", "O'Brien", "Zoë"]
    assert script.lines(1)[0].pause_before == 1
    assert "Black." in [one.text.splitlines()[0] for one in again if one.kind == "action"]
    assert screenplay_of(script).title.author == "Ada Winter"


def test_lines_can_be_pointed_at() -> None:
    """Each speech has a name of its own: scene and line."""
    names = {element.id for element in screenplay_of(small_script()).elements}

    assert {"s1", "s1l1", "s2l10", "s3l10"} <= names


def test_hole_is_seen_on_the_page() -> None:
    """A missing scene keeps its heading and its number, and a note."""
    elements = screenplay_of(a_hole(small_script())).elements
    place = next(at for at, one in enumerate(elements) if one.id == "s2")

    assert elements[place + 1].kind == "note"
    assert "missing" in elements[place + 1].text


def test_audience_spaces_the_lines() -> None:
    """The same words have more pages before an audience than without."""
    script = small_script()
    film = replace(script, bible=replace(script.bible, style="single-cam"))

    assert pages_of(script).eighths > pages_of(film).eighths
