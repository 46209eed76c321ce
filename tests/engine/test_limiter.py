"""Rates: never more in any minute, whatever comes; and nobody waits longer than need be."""

from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.engine.limiter import LocalRates, Rate
from fabula.lab.clock.loop import virtually
from fabula.lab.clock.times import virtual_now

CALLS = st.lists(st.tuples(st.floats(0, 90), st.integers(1, 5)), min_size=1, max_size=60)


async def taken(calls: list[tuple[float, int]], a_minute: float) -> list[tuple[float, int]]:
    """When each of the amounts was let through, for calls that come at the given times."""
    rate, through = Rate(LocalRates(virtual_now), "r", a_minute), list[tuple[float, int]]()

    async def one(at: float, amount: int) -> None:
        await asyncio.sleep(at)
        await rate.take(amount)
        through.append((virtual_now(), amount))

    await asyncio.gather(*(one(at, amount) for at, amount in calls))
    return through


@settings(max_examples=60, deadline=None)
@given(CALLS, st.integers(50, 200))
def test_no_minute_has_more(calls: list[tuple[float, int]], a_minute: int) -> None:
    """In any sixty seconds no more than the limit is let through, and all of it in the end."""
    through = virtually(lambda: taken(calls, a_minute))

    assert len(through) == len(calls)
    for start, _ in through:
        within = sum(amount for at, amount in through if start <= at < start + 60 - 1e-6)
        assert within <= a_minute


def test_small_rates_hold_too() -> None:
    """Three a minute means three, from the first minute on."""
    through = virtually(lambda: taken([(0.0, 1)] * 10, 3))

    for start, _ in through:
        assert sum(start <= at < start + 60 - 1e-6 for at, _ in through) <= 3


def test_rate_is_used_well() -> None:
    """Of a limit of 600 a minute, at least nine tenths are used when there is enough to do."""
    through = virtually(lambda: taken([(0.0, 1)] * 1200, 600))

    assert max(at for at, _ in through) < 2 * 60 / 0.9


def test_too_large_amount_is_paid_off() -> None:
    """What is larger than a burst goes through alone, and delays those after it."""
    through = virtually(lambda: taken([(0.0, 60), (0.1, 1)], 60))

    assert through[0] == (0.0, 60)
    assert 55 < through[1][0] < 70


def test_no_limit_never_waits() -> None:
    """Without a limit nothing is counted."""

    async def main() -> float:
        rate = Rate(LocalRates(virtual_now), "r", None)
        for _ in range(1000):
            await rate.take(1e9)
        return virtual_now()

    assert virtually(main) == 0.0
