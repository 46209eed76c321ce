"""The timeline: read from the log of a run that ended, was killed, or ran twice."""

from __future__ import annotations

import pytest
from tests.engine.scripted import TICK, Script, outline, play

from fabula.engine import open_run
from fabula.engine.timeline import timeline_of
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio


async def test_every_call_has_a_span() -> None:
    """An outline, four scenes, and in each three steps and a model call."""
    timeline = timeline_of(await play(Script()))

    assert timeline is not None
    kinds = [work.kind for work in timeline.works.values()]
    assert [kinds.count(kind) for kind in ("run", "part", "step", "model")] == [1, 4, 13, 4]
    assert timeline.makespan == pytest.approx((2 + 2 * 5) * TICK, rel=0.5)
    assert all(0 <= work.ready <= work.start <= work.end for work in timeline.works.values())


async def test_killed_run_ends_with_its_log() -> None:
    """Steps that a killed process left open lasted until the last that is known of it."""
    events = [event for event in await play(Script(scenes=1)) if event.kind != "run.finished"]
    cut = next(n for n, one in enumerate(events) if one.fields.get("step") == "paint") + 1
    timeline = timeline_of(events[:cut])

    assert timeline is not None
    opened = [work.name for work in timeline.works.values() if work.how == "unfinished"]
    assert {"recipe", "paint", "scene"} <= set(opened)
    assert all(work.end >= work.start for work in timeline.works.values())


async def test_last_execution_is_read() -> None:
    """A run that went on has the times of its last execution."""
    store = memory_store()
    for ticks in (1, 1, 2):
        async with open_run(store, "film", run_id="r"):
            await outline(ticks)
    events = await store.log.read("r")
    again = timeline_of(events[: len(events) // 2 + 1])
    last = timeline_of(events)

    assert again is not None
    assert again.works[1].how == "hit"
    assert last is not None
    assert (len(last.works), last.works[1].how) == (2, "made")


def test_empty_log_has_no_timeline() -> None:
    """No events, no timeline."""
    assert timeline_of([]) is None
