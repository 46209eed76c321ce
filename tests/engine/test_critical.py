"""The critical path: every moment of a run, and the right names for them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.scripted import TICK, Script, narrate, played

from fabula.engine import fan_out, open_run, step, together
from fabula.engine.critical import Segment, critical_path, sums_by_name
from fabula.engine.replay import replayed
from fabula.engine.step_policies import StepPolicies
from fabula.engine.timeline import Timeline, timeline_of
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio

# Some work: a wait in milliseconds, or several works in line or side by side.
WORK = st.recursive(
    st.integers(0, 3),
    lambda work: st.tuples(st.sampled_from(["line", "side", "parts", "step"]), st.lists(work)),
    max_leaves=12,
)


@step
async def leaf(path: str, milliseconds: int) -> str:
    """A wait."""
    await asyncio.sleep(milliseconds / 1000)
    return path


@step
async def nest(path: str, work: list[Any]) -> str:
    """A step that calls others."""
    for number, inner in enumerate(work):
        await do(f"{path}.{number}", inner)
    return path


async def do(path: str, work: Any) -> None:
    """Do the work that a tree tells."""
    if isinstance(work, int):
        await leaf(path, work)
        return
    way, inner = work
    if way == "step":
        await nest(path, inner)
    elif way == "line":
        for number, one in enumerate(inner):
            await do(f"{path}.{number}", one)
    elif way == "side":
        await together(*(do(f"{path}.{number}", one) for number, one in enumerate(inner)))
    else:
        numbered = list(enumerate(inner))
        await fan_out(lambda pair: do(f"{path}.{pair[0]}", pair[1]), numbered, limit=2)


async def done(work: Any) -> Timeline:
    """The timeline of such work."""
    store = memory_store()
    async with open_run(store, "test") as run:
        await do("", work)
    timeline = timeline_of(await store.log.read(run.id))
    assert timeline is not None
    return timeline


def joined(path: tuple[Segment, ...]) -> bool:
    """Whether each segment begins where the one before ended."""
    ends = [0.0, *(segment.end for segment in path)]
    return all(segment.begin == ends[n] for n, segment in enumerate(path))


@settings(max_examples=25, deadline=None)
@given(WORK)
def test_every_moment_has_a_name(work: Any) -> None:
    """Whatever was run: the segments follow each other from 0 to the end, none left out."""
    timeline = asyncio.run(done(work))
    path = critical_path(timeline)

    assert joined(path)
    assert path[-1].end == timeline.makespan
    assert replayed(timeline) == pytest.approx(timeline.makespan, rel=0.05, abs=0.005)


async def test_path_leads_through_the_slow() -> None:
    """Painting takes longer than speaking, so it holds the film up; two scenes after each other."""
    timeline = await played(Script())
    sums = sums_by_name(critical_path(timeline))

    share = sums["paint"] / timeline.makespan
    assert next(iter(sums)) == "paint"
    assert set(list(sums)[1:3]) == {"outline", "encode"}
    # Eight ticks of twelve, on a machine that may have other things to do.
    assert 0.5 < share < 0.8
    assert "speech" not in sums


async def test_path_leads_into_model_calls() -> None:
    """Where a step waits for its model, the moments are the model's."""
    timeline = await played(Script(speech=6, scenes=2))
    sums = sums_by_name(critical_path(timeline))

    assert max(sums, key=lambda name: sums[name]) == "narrate: speech"
    assert sums["narrate: speech"] == pytest.approx(6 * TICK, rel=0.3)
    assert "paint" not in sums


async def test_joined_calls_lead_to_their_maker() -> None:
    """Who waits for a call in flight is held up by the one that makes it."""
    store = memory_store()

    async def late() -> None:
        await asyncio.sleep(TICK)
        await leaf("same", 60)

    async with open_run(store, "test") as run:
        await together(leaf("same", 60), late())
    timeline = timeline_of(await store.log.read(run.id))

    assert timeline is not None
    assert sums_by_name(critical_path(timeline))["leaf"] == pytest.approx(0.06, rel=0.3)


async def test_waits_around_inner_calls_are_named() -> None:
    """A step that waits for its place and then asks a model: the wait is no work of the step."""
    store = replace(memory_store(), policies=StepPolicies({"narrate": {"concurrency": 1}}))
    async with open_run(store, "film") as run:
        await together(*(narrate(number, 4) for number in range(3)))
    timeline = timeline_of(await store.log.read(run.id))
    assert timeline is not None
    sums = sums_by_name(critical_path(timeline))

    assert sum(sums.values()) == pytest.approx(timeline.makespan)
    assert sums["limiter (narrate)"] > 6 * TICK
    assert sums.get("narrate", 0.0) < TICK
