"""Intervals hold what they promise, and the same seed gives the same."""

from __future__ import annotations

import random

import pytest

from fabula.lab.statistics.bootstrap import (
    median_interval,
    over,
    pairs_interval,
    ratio_interval,
)


def test_interval_is_its_seeds() -> None:
    """The same seed, the same interval; another one, nearly the same."""
    values = [random.Random(1).gauss(10, 2) for _ in range(30)]  # noqa: S311

    assert median_interval(values, seed=4) == median_interval(values, seed=4)
    assert median_interval(values, seed=4).low == pytest.approx(
        median_interval(values, seed=5).low, rel=0.05
    )


def test_interval_covers_the_truth_as_often_as_it_says() -> None:
    """The median of 25 samples is in 95 of 100 intervals, give or take what chance allows."""
    chance = random.Random(7)  # noqa: S311
    covered = 0
    for _ in range(60):
        found = median_interval([chance.gauss(5, 1) for _ in range(25)])
        covered += found.low <= 5 <= found.high

    assert covered >= 53


def test_pairs_see_what_noise_hides() -> None:
    """A machine whose speed wanders hides 15 % from medians, but not from pairs."""
    chance = random.Random(3)  # noqa: S311
    speeds = [chance.lognormvariate(0, 0.6) for _ in range(30)]
    before = [speed * chance.uniform(0.98, 1.02) for speed in speeds]
    after = [1.15 * speed * chance.uniform(0.98, 1.02) for speed in speeds]
    paired, loose = pairs_interval(before, after), ratio_interval(before, after)

    assert 1.1 < paired.low < paired.value < paired.high < 1.2
    assert loose.low < 1 < loose.high


def test_nothing_over_nothing_is_the_same() -> None:
    """A count that was nought and still is has not changed."""
    assert (over(0, 0), over(3, 0), over(3, 2)) == (1.0, float("inf"), 1.5)
