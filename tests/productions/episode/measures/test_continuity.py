"""What cannot be, and what may."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.productions.episode.mutants import with_directions, with_line, with_plan
from tests.productions.episode.rooms import small_script

from fabula.productions.episode.dialogue import DialogueLine
from fabula.productions.episode.directions import ActionBeat
from fabula.productions.episode.measures.continuity import check_continuity
from fabula.productions.episode.outline import Time
from fabula.productions.episode.script import Script


def problems(script: Script) -> list[str]:
    """What is told of a script."""
    return [issue.problem for issue in check_continuity(script)]


def acting(script: Script, number: int, beat: ActionBeat) -> Script:
    """A script with another action in a scene."""
    scene = script.scenes[number - 1]
    assert scene is not None
    beats = (*scene.directions.action_beats, beat)
    return with_directions(script, number, replace(scene.directions, action_beats=beats))


def test_who_acts_must_be_there() -> None:
    """An action of somebody who is not in the scene is an error, as a line of theirs is."""
    hurt = acting(small_script(), 3, ActionBeat(1, "Fred dances.", ("Fred",)))

    assert problems(hurt) == ["Fred acts in scene 3 without being in it."]


@pytest.mark.parametrize(
    ("time", "told"), [("MORNING", True), ("LATER", False), ("CONTINUOUS", False), ("NIGHT", False)]
)
def test_hours_run_forward(time: Time, told: bool) -> None:
    """After an evening comes no morning of the same day, a scene without an hour between or not."""
    script = small_script()
    scenes = script.outline.scenes
    script = with_plan(script, replace(scenes[0], time="EVENING"))
    script = with_plan(script, replace(scenes[1], time="CONTINUOUS"))
    script = with_plan(script, replace(scenes[2], time=time))

    assert bool(problems(script)) is told


def test_third_scene_can_play_at_the_same_time_too() -> None:
    """Nobody is in the first and the third of three scenes that play at once."""
    script = small_script()
    scenes = script.outline.scenes
    script = with_plan(script, replace(scenes[1], time="SAME TIME", characters=("Fred", "Ethel")))
    script = with_plan(script, replace(scenes[2], time="SAME TIME", characters=("Luna",)))

    assert any(
        "Luna is in LUNA AND RICK'S QUARTERS and in AIRLOCK TWO" in one for one in problems(script)
    )


def test_mended_prop_may_be_used() -> None:
    """Another ladder is not the broken one."""
    script = acting(small_script(), 1, ActionBeat(0, "The Ladder explodes.", (), ("Ladder",)))
    broken = acting(script, 3, ActionBeat(0, "Luna climbs the ladder.", (), ("ladder",)))
    mended = acting(script, 3, ActionBeat(0, "Luna brings another ladder.", (), ("ladder",)))

    assert problems(broken) == ["The ladder was destroyed in scene 1."]
    assert problems(mended) == []


def test_what_is_seen_is_known() -> None:
    """Who stands before a thing may speak of it; who never saw it may not."""
    script = small_script()
    script = with_plan(script, replace(script.outline.scenes[2], characters=("Luna", "Rick")))
    asked = DialogueLine("Rick", "Is that a canister?")
    blind = with_line(script, 3, asked)
    seeing = acting(blind, 3, ActionBeat(0, "Luna holds the canister.", ("Luna",)))

    assert "Rick speaks of 'canister', and was never told of it." in problems(blind)
    assert not any("canister" in one for one in problems(seeing))
