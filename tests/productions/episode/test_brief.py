"""What the writers of a scene are told."""

from __future__ import annotations

from tests.productions.episode.rooms import luna

from fabula.productions.episode.brief import SceneBrief, brief_scenes


def briefs() -> list[SceneBrief]:
    """The briefs of the example."""
    pitch = luna()
    assert pitch.bible is not None
    assert pitch.outline is not None
    return brief_scenes(pitch.bible, pitch.outline, 22.0)


def test_scenes_share_the_time() -> None:
    """All scenes together fill the episode, with the jokes of the show's pace."""
    made = briefs()

    assert sum(brief.seconds for brief in made) == 22 * 60
    assert 120 <= sum(brief.jokes for brief in made) <= 140


def test_what_is_due_is_told() -> None:
    """A scene is told what it plants, what it pays off, and the how-manieth time a gag comes."""
    made = {brief.scene.number: brief for brief in briefs()}

    assert [plant.id for plant in made[2].plants] == ["yeast", "spoon"]
    assert [plant.id for plant in made[8].payoffs] == ["yeast", "red-handle"]
    assert [(turn.gag.id, turn.turn, turn.turns) for turn in made[6].gags] == [("names", 2, 3)]


def test_neighbours_are_told_and_nothing_else() -> None:
    """The end of the scene before and the beginning of the next; a guest only where they are."""
    made = briefs()

    assert made[0].before == ""
    assert made[-1].after == ""
    assert made[1].before.startswith(made[0].scene.summary)
    assert "Inspector Voss" not in {one.name for one in made[0].cast}
