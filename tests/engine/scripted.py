"""A production of waits, whose times follow from its script: what traces are tested with."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from fabula.engine import Event, fan_out, open_run, remember, step, together
from fabula.engine.timeline import Timeline, timeline_of
from fabula.store.memory import memory_store

TICK = 0.03
"""Seconds of the shortest wait."""


@dataclass(frozen=True)
class Script:
    """How long each step of the production takes, in ticks."""

    outline: int = 2
    speech: int = 1
    paint: int = 4
    encode: int = 1
    scenes: int = 4
    limit: int | None = 2


@step
async def outline(ticks: int) -> int:
    """What comes first."""
    await asyncio.sleep(ticks * TICK)
    return ticks


@step
async def narrate(scene: int, ticks: int) -> int:
    """A model call in a step."""

    async def speak() -> int:
        await asyncio.sleep(ticks * TICK)
        return scene

    return await remember("speech", scene, speak, int, who="espeak")


@step
def paint(scene: int, ticks: int) -> int:
    """Work in a thread."""
    time.sleep(ticks * TICK)
    return scene


@step
async def encode(sound: int, picture: int, ticks: int) -> int:
    """What needs both."""
    await asyncio.sleep(ticks * TICK)
    return sound + picture


async def play(script: Script) -> list[Event]:
    """Run it in an empty store; its events."""
    store = memory_store()

    async def scene(number: int) -> int:
        sound, picture = await together(narrate(number, script.speech), paint(number, script.paint))
        return await encode(sound, picture, script.encode)

    async with open_run(store, "film") as run:
        await outline(script.outline)
        await fan_out(scene, range(script.scenes), limit=script.limit, name="scene")
    return await store.log.read(run.id)


async def played(script: Script) -> Timeline:
    """Run it, and read its timeline."""
    timeline = timeline_of(await play(script))
    assert timeline is not None
    return timeline
