"""What is said in scenes that are written without a model."""

from __future__ import annotations

from functools import cache
from statistics import fmean

import pytest
from tests.productions.episode.offline.outlines import odd_outline, written
from tests.productions.episode.rooms import luna

from fabula.productions.episode import critique
from fabula.productions.episode.brief import brief_scenes
from fabula.productions.episode.measures.clock import read_clock
from fabula.productions.episode.measures.repetition import check_repetition
from fabula.productions.episode.measures.voices import read_voices
from fabula.productions.episode.measures.words import says
from fabula.productions.episode.offline.breaking import write_outline
from fabula.productions.episode.offline.dialogue import write_dialogue
from fabula.productions.episode.offline.inventing import write_bible
from fabula.productions.episode.offline.staging import write_directions
from fabula.productions.episode.optimizer import analyse_comedy
from fabula.productions.episode.order import EpisodeOrder
from fabula.productions.episode.script import Script
from fabula.productions.episode.tasks import WriteBible, WriteOutline
from fabula.productions.episode.validator import ScriptValidator

SEEDS = (1, 2, 3, 4)


@cache
def episode(seed: int) -> Script:
    """The worked example, from a seed."""
    pitch = luna()
    assert pitch.bible is not None
    assert pitch.outline is not None
    return written(pitch.bible, pitch.outline, 22.0, seed)


def test_same_seed_same_script() -> None:
    """A seed gives the same script again, and another seed another."""
    pitch = luna()
    assert pitch.bible is not None
    assert pitch.outline is not None

    assert written(pitch.bible, pitch.outline, 22.0, 1) == episode(1)
    assert list(episode(1).as_read()) != list(episode(2).as_read())


@pytest.mark.parametrize("seed", range(30))
def test_odd_outlines_are_played(seed: int) -> None:
    """Whatever an outline says, what is written has no fault.

    In a scene of a minute there may be fewer words than a model owes: what is seen takes the time.
    """
    bible, outline = odd_outline(seed)
    scenes = len(outline.scenes)
    minutes = scenes * (1.0, 2.5, 4.0)[seed % 3]
    for brief in brief_scenes(bible, outline, minutes, seed):
        dialogue = write_dialogue(brief)
        directions = write_directions(brief, dialogue)

        faults = critique.dialogue(dialogue, brief)

        assert [one for one in faults if minutes > scenes or "words are" not in one] == []
        assert list(critique.directions(directions, brief, dialogue)) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_episode_lasts_as_ordered(seed: int) -> None:
    """Twenty-two minutes are twenty-two minutes, within a twentieth."""
    assert read_clock(episode(seed)).seconds / 60 == pytest.approx(22, rel=0.05)


@pytest.mark.parametrize("minutes", [3, 5, 11, 22, 44])
@pytest.mark.parametrize("premise", ["A pirate runs a library.", "Two rival bakers share an oven."])
def test_any_length_is_kept(premise: str, minutes: int) -> None:
    """An episode of its own lasts as long as it was ordered, within a tenth."""
    scenes = EpisodeOrder(minutes=minutes).scene_count
    bible = write_bible(WriteBible("", "", premise, "multi-cam", seed=1))
    outline = write_outline(WriteOutline(bible, premise, minutes, scenes, seed=1))
    lasts = read_clock(written(bible, outline, minutes, 1)).seconds / 60

    assert lasts == pytest.approx(minutes, rel=0.1)


@pytest.mark.parametrize("minutes", [5, 7, 11])
def test_crowded_scenes_keep_their_time(minutes: int) -> None:
    """Nine scenes with four beats, plants and falls each last as ordered, within a tenth."""
    pitch = luna()
    assert pitch.bible is not None
    assert pitch.outline is not None
    lasts = read_clock(written(pitch.bible, pitch.outline, minutes, 2)).seconds / 60

    assert lasts == pytest.approx(minutes, rel=0.1)


@pytest.mark.parametrize("seed", SEEDS)
def test_jokes_come_often(seed: int) -> None:
    """More than four jokes a minute, and nothing said that its speaker cannot know."""
    comedy = analyse_comedy(episode(seed))
    issues = ScriptValidator(0.8).validate(episode(seed), comedy).validation_issues

    assert len(comedy.analyzed_jokes) > 4.2 * read_clock(episode(seed)).seconds / 60
    assert [issue for issue in issues if issue.about == "continuity"] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_script_passes_validation(seed: int) -> None:
    """The script passes with more than 0.8, plays every beat, and has no error."""
    script = episode(seed)
    report = ScriptValidator(0.8).validate(script, analyse_comedy(script))

    assert report.validation_passed
    assert report.plot_coherence.setup_clarity.value == 1.0
    assert report.plot_coherence.story_arc_completeness.value > 0.95


def test_voices_are_told_apart() -> None:
    """A blind reader names the speaker more than two and a half times as often as by chance."""
    shares = [read_voices(episode(seed)).attribution for seed in SEEDS]

    assert fmean(one.accuracy or 0.0 for one in shares) > 2.5 * shares[0].chance


@pytest.mark.parametrize("seed", SEEDS)
def test_hardly_anything_is_repeated(seed: int) -> None:
    """Scenes that were written side by side share at most one long phrase."""
    assert len(list(check_repetition(episode(seed)))) <= 1


@pytest.mark.parametrize("seed", SEEDS)
def test_catchphrases_stay_rare_and_owned(seed: int) -> None:
    """A catchphrase is heard at most twice, and from nobody else."""
    script = episode(seed)
    lines = [line for _, scene in script.played() for line in scene.dialogue.dialogue_lines]
    for one in script.cast().values():
        for phrase in one.voice.catchphrases:
            heard = [line.character for line in lines if says(line.line, phrase)]

            assert len(heard) <= 2
            assert set(heard) <= {one.name}


def test_plants_and_gags_are_heard() -> None:
    """What a brief asks for in words is said in its scene."""
    script = episode(1)
    for gag in script.outline.gags:
        for turn, number in enumerate(gag.scenes):
            term = gag.terms[min(turn, len(gag.terms) - 1)]

            assert any(says(line.line, term) for line in script.lines(number)), (gag.id, number)


def test_last_words_pay_off() -> None:
    """Every scene goes out on a laugh."""
    for _, scene in episode(2).played():
        assert scene.dialogue.dialogue_lines[-1].beat in ("payoff", "tag")


def test_her_is_who_came_before() -> None:
    """What is offered to "her" is offered to the one who asked."""
    pitch = luna()
    assert pitch.bible is not None
    assert pitch.outline is not None
    brief = brief_scenes(pitch.bible, pitch.outline, 22.0, 6)[3]
    offers = [
        n for n, line in enumerate(write_dialogue(brief).dialogue_lines) if "fern" in line.line
    ]

    assert offers
    assert "Luna" not in write_dialogue(brief).dialogue_lines[offers[0]].line
