"""Headings and cues are taken apart as people write them."""

from __future__ import annotations

import pytest

from fabula.media.screenplay import Slug, Speaker, read_slug, read_speaker
from fabula.media.screenplay.slugs import begins_act, names_act, names_shot


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("INT. LUNA'S DOME - KITCHEN - DAY", Slug("INT", "LUNA'S DOME - KITCHEN", "DAY")),
        ("EXT. MOON", Slug("EXT", "MOON", "")),
        ("int./ext. rover - moments later", Slug("INT/EXT", "rover", "moments later")),
        ("I/E ROVER \u2014 NIGHT (STORM)", Slug("INT/EXT", "ROVER", "NIGHT (STORM)")),
        ("EST. BASE - 3 DAYS LATER", Slug("EST", "BASE", "3 DAYS LATER")),
        ("INT. WALK-IN FREEZER - CONTINUOUS", Slug("INT", "WALK-IN FREEZER", "CONTINUOUS")),
        ("INT. DOME - UPPER FLOOR", Slug("INT", "DOME - UPPER FLOOR", "")),
        ("INTERMISSION", Slug("", "INTERMISSION", "")),
    ],
)
def test_heading_tells_where_and_when(text: str, slug: Slug) -> None:
    """Inside or outside, place and time are found, however they are joined."""
    assert read_slug(text) == slug


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("LUNA", Speaker("LUNA")),
        ("LUNA (V.O.) (CONT'D)", Speaker("LUNA", ("V.O.", "CONT'D"))),
        ("MAN #2 (on the radio)", Speaker("MAN #2", ("on the radio",))),
        ("(nobody)", Speaker("(nobody)")),
    ],
)
def test_cue_tells_who_speaks(text: str, speaker: Speaker) -> None:
    """The name stands apart from its extensions."""
    assert read_speaker(text) == speaker


def test_continued_cue_is_known() -> None:
    """(CONT'D) is known with either apostrophe."""
    assert read_speaker("LUNA (CONT\u2019D)").continued
    assert not read_speaker("LUNA (V.O.)").continued


def test_acts_are_known_by_name() -> None:
    """What begins an act begins a page, what ends one does not."""
    assert all(map(names_act, ("COLD OPEN", "ACT TWO", "END OF ACT ONE", "TAG", "THE END")))
    assert begins_act("ACT ONE: THE FERN")
    assert not begins_act("END OF ACT ONE")
    assert not names_act("ACTING CLASS")


def test_shots_are_in_capitals() -> None:
    """A sentence about an angle is no shot."""
    assert names_shot("CLOSE ON THE FERN")
    assert names_shot("LUNA'S POV")
    assert not names_shot("Close on the fern")
