"""People come into scenes and leave them, and neither speak nor act while they are away."""

from __future__ import annotations

import pytest
from tests.productions.episode.offline.outlines import written
from tests.productions.episode.rooms import invented_script, luna

from fabula.productions.episode.brief import SceneBrief, brief_scenes
from fabula.productions.episode.offline.comings import Comings, comings
from fabula.productions.episode.offline.due import Due
from fabula.productions.episode.script import Script

PREMISE = "A retired magician opens a dentist's office."


def briefs() -> list[SceneBrief]:
    """The scenes of the example."""
    pitch = luna()
    assert pitch.bible is not None
    assert pitch.outline is not None
    return brief_scenes(pitch.bible, pitch.outline, 22.0)


def test_whoever_is_deceived_comes_later() -> None:
    """Fred is not there while somebody is asked to distract him, nor Rick while dough is hidden."""
    found = briefs()

    assert comings(found[1]).arrive == {"Fred": 1}
    assert comings(found[4]).arrive == {"Rick": 1}


def test_everybody_is_there_when_it_says_so() -> None:
    """Nobody comes later into a scene in which "everyone" is, or in which two are all there are."""
    found = briefs()

    assert comings(found[7]) == Comings({}, {})
    assert comings(found[2]) == Comings({}, {})


def test_what_is_due_waits_for_its_owner() -> None:
    """What one character has to say comes while they are there."""
    due = Due("gags", {}, by="Rick")
    found = Comings({"Rick": 2}, {}).awaited({0: [due]}, 4)

    assert found == {2: [due]}


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_nobody_speaks_while_away(seed: int) -> None:
    """An arrival is seen before the first word of whoever comes; who leaves is heard no more."""
    moves = 0
    for script in (_example(seed), invented_script(PREMISE, "multi-cam", seed)):
        for brief in brief_scenes(script.bible, script.outline, 22.0, seed):
            scene = script.scenes[brief.scene.number - 1]
            assert scene is not None
            found = comings(brief)
            said = [line.character for line in scene.dialogue.dialogue_lines]
            done = [(one.after_line, one.action) for one in scene.directions.action_beats]
            for name in found.arrive:
                moves += 1
                first = said.index(name)

                assert any(at <= first and name in action for at, action in done)
                assert not any(at < first and name in action for at, action in done)
            for name in found.leave:
                moves += 1
                last = len(said) - said[::-1].index(name)

                assert not any(at > last and name in action for at, action in done)

    assert moves


def _example(seed: int) -> Script:
    pitch = luna()
    assert pitch.bible is not None
    assert pitch.outline is not None
    return written(pitch.bible, pitch.outline, 22.0, seed)
