"""Spans: what a call came after, what it belongs to, and what it waited for."""

from __future__ import annotations

import asyncio
import time

import pytest
from tests.engine.scripted import TICK

from fabula.engine import emit, fan_out, open_run, remember, step, together
from fabula.engine.spans import current_span, waiting
from fabula.engine.timeline import Timeline, Work, timeline_of
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio


@step
async def take(name: str, ticks: int = 0) -> str:
    """A step that only waits."""
    await asyncio.sleep(ticks * TICK)
    return name


@step
async def hold(name: str) -> str:
    """A step that waits for a place, and works as long."""
    with waiting("limiter"):
        await asyncio.sleep(TICK)
    await asyncio.sleep(TICK)
    return name


def named(timeline: Timeline) -> dict[str, Work]:
    """Spans by the step's name, in order: take 1, take 2."""
    works = [work for work in timeline.works.values() if work.kind == "step"]
    return {f"{work.name} {n + 1}": work for n, work in enumerate(works)}


async def test_calls_in_line_follow_each_other() -> None:
    """In one task each call came after the one before, and no other."""
    store = memory_store()
    async with open_run(store, "test") as run:
        for name in "abc":
            await take(name)
    timeline = timeline_of(await store.log.read(run.id))

    assert timeline is not None
    assert [list(work.after) for work in timeline.works.values()] == [[], [], [1], [2]]


@pytest.mark.parametrize("own_tasks", [True, False], ids=["gather", "together"])
async def test_joined_work_comes_before(own_tasks: bool) -> None:
    """Work side by side came after the same; what follows came after all of it."""
    store = memory_store()

    async def two(first: str, second: str) -> None:
        await take(first, 1)
        await take(second)

    async with open_run(store, "test") as run:
        await take("begin")
        if own_tasks:
            await asyncio.gather(two("a", "b"), two("c", "d"))
        else:
            await together(two("a", "b"), two("c", "d"))
        await take("end")
    timeline = timeline_of(await store.log.read(run.id))

    assert timeline is not None
    after = [list(timeline.works[number].after) for number in range(1, 7)]
    assert after == [[], [1], [1], [2], [3], [4, 5]]


async def test_inner_calls_belong_to_their_step() -> None:
    """Steps and model calls that a step makes are within it; what it emits says so too."""
    store = memory_store()

    async def answer() -> str:
        emit("model.retried", who="x")
        emit("model.retried", who="x")
        emit("model.used", tokens_in=3, tokens_out=4, usd=0.5)
        return "yes"

    @step
    async def outer() -> str:
        await take("inner")
        return await remember("text", "ask", answer, str, who="x")

    async with open_run(store, "test") as run:
        await outer()
    timeline = timeline_of(await store.log.read(run.id))

    assert timeline is not None
    outermost, inner, model = (timeline.works[number] for number in (1, 2, 3))
    assert (outermost.within, outermost.inner, inner.within) == (0, [2, 3], 1)
    assert (model.kind, model.within, list(model.after)) == ("model", 1, [2])
    assert (model.attempts, model.bill.tokens, model.bill.usd, outermost.bill.usd) == (
        3,
        7,
        0.5,
        0.0,
    )


async def test_waits_are_no_work() -> None:
    """What passes in a `waiting` block is told by name, and taken off the work."""
    store = memory_store()
    async with open_run(store, "test") as run:
        await hold("a")
    timeline = timeline_of(await store.log.read(run.id))

    assert timeline is not None
    work = timeline.works[1]
    assert work.waits["limiter"] == pytest.approx(TICK, rel=1.0)
    assert work.work == pytest.approx(TICK, rel=1.0)


async def test_joined_flight_names_its_maker() -> None:
    """Who is given what another call makes waits for it, and says for which."""
    store = memory_store()
    async with open_run(store, "test") as run:
        await together(take("same", 2), take("same", 2))
        await take("same", 2)
    timeline = timeline_of(await store.log.read(run.id))

    assert timeline is not None
    maker, joined, later = (timeline.works[number] for number in (1, 2, 3))
    assert (maker.how, joined.how, later.how) == ("made", "hit", "hit")
    assert (maker.joined, joined.joined, later.joined) == (0, 1, 0)
    assert joined.waits["flight"] == pytest.approx(2 * TICK, rel=1.0)


async def test_parts_wait_for_their_place() -> None:
    """A part is ready when the fan-out begins, and starts when there is room."""
    store = memory_store()
    async with open_run(store, "test") as run:
        await fan_out(lambda name: take(name, 2), "abc", limit=1, name="scene")
    timeline = timeline_of(await store.log.read(run.id))

    assert timeline is not None
    parts = [work for work in timeline.works.values() if work.kind == "part"]
    assert [round(part.held / TICK / 2) for part in parts] == [0, 1, 2]
    assert {(part.group, part.limit) for part in parts} == {(1, 1)}


async def test_span_is_known_in_a_thread() -> None:
    """Work in a thread belongs to its step, and its waits count."""

    @step
    def work() -> bool:
        with waiting("disk"):
            time.sleep(TICK)
        return current_span() is not None

    store = memory_store()
    async with open_run(store, "test") as run:
        known = await work()
    timeline = timeline_of(await store.log.read(run.id))

    assert known
    assert timeline is not None
    assert timeline.works[1].waits["disk"] >= TICK


async def test_nothing_is_waited_for_outside() -> None:
    """Outside of a run a wait is only a block of code, and parts are made as ever."""
    with waiting("limiter"):
        parts = await fan_out(take, "ab", limit=1)

    assert (parts.made, current_span()) == (["a", "b"], None)


async def test_failed_step_is_a_span_too() -> None:
    """What failed has its time and place, and what came next came after it."""

    @step
    async def fail() -> None:
        await asyncio.sleep(TICK)
        raise ValueError("no")

    store = memory_store()
    async with open_run(store, "test") as run:
        with pytest.raises(ValueError, match="no"):
            await fail()
        await take("next")
    timeline = timeline_of(await store.log.read(run.id))

    assert timeline is not None
    failed, then = named(timeline).values()
    assert (failed.how, list(then.after)) == ("failed", [1])
    assert failed.end - failed.start >= TICK
