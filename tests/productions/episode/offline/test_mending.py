"""Notes are mended where a rule can, and nothing else is touched."""

from __future__ import annotations

import pytest
from tests.productions.episode.rooms import luna

from fabula.productions.episode.brief import brief_scenes
from fabula.productions.episode.dialogue import DialogueLine, SceneDialogue
from fabula.productions.episode.offline.mending import rewrite_lines
from fabula.productions.episode.tasks import RewriteLines

LINES = (
    DialogueLine("Luna", "I have a plan, mind you.", beat="setup", joke="3-1"),
    DialogueLine(
        "Ethel", "I was hoping it would wear off.", is_comedic_beat=True, beat="payoff", joke="3-1"
    ),
    DialogueLine("Luna", "Then let us begin."),
    DialogueLine("Ethel", "Begin without me."),
)


def mended(*notes: str) -> tuple[DialogueLine, ...]:
    """The third scene of the example, with notes."""
    pitch = luna()
    assert pitch.bible is not None
    assert pitch.outline is not None
    brief = brief_scenes(pitch.bible, pitch.outline, 22.0)[2]
    scene = SceneDialogue(3, brief.scene.location, brief.scene.characters, LINES)
    return rewrite_lines(RewriteLines(brief, scene, notes)).dialogue_lines


def test_stolen_phrases_are_cut() -> None:
    """A tic of somebody else's goes, the rest of the line stays."""
    note = "Line 1: Luna says 'mind you', which is Ethel's. ('I have a plan, mind you.') Let them"
    lines = mended(note)

    assert lines[0].line == "I have a plan."
    assert lines[1:] == LINES[1:]


def test_repetitions_are_reworded() -> None:
    """What was said before is said otherwise, and still pays off."""
    note = (
        "Line 2: 'i was hoping it would wear' was said before, in scene 1. Say it in other words."
    )
    lines = mended(note)

    assert lines[1].line != LINES[1].line
    assert lines[1].line.endswith("wear off.")
    assert lines[1].is_comedic_beat


@pytest.mark.parametrize(
    ("note", "heard"),
    [
        ("Scene 3 does not play a beat of its outline. Play it: The dough moves", "dough"),
        (
            "'spoon' is not planted in scene 3. Let it be heard or seen: the spoon on Fred's belt.",
            "spoon",
        ),
    ],
)
def test_what_is_missing_is_said(note: str, heard: str) -> None:
    """A beat or a plant that nobody heard gets a line, between jokes."""
    lines = mended(note)
    added = [line for line in lines if line not in LINES]

    assert len(added) == 1
    assert heard in added[0].line
    assert [line for line in lines if line in LINES] == list(LINES)


def test_other_notes_change_nothing() -> None:
    """What no rule can mend stays word for word."""
    assert mended("Scene 3 is not funny enough.") == LINES
