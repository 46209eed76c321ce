"""A change of level is found where it is, and seldom where there is none."""

from __future__ import annotations

import random

from fabula.lab.statistics.changes import change_points

RUNS, STEP_AT = 40, 32


def series(seed: int, step: float, noise: float = 0.02) -> list[float]:
    """The figures of 40 runs; from run 32 on larger by the step."""
    chance = random.Random(seed)  # noqa: S311
    return [
        chance.gauss(100, 100 * noise) * (1 + step * (number >= STEP_AT)) for number in range(RUNS)
    ]


def found(step: float, noise: float = 0.02) -> float:
    """How often the step is found within two runs of its place."""
    hits = 0
    for seed in range(20):
        places = change_points(series(seed, step, noise))
        hits += any(abs(place - STEP_AT) <= 2 for place in places)
    return hits / 20


def test_steps_are_found() -> None:
    """One of 10 % in noise of 2 %; one of 20 % in noise of 5 %."""
    assert found(0.10) == 1.0
    assert found(0.20, noise=0.05) >= 0.95


def test_no_step_is_no_change() -> None:
    """Noise alone seldom makes one."""
    assert sum(bool(change_points(series(seed, 0))) for seed in range(40)) <= 4


def test_two_levels_of_a_constant_series() -> None:
    """Without noise the place is exact; a short or a flat series has none."""
    assert change_points([5.0] * 12 + [6.0] * 12) == [12]
    assert change_points([5.0] * 24) == []
    assert change_points([1.0, 2.0, 3.0]) == []


def test_old_changes_do_not_hide_new_ones() -> None:
    """Each of several steps is found."""
    assert change_points([1.0] * 20 + [2.0] * 20 + [3.0] * 20) == [20, 40]
