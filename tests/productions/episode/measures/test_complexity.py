"""What it takes to shoot a script."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.productions.episode.mutants import with_directions, with_plan
from tests.productions.episode.rooms import small_script

from fabula.productions.episode.directions import ActionBeat
from fabula.productions.episode.measures.complexity import assess
from fabula.productions.episode.script import Script


def showing(action: str, *props: str) -> Script:
    """A script in whose last scene something is done."""
    script = small_script()
    scene = script.scenes[2]
    assert scene is not None
    beats = (ActionBeat(1, action, (), props),)
    return with_directions(script, 3, replace(scene.directions, action_beats=beats))


@pytest.mark.parametrize(
    "action",
    [
        "The crowd of colonists cheers.",
        "Water floods the room.",
        "A goat eats the ledger.",
        "Luna falls down the ladder.",
        "The dough burns.",
    ],
)
def test_trouble_makes_a_set_hard(action: str) -> None:
    """Crowds, water, animals, stunts and fire cost, and the scene is shown."""
    plain, hard = assess(showing("Luna waits."), 10), assess(showing(action), 10)

    assert hard.location_complexity.value > plain.location_complexity.value
    assert hard.technical_feasibility.value < plain.technical_feasibility.value
    assert hard.location_complexity.evidence[0].scene == 3


def test_things_are_counted_once() -> None:
    """A prop is one however often it is handled, and a set however often it is played in."""
    script = showing("Luna drops the spoon and the Spoon.", "spoon", "Spoon", "ladder")
    script = with_plan(
        script, replace(script.outline.scenes[1], location=script.outline.scenes[0].location)
    )
    found = assess(script, 10)

    assert found.prop_count == 2
    assert found.location_count == 2


def test_further_days_are_changed_for() -> None:
    """Who is seen on another day has changed; a disguise is a change too."""
    script = small_script()
    later = with_plan(script, replace(script.outline.scenes[2], day=2))

    assert assess(later, 10).costume_changes == assess(script, 10).costume_changes + 2
    assert assess(showing("Luna, dressed as a fern, waits."), 10).costume_changes == 1


def test_days_follow_from_pages_and_style() -> None:
    """Forty-four pages are two days before an audience, and more than seven without one."""
    script = small_script()
    single = replace(script, bible=replace(script.bible, style="single-cam"))

    assert assess(script, 44).shooting_days == 2
    assert assess(single, 44).shooting_days == pytest.approx(7.3)
