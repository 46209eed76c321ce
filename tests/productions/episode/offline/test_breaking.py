"""Outlines that are broken without a model hold."""

from __future__ import annotations

import pytest

from fabula.productions.episode.offline.breaking import write_outline
from fabula.productions.episode.offline.inventing import write_bible
from fabula.productions.episode.outline import Bible, EpisodeOutline
from fabula.productions.episode.tasks import WriteBible, WriteOutline

PREMISE = "A retired magician opens a dentist's office."


def broken(seed: int, scenes: int) -> tuple[WriteOutline, EpisodeOutline]:
    """An outline, and the task that it answers."""
    bible = write_bible(WriteBible("", "", PREMISE, "multi-cam", seed=seed))
    task = WriteOutline(bible, PREMISE, minutes=2.0 * scenes, scenes=scenes, seed=seed)
    return task, write_outline(task)


@pytest.mark.parametrize("scenes", [1, 2, 3, 5, 9, 11, 14, 24, 60])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_length_is_without_fault(seed: int, scenes: int) -> None:
    """As many scenes as are ordered, numbered, peopled, with plants before their pay-offs."""
    task, outline = broken(seed, scenes)

    assert list(task.faults(outline)) == []


def test_same_seed_same_outline() -> None:
    """A seed gives the same outline again; others give other stories."""
    titles = {broken(seed, 11)[1].stories[0].want for seed in range(12)}

    assert broken(1, 11)[1] == broken(1, 11)[1]
    assert len(titles) >= 3


def test_stories_meet_in_the_end() -> None:
    """Everybody is in one scene of the last act, and a story is planted, gagged and mirrored."""
    for seed in range(6):
        outline = broken(seed, 11)[1]
        crowd = [scene for scene in outline.scenes if len(scene.characters) == 5]

        assert crowd[-1].act == 3
        assert outline.scenes[0].act == 0
        assert {story.thread for story in outline.stories} >= {"A", "B"}
        assert outline.plants
        assert outline.gags


def test_small_casts_get_neighbours() -> None:
    """A show of two is helped out by guests."""
    bible = write_bible(WriteBible("", "", PREMISE, "multi-cam", seed=1))
    pair = Bible("Pair", cast=bible.cast[:2], places=bible.places)
    task = WriteOutline(pair, PREMISE, minutes=10, scenes=6, seed=1)
    outline = write_outline(task)

    assert list(task.faults(outline)) == []
    assert len(outline.guests) == 3


@pytest.mark.parametrize(
    ("premise", "told"),
    [
        ("Two rival bakers share one oven.", "have the oven alone"),
        ("A cook hides a goat from the captain.", "the goat"),
        ("A wedding planner is afraid of weddings.", "weddings"),
    ],
)
def test_plots_are_about_their_premise(premise: str, told: str) -> None:
    """Rivals compete, what is hidden is nearly found, and who is afraid meets it."""
    bible = write_bible(WriteBible("", "", premise, "multi-cam", seed=2))
    outline = write_outline(WriteOutline(bible, premise, minutes=22, scenes=11, seed=2))

    assert told in outline.stories[0].want


@pytest.mark.parametrize("scenes", [1, 2, 3, 4, 6, 11])
def test_no_act_is_left_out(scenes: int) -> None:
    """Few scenes are acts one, two and three; with more there is a cold open before them."""
    acts = [scene.act for scene in broken(1, scenes)[1].scenes]

    assert sorted(acts) == acts
    assert set(acts) == set(range(0 if scenes > 3 else 1, max(acts) + 1))
