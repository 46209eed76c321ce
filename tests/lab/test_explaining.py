"""Where the time of a run went, as a table: only what the replay can tell."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from fabula.engine import Event, Run, fan_out, step
from fabula.engine.profile import Profile, profile_of
from fabula.engine.timeline import timeline_of
from fabula.lab.clock import virtual_clock, virtually
from fabula.lab.explaining import explained
from fabula.store.memory import memory_store


@step
async def paint(scene: int) -> int:
    """A second of work."""
    await asyncio.sleep(1)
    return scene


async def film() -> list[Event]:
    """Four scenes, two at a time."""
    store = memory_store()
    async with Run(store, "film", clock=virtual_clock()) as run:
        await fan_out(paint, range(4), limit=2, name="scene")
    return await store.log.read(run.id)


def profile() -> Profile:
    """Of the film."""
    timeline = timeline_of(virtually(film))
    assert timeline is not None
    return profile_of(timeline)


def test_run_is_explained() -> None:
    """Its critical path, its efficiency, its bottleneck, and what would make it shorter."""
    table = explained(profile(), "a film")

    assert table.title == "Where the time of a film went (2.00 s)"
    assert ("critical path", "paint", "2.00 s", "100%") in table.rows
    assert ("bottleneck", "paint", "", "100%") in table.rows
    assert ("what if", "paint 2x as fast", "1.00 s", "-50%") in table.rows
    assert ("", "scene: 4 at a time", "1.00 s", "-50%") in table.rows
    assert "100.0% of what was measured" in table.note


def test_replay_that_misses_tells_nothing() -> None:
    """Of a run that took longer than its steps explain no what-if is told."""
    known = profile()
    works = dict(known.timeline.works)
    last = max(works)
    # It ended after the run did: as if a clock had been set.
    works[last] = replace(works[last], end=works[last].end + 3)
    table = explained(replace(known, timeline=replace(known.timeline, works=works)), "a film")

    assert [row[1][:8] for row in table.rows if row[0] == "what if"] == ["not told"]
