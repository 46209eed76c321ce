"""What a person wrote is proofread: mistakes that no field shows by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.productions.episode.rooms import luna, small_script

from fabula.errors import UnreadableInput
from fabula.productions.episode.pitch import Pitch
from fabula.productions.episode.proof import pitch_slips, scene_slips
from fabula.store.written import read_written

SCENE = "- {number: 1, location: HALL, characters: [Ann, Bob], summary: They wait.}"


def test_sound_work_has_no_slip() -> None:
    """The example, and a scene as it was written, are right."""
    scene = small_script().scenes[0]
    assert scene is not None

    assert list(pitch_slips(luna())) == []
    assert list(scene_slips(scene, 1)) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"scenes:\n{SCENE}\n{SCENE}", "line 3, field 'scenes[2].number': is 1"),
        (f"scenes:\n{SCENE.replace('HALL', chr(39) * 2)}", "location': is empty"),
        (f"cast: [{{name: Ann}}, {{name: BOB}}]\nscenes:\n{SCENE}", "characters[2]': is 'Bob'"),
        ("premise: One\ncast: [{name: Ann}, {name: ann}]", "line 2, field 'cast[2].name'"),
        ("cast: [{name: Ann}, {name: ' '}]", "cast[2].name': is empty"),
        ("cast: [{name: Ann}]\nguests: [{name: Ann}]", "guests[1].name': is 'Ann' again"),
        (
            f"scenes:\n{SCENE}\nplants:\n- {{id: a, what: b, setup_scene: 1, payoff_scene: 4}}",
            "line 4, field 'plants[1].payoff_scene': is 4",
        ),
        (
            f"scenes:\n{SCENE}\ngags:\n- {{id: a, what: b, terms: [c], scenes: [1, 3]}}",
            "gags[1].scenes[2]': is 3. The outline has scenes 1 to 1.",
        ),
    ],
)
def test_slip_is_told_by_line(text: str, told: str) -> None:
    """Numbers, names, set-ups and turns that lead nowhere are told where they stand."""
    with pytest.raises(UnreadableInput) as caught:
        read_written(text.encode(), "outline.yaml", Pitch, pitch_slips)
    assert told in str(caught.value)


def test_long_pause_is_told() -> None:
    """A pause lasts a few seconds, and a line has words and a speaker."""
    scene = small_script().scenes[0]
    assert scene is not None
    first, *rest = scene.dialogue.dialogue_lines
    odd = replace(first, pause_before=-1.0, line=" ", character="")
    said = replace(scene.dialogue, dialogue_lines=(odd, *rest))
    fields = [slip.field for slip in scene_slips(replace(scene, dialogue=said), 1)]

    assert fields == [
        f"dialogue.dialogue_lines[1].{name}" for name in ("character", "line", "pause_before")
    ]
