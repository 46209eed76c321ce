"""The trace: numbers that add up, live and from the log."""

from __future__ import annotations

import asyncio

import pytest

from fabula.engine import (
    Clock,
    Event,
    Run,
    Spent,
    Trace,
    fan_out,
    open_run,
    remember,
    step,
    trace_of,
)
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio


class Hand:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.time = 1000.0

    def read(self) -> float:
        """What it shows."""
        return self.time


async def test_trace_counts_hits_and_seconds() -> None:
    """Calls, hits, failures, sums and maxima come out as they were put in."""
    hand = Hand()

    async def answer(seconds: float) -> float:
        hand.time += seconds
        return seconds

    @step
    async def take(seconds: float) -> float:
        if seconds > 5:
            hand.time += 7
            raise ValueError("too long")
        return await remember("text", seconds, lambda: answer(seconds), float)

    async with Run(memory_store(), "test", clock=Clock(hand.read, hand.read)) as run:
        await fan_out(take, [1.0, 3.0, 1.0, 6.0], limit=1)
        hand.time += 4
        trace = run.trace()

    assert trace.steps == (Spent("take", 4, 1, 2, 1, 11.0, 7.0),)
    assert trace.models == (Spent("text", 2, 0, 2, 0, 4.0, 3.0),)
    assert trace.wall == 15.0
    assert (trace.calls, trace.made, trace.hits, trace.hit_ratio) == (4, 2, 1, 0.25)


async def test_log_gives_the_same_trace() -> None:
    """What was measured live can be computed again from the stored events."""
    store = memory_store()

    @step
    async def one(number: int) -> int:
        await asyncio.sleep(0.001)
        return number

    async with open_run(store, "test") as run:
        await fan_out(one, [1, 2, 1])
    again = trace_of(await store.log.read(run.id))

    assert again == run.trace()
    assert again.wall > 0


def test_empty_trace_is_all_zero() -> None:
    """No events, no time, no division by zero."""
    assert trace_of([]) == Trace((), (), 0.0)
    assert trace_of([Event("r", 1, 5.0, "progress", {})]).hit_ratio == 0.0
