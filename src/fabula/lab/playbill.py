"""The works that commands of the lab make: a film or an episode, by a simulated provider."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace

from fabula import EpisodeOrder, Studio
from fabula.engine import Run
from fabula.engine.policies import Timing
from fabula.lab.clock import virtual_timing
from fabula.lab.faults.matrix import Work
from fabula.lab.suites import script_room, video_room
from fabula.models import Policies, Writer
from fabula.models.simulator import Plan, Simulator
from fabula.models.simulator.near.text import NearText
from fabula.store.memory import memory_store

SCENES = 3
"""Of the episode."""


async def episode(simulator: Simulator, timing: Timing) -> None:
    """An episode of three scenes, all by the simulator."""
    studio = Studio(environment={})
    writer = Writer([NearText(simulator)], Policies(timing=timing))
    room = replace(studio.room(), writer=writer, critic=writer, hands=SCENES)
    order = EpisodeOrder(formats=("fountain",))
    await studio.writing(script_room.outline(SCENES), order, room).recipe()


async def played(work: Work, number: int) -> None:
    """One work by a provider that answers at once, with a memory of its own."""
    simulator = Simulator(Plan(seed=number))
    async with Run(memory_store(), "job"):
        await work(simulator, virtual_timing(number))


def jobs_of(production: str) -> Callable[[int], None]:
    """Works of a production, one a call; each of another seed, so that nothing is remembered."""
    return lambda number: asyncio.run(played(WORKS[production], number))


WORKS: Mapping[str, Work] = {"video": video_room.work, "episode": episode}
"""What each production makes while faults strike."""
