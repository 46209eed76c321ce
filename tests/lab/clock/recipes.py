"""The engine's production of 29 steps, whose models take as long as they are told."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

from fabula.engine import fan_out, remember, step, together
from fabula.engine.policies import Guard, Policy
from fabula.errors import ModelBusy
from fabula.lab.clock import virtual_timing
from fabula.lab.clock.rehearsal import Recipe
from fabula.models.simulator import Plan

SCENES = 9


class Room:
    """A model that meets what a plan of the simulator says."""

    def __init__(self, plan: Plan) -> None:
        self._plan, self._attempts = plan, dict[str, int]()
        policy = Policy(attempts=4, failures=0, concurrency=None)
        self._guard = Guard(self.identity, policy, timing=virtual_timing(plan.seed))

    @property
    def identity(self) -> str:
        """Whose answers they are."""
        return f"room:{self._plan.seed}"

    async def write(self, name: str, about: str) -> str:
        """Text, after the time that the plan gives."""

        async def ask() -> str:
            call = f"{name} {about}"
            attempt = self._attempts[call] = self._attempts.get(call, 0) + 1
            course = self._plan.course(call, attempt, model="text")
            await asyncio.sleep(course.first)
            if course.fault is not None:
                raise ModelBusy("Too many requests.")
            return f"{name} of {about}"

        asked = partial(self._guard.call, ask)
        return await remember("text", f"{self.identity} {name} {about}", asked, str, who="room")


@step(version="1")
async def outline(idea: str, room: Room) -> list[str]:
    """One line a scene."""
    await room.write("outline", idea)
    return [f"{idea} {scene}" for scene in range(SCENES)]


@step(version="1")
async def dialogue(line: str, room: Room) -> str:
    """What is said."""
    return await room.write("dialogue", line)


@step(version="1")
async def directions(lines: str, room: Room) -> str:
    """What is seen."""
    return await room.write("directions", lines)


@step(version="1")
async def jokes(lines: str, room: Room) -> str:
    """What is laughed at."""
    return await room.write("jokes", lines)


@step(version="1")
async def validate(scenes: list[list[str]], room: Room) -> int:
    """All of it."""
    await room.write("validate", str(scenes))
    return len(scenes)


async def scene(line: str, room: Room) -> list[str]:
    """Two steps that wait for a first one."""
    lines = await dialogue(line, room)
    return [lines, *(await together(directions(lines, room), jokes(lines, room)))]


def episode(plan: Plan, limit: int | None) -> Recipe:
    """1 + 9 x 3 + 1 steps; the rehearsal's seed takes the place of the plan's."""

    def make(seed: int) -> Coroutine[Any, Any, None]:
        return _produced(Room(replace(plan, seed=seed)), limit)

    return make


async def _produced(room: Room, limit: int | None) -> None:
    lines = await outline("luna", room)
    parts = await fan_out(partial(scene, room=room), lines, limit=limit, name="scene")
    await validate(parts.made, room)
