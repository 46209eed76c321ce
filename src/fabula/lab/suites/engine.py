"""The engine: what a step costs, what is remembered, and what working side by side gains.

The work is that of a short episode: an outline, nine scenes of three steps each, a last check.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from fabula.engine import Store, fan_out, step, together, trace_of
from fabula.engine.profile import profile_of
from fabula.engine.timeline import timeline_of
from fabula.errors import ModelUnreachable, RunCancelled
from fabula.lab.context import Lab
from fabula.lab.metrics import CANCEL, HITS, SPEEDUP
from fabula.lab.record import Metric
from fabula.lab.scenarios import scenario
from fabula.lab.suites.playing import Played, fresh_store, play

SCENES = 9
STEPS = 2 + 3 * SCENES
EDITED = 4
WAIT_SECONDS = 0.05
"""What a step waits where waiting is measured: long beside what a step costs."""

COLD = Metric("step.cold", "ms", kind="cpu", about="CPU of a step that is made, stored and told")
CACHED = Metric("step.cached", "ms", kind="cpu", about="CPU of a step that is remembered")
EPISODE = Metric("episode.seconds", "s", about="an episode of 29 steps that wait for nothing")

REDONE = Metric("edit.redone", "", "lower", "count", "steps made again after one scene changed")

EFFICIENCY = Metric("efficiency", "share", "higher", about="the ideal, as a share of the time")
CALLS_AFTER = Metric("cancel.calls", "", "lower", "count", "steps begun after a cancel")
SAME = Metric("resume.same", "share", "higher", "count", "resumed runs with the same result")
PAID_AGAIN = Metric("resume.again", "", "lower", "count", "finished steps that a resume made again")
NAMED = Metric("bottleneck.named", "share", "higher", "count", "slow steps that the trace named")


@dataclass
class Stage:
    """How the steps' stand-ins for models behave.

    Args:
        wait: Seconds that each call takes.
        slow: The kind of call that takes ten times as long.
        broken: The kind of call that fails.
        calls: How many there were, by kind.
    """

    wait: float = 0.0
    slow: str = ""
    broken: str = ""
    calls: Counter[str] = field(default_factory=Counter)


_stage: ContextVar[Stage] = ContextVar("stage", default=Stage())  # noqa: B039 never changed


async def answer(kind: str, seed: str, length: int) -> str:
    """What a model would say; only the question decides it."""
    now = _stage.get()
    now.calls[kind] += 1
    if now.broken == kind:
        raise ModelUnreachable("The model went away.")
    if now.wait:
        await asyncio.sleep(now.wait * (10 if now.slow == kind else 1))
    return (blake2b(seed.encode(), digest_size=20).hexdigest() * (length // 40 + 1))[:length]


@step
async def outline(salt: str, edit: str) -> list[str]:
    """One line a scene; an edit changes one."""
    await answer("outline", salt, 1)
    edited = {EDITED: edit}
    return [f"{salt}, scene {scene}{edited.get(scene, '')}" for scene in range(SCENES)]


@step
async def dialogue(line: str) -> str:
    """3 KB of talk."""
    return await answer("dialogue", line, 3000)


@step
async def directions(talk: str) -> str:
    """0.8 KB of directions."""
    return await answer("directions", talk, 800)


@step
async def jokes(talk: str) -> str:
    """1.5 KB of jokes."""
    return await answer("jokes", talk, 1500)


@step
async def validate(scenes: list[list[str]]) -> str:
    """One digest of it all."""
    return await answer("validate", repr(scenes), 40)


async def make_scene(line: str) -> list[str]:
    """Talk first; directions and jokes, which need it, at the same time."""
    talk = await dialogue(line)
    return [talk, *await together(directions(talk), jokes(talk))]


async def make(store: Store, salt: str, *, edit: str = "", limit: int | None = None) -> Played:
    """Make an episode in a run of its own; one that breaks says so in what is given."""

    async def recipe() -> str:
        lines = await outline(salt, edit)
        scenes = await fan_out(make_scene, lines, limit=limit, on_error="raise", name="scene")
        return await validate(scenes.made)

    return await play(store, "episode", recipe)


@contextmanager
def staged(**said: Any) -> Iterator[Counter[str]]:
    """Set the stage; gives the count of calls."""
    stage = Stage(**said)
    before = _stage.set(stage)
    try:
        yield stage.calls
    finally:
        _stage.reset(before)


@scenario(
    "engine", "performance", "regression", measures=(COLD, CACHED, EPISODE), needs=("engine",)
)
async def overhead(lab: Lab) -> None:
    """What a step costs that does nothing: made and stored, and remembered."""
    store = await fresh_store(lab)
    await make(store, "warm-up")
    for number in lab.repeat(12):
        for metric in (COLD, CACHED):
            cpu, began = time.process_time(), lab.now()
            await make(store, f"episode {number}")
            lab.record(metric, (time.process_time() - cpu) / STEPS * 1000)
            if metric is COLD:
                lab.record(EPISODE, lab.now() - began)


@scenario("engine", "performance", measures=(HITS, REDONE), needs=("engine",))
async def memory(lab: Lab) -> None:
    """What is remembered of an episode that is made again, and after one line of it was edited."""
    store = await fresh_store(lab)
    for generation in ("first", "second"):
        hits = trace_of((await make(store, "Luna")).events).hit_ratio
        lab.record(HITS, hits, generation=generation)
        lab.say(f"{generation.capitalize()} generation: {hits:.0%} cache hits")
    edited = await make(store, "Luna", edit=", louder")
    lab.record(REDONE, trace_of(edited.events).made)


@scenario("engine", "performance", measures=(SPEEDUP, EFFICIENCY), needs=("engine",))
async def side_by_side(lab: Lab) -> None:
    """What three scenes at a time gain over one, with steps that wait as models do."""
    store = await fresh_store(lab)
    with staged(wait=WAIT_SECONDS):
        await make(store, "warm-up", limit=3)
        for number in lab.repeat(3):
            one, three = [await _waited(lab, store, number, limit) for limit in (1, 3)]
            lab.record(SPEEDUP, one / three)
            lab.say(f"Sequential: {one:.2f}s, Parallel: {three:.2f}s, Speedup {one / three:.2f}x")


async def _waited(lab: Lab, store: Store, number: int, limit: int) -> float:
    """Seconds of an episode with so many scenes at a time."""
    began = lab.now()
    await make(store, f"{number}, {limit} at a time", limit=limit)
    took = lab.now() - began
    # The longest chain: the outline; talk, then the rest, of each batch of scenes; the check.
    lab.record(EFFICIENCY, (2 + 2 * -(-SCENES // limit)) * WAIT_SECONDS / took, concurrency=limit)
    return took


@scenario("engine", "performance", measures=(NAMED,), needs=("engine",))
async def bottleneck(lab: Lab) -> None:
    """The trace names the step that is ten times as slow as the others, whichever it is."""
    store = await fresh_store(lab)
    for kind in ("dialogue", "jokes", "validate"):
        with staged(wait=WAIT_SECONDS / 5, slow=kind):
            made = await make(store, kind)
        timeline = timeline_of(made.events)
        named = profile_of(timeline).bottleneck if timeline else ""
        lab.check(NAMED, named == kind, slow=kind)
        lab.facts[f"bottleneck with slow {kind}"] = named


@scenario("engine", "reliability", "fault", measures=(SAME, PAID_AGAIN), needs=("engine",))
async def resume(lab: Lab) -> None:
    """A run whose model goes away is run again: the same result, and nothing paid for twice."""
    store = await fresh_store(lab)
    for kind in ("dialogue", "jokes", "validate"):
        with staged(broken=kind):
            broken = await make(store, kind)
        again, whole = await make(store, kind), await make(await fresh_store(lab, kind), kind)
        made = trace_of(broken.events).made + trace_of(again.events).made
        lab.record(PAID_AGAIN, max(0, made - STEPS), fault=kind)
        lab.check(SAME, bool(broken.failure) and again.work == whole.work, fault=kind)


@scenario("engine", "reliability", measures=(CANCEL, CALLS_AFTER), needs=("engine",))
async def cancel(lab: Lab) -> None:
    """A run that is cancelled amid nine scenes ends at once, and begins nothing after."""
    store = await fresh_store(lab)
    for number in lab.repeat(8):
        with staged(wait=0.05, slow="dialogue") as calls:
            making = asyncio.create_task(make(store, f"cancelled {number}"))
            while calls["dialogue"] < SCENES:  # noqa: ASYNC110 the count is all there is
                await asyncio.sleep(0.005)
            begun, asked = calls.total(), lab.now()
            making.cancel()
            with suppress(asyncio.CancelledError, RunCancelled):
                await making
            lab.record(CANCEL, lab.now() - asked)
            lab.record(CALLS_AFTER, calls.total() - begun)
