"""What a writer is told about an answer that cannot be used."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.productions.episode.rooms import luna, small_script

from fabula.productions.episode import critique
from fabula.productions.episode.brief import SceneBrief, brief_scenes
from fabula.productions.episode.dialogue import DialogueLine, SceneDialogue
from fabula.productions.episode.directions import (
    ActionBeat,
    PhysicalComedySequence,
    SceneStageDirections,
)
from fabula.productions.episode.outline import EpisodeOutline, Plant

SHORT_SECONDS = 30.0


@pytest.fixture(scope="module")
def brief() -> SceneBrief:
    """What the writer of the first scene was told, for thirty seconds."""
    script = small_script()
    made = brief_scenes(script.bible, script.outline, 3 * SHORT_SECONDS / 60)
    return made[0]


@pytest.fixture(scope="module")
def spoken() -> SceneDialogue:
    """The dialogue of the first scene."""
    scene = small_script().scenes[0]
    assert scene is not None
    return scene.dialogue


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (DialogueLine("Fred", "No."), "'Fred' is not in this scene"),
        (DialogueLine("Luna", " "), "it is empty"),
        (DialogueLine("Luna", "No.", pause_before=9), "a pause of 9 s"),
        (DialogueLine("Luna", "No.", is_comedic_beat=True), "goes with the beat 'payoff'"),
        (
            DialogueLine("Rick", "No.", is_comedic_beat=True, beat="payoff", joke="1-1"),
            "The joke '1-1' has two pay-offs",
        ),
    ],
)
def test_faulty_lines_are_told(
    line: DialogueLine, fault: str, brief: SceneBrief, spoken: SceneDialogue
) -> None:
    """Each fault names the line, and a sound dialogue has none."""
    hurt = replace(spoken, dialogue_lines=(*spoken.dialogue_lines, line))

    assert list(critique.dialogue(spoken, brief)) == []
    assert any(fault in one for one in critique.dialogue(hurt, brief))


def test_length_of_a_dialogue_is_checked(brief: SceneBrief, spoken: SceneDialogue) -> None:
    """Half as many words as fill the scene, or half as many again, are too few and too many."""
    few = replace(spoken, dialogue_lines=spoken.dialogue_lines[:2])
    many = replace(spoken, dialogue_lines=spoken.dialogue_lines * 3)

    for hurt in (few, many):
        assert any("words are spoken" in one for one in critique.dialogue(hurt, brief))


def test_faulty_directions_are_told(brief: SceneBrief, spoken: SceneDialogue) -> None:
    """Anchors beyond the last line, and a sequence that does not escalate."""
    sequence = PhysicalComedySequence(1, ("Luna",), "A plan.", ("Worse.",), "A picture.", "Rest.")
    hurt = SceneStageDirections(1, "A room.", (ActionBeat(99, "A bow."),), (sequence,))
    faults = " ".join(critique.directions(hurt, brief, spoken))

    assert "after line 99" in faults
    assert "escalates at least twice" in faults
    assert not list(critique.directions(SceneStageDirections(1, "A room."), brief, spoken))


def test_faulty_outlines_are_told() -> None:
    """Strangers, numbers and plants that pay off too early."""
    pitch = luna()
    assert pitch.bible is not None
    assert pitch.outline is not None
    sound = pitch.outline
    stranger = replace(sound.scenes[0], characters=("Ada",))
    early = Plant("pump", "the pump", 5, 5)
    hurt: EpisodeOutline = replace(sound, scenes=(stranger, *sound.scenes[1:]), plants=(early,))
    faults = " ".join(critique.outline(hurt, pitch.bible, 8))

    assert not list(critique.outline(sound, pitch.bible, 9))
    assert "Ada is neither in the cast nor a guest" in faults
    assert "'pump' pays off before, or in, the scene that plants it" in faults
    assert "There are 9 scenes; 8 are wanted." in faults
