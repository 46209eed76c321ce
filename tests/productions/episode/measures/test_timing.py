"""Jokes on the clock, against shows of their style."""

from __future__ import annotations

from random import Random

import pytest

from fabula.productions.episode.comedy import AnalyzedJoke, ComedyTimingAnalysis
from fabula.productions.episode.measures.clock import EpisodeClock, Moment
from fabula.productions.episode.measures.timing import analyse_timing
from fabula.productions.episode.profiles import PROFILES
from fabula.productions.episode.score import Score

MULTI = PROFILES["multi-cam"]
PUBLISHED = {
    "30 Rock": 7.44, "New Girl": 7.11, "Parks and Recreation": 6.97, "The Office": 6.65,
    "Brooklyn Nine-Nine": 6.59, "Friends": 6.06, "The Big Bang Theory": 5.80,
    "Modern Family": 5.68, "Family Guy": 5.20, "South Park": 5.03, "Frasier": 4.09,
    "Curb Your Enthusiasm": 3.41,
}  # fmt: skip
"""Jokes a minute, counted by The Atlantic over three episodes each (2014)."""


def analysed(times: list[float], minutes: float = 22.0) -> ComedyTimingAnalysis:
    """What is said of jokes at these times; a line is spoken every second."""
    jokes = [AnalyzedJoke(str(at), "Luna", 1, 0, 1, None, at, Score(1, "measured")) for at in times]
    seconds = int(60 * minutes)
    moments = tuple(Moment(1 + at // 100, at % 100 + 1, at, at + 1.0) for at in range(seconds))
    return analyse_timing(jokes, EpisodeClock(moments), MULTI)


def by_chance(rate: float, minutes: float = 22.0) -> list[float]:
    """Times of jokes that fall by chance, so many a minute."""
    dice = Random(5)  # noqa: S311 - the same times every time
    return sorted(dice.uniform(0, 60 * minutes) for _ in range(round(rate * minutes)))


@pytest.mark.parametrize("show", PUBLISHED)
def test_published_shows_pass(show: str) -> None:
    """Every one of twelve shows reaches 0.7 by the profile that is nearest to it."""
    rate = PUBLISHED[show]
    nearest = min(PROFILES.values(), key=lambda one: abs(one.jokes_per_minute - rate))
    jokes = [
        AnalyzedJoke("", "", 1, 0, 1, None, at, Score(1, "measured")) for at in by_chance(rate)
    ]
    clock = EpisodeClock((Moment(1, 1, 0.0, 1320.0),))

    assert analyse_timing(jokes, clock, nearest).pacing_score.value >= 0.7


@pytest.mark.parametrize(
    ("rate", "category"), [(3.0, "slow_burn"), (5.9, "well_spaced"), (8.0, "rapid_fire")]
)
def test_rate_names_the_category(rate: float, category: str) -> None:
    """Below 4.5 jokes a minute, up to 6.5, or above."""
    assert analysed(by_chance(rate)).timing_category == category


def test_silence_is_a_dead_zone() -> None:
    """A minute without a joke is named, with the place in its middle; half a minute is not."""
    times = [at * 10.0 for at in range(132) if not 300 < at * 10 < 360]
    found = analysed(times)

    assert [(zone.start, zone.end) for zone in found.dead_zones] == [(300.0, 360.0)]
    assert found.dead_zones[0].scene == 4
    assert not analysed([at for at in times if not 600 < at < 630] + [330.0]).dead_zones


def test_physical_comedy_is_no_dead_zone() -> None:
    """Fifty seconds in which somebody fights a wall bed are not dead."""
    moments = (
        Moment(1, 1, 0.0, 10.0),
        Moment(1, 0, 10.0, 60.0, physical=True),
        Moment(1, 2, 60.0, 70.0),
    )
    jokes = [AnalyzedJoke("", "", 1, 0, 1, None, at, Score(1, "measured")) for at in (9.0, 69.0)]

    assert not analyse_timing(jokes, EpisodeClock(moments), MULTI).dead_zones


def test_crowded_jokes_are_clusters() -> None:
    """Four pay-offs within ten seconds step on each other, and are one stretch."""
    found = analysed([100.0, 101.0, 102.0, 103.0, 104.0, 300.0])

    assert [(one.start, one.end) for one in found.clusters] == [(100.0, 104.0)]


def test_even_jokes_pace_better_than_crowded() -> None:
    """The same number of jokes scores less where they stand together."""
    even = [at * 10.0 for at in range(130)]

    assert analysed(even).pacing_score.value > 0.95
    assert analysed([at / 10 for at in even]).pacing_score.value < 0.6


def test_no_joke_scores_nothing() -> None:
    """An episode without a joke has no spacing, and all of it is dead."""
    found = analysed([])

    assert found.average_spacing is None
    assert found.pacing_score.value == 0
    assert len(found.dead_zones) == 1
