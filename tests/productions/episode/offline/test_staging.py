"""What is seen in scenes that are written without a model."""

from __future__ import annotations

from itertools import pairwise

import pytest
from tests.productions.episode.rooms import luna, offline_script

from fabula.productions.episode.brief import brief_scenes
from fabula.productions.episode.directions import PhysicalComedySequence
from fabula.productions.episode.offline.dialogue import write_dialogue
from fabula.productions.episode.offline.staging import write_directions


def test_physical_comedy_escalates() -> None:
    """Set-up, at least two escalations that differ, climax, resolution; another in each scene."""
    pitch = luna()
    assert pitch.bible is not None
    assert pitch.outline is not None
    sequences: list[PhysicalComedySequence] = []
    for brief in brief_scenes(pitch.bible, pitch.outline, 22.0, 5):
        directions = write_directions(brief, write_dialogue(brief))
        assert bool(brief.scene.physical) == bool(directions.physical_comedy_sequences)
        sequences += directions.physical_comedy_sequences

    assert len({one.resolution.split()[-1] for one in sequences}) == len(sequences) == 3
    for one in sequences:
        assert len(set(one.escalations)) >= 2
        assert one.props


def test_scene_closes_on_its_button() -> None:
    """The last picture is the one that the outline names, and plants are in sight."""
    pitch = luna()
    assert pitch.bible is not None
    assert pitch.outline is not None
    brief = brief_scenes(pitch.bible, pitch.outline, 22.0, 5)[1]
    directions = write_directions(brief, write_dialogue(brief))
    seen = " ".join(beat.action for beat in directions.action_beats)

    assert directions.closing_description == brief.scene.button
    assert "canister of yeast" in seen
    assert "canister" in directions.props


@pytest.mark.parametrize("seed", range(3))
def test_nobody_has_two_cues_in_a_row(seed: int) -> None:
    """Where somebody begins again after their own laugh, something is seen between the two."""
    for _, scene in offline_script(seed).played():
        lines, seen = scene.dialogue.dialogue_lines, scene.directions
        told = {one.after_line for one in seen.action_beats}
        told |= {one.after_line for one in seen.physical_comedy_sequences}

        assert told >= {
            after
            for after, (line, again) in enumerate(pairwise(lines), 1)
            if line.character == again.character
        }
