"""Rehearsals: makespan, speed-up, retries and odds, the same digits each time."""

from __future__ import annotations

import pytest
from tests.lab.clock.recipes import episode

from fabula.lab.clock import odds, rehearse
from fabula.models.simulator import plan_of

STEADY = plan_of({"latency": "0.1"})
HOSTILE = plan_of({"latency": "lognormal(2, 1)", "faults": ["429:0.1"]})


def seconds(limit: int | None) -> float:
    """How long the episode takes with models that always take 0.1 s."""
    return rehearse(episode(STEADY, limit))[0].seconds


def test_makespan_is_exact() -> None:
    """An outline, three turns of dialogue and what follows it, a validation: 8 x 0.1 s."""
    assert seconds(3) == 0.8


def test_speed_up_is_that_of_the_plan() -> None:
    """Three scenes at a time: 2.0 s of waits become 0.8 s; all at once, 0.4 s."""
    assert (seconds(1), seconds(3), seconds(None)) == (2.0, 0.8, 0.4)


def test_first_scene_is_told() -> None:
    """An outline, then the two waits of one scene."""
    assert rehearse(episode(STEADY, 3))[0].first_seconds == 0.3


def test_three_milliseconds_are_seen() -> None:
    """A regression that no machine could measure shows to the digit."""
    slower = plan_of({"latency": "0.1003"})

    assert rehearse(episode(slower, 3))[0].seconds == 0.8024


def test_same_seed_has_the_same_digits() -> None:
    """Delays, faults, retries and their pauses are those of the seed."""
    first, again = (rehearse(episode(HOSTILE, 3), range(5)) for _ in range(2))
    times = [one.seconds for one in first]

    assert times == [one.seconds for one in again]
    assert len(set(times)) == 5
    assert times[:2] == [21.213768, 23.618519]


def test_retries_are_counted() -> None:
    """One call of ten is refused, and tried again."""
    done = rehearse(episode(HOSTILE, 3), range(20))

    assert all(one.finished for one in done)
    assert 1 < sum(one.retries for one in done) / 20 < 6


def test_odds_of_a_deadline_grow_with_it() -> None:
    """From never to always, over the seeds."""
    done = rehearse(episode(HOSTILE, 3), range(40))
    chances = [odds(done, deadline) for deadline in (5, 20, 22, 24, 60)]

    assert chances == sorted(chances)
    assert (chances[0], chances[-1]) == (0.0, 1.0)
    assert 0 < chances[2] < 1


def test_failed_rehearsal_meets_no_deadline() -> None:
    """It ended early, but it made nothing."""
    dead = rehearse(episode(plan_of({"faults": ["500:1"]}), 3))

    assert "Too many" in dead[0].failure
    assert odds(dead, 1e9) == 0.0


def test_odds_of_nothing_are_refused() -> None:
    """Without a rehearsal there is no share of them."""
    with pytest.raises(ValueError, match="at least one seed"):
        odds([], 1)


def test_mistake_in_a_recipe_comes_out() -> None:
    """It is no outcome of a rehearsal."""

    async def broken(seed: int) -> None:
        raise KeyError(seed)

    with pytest.raises(KeyError):
        rehearse(broken)
