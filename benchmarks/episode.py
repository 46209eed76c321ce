"""The work of the engine's benchmark: an outline, nine scenes of three steps each, a last check.

Only the standard library: whoever is compared runs the very same functions.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from hashlib import blake2b
from typing import Any

SCENES = 9
EDITED = 4
"""The scene that an edit changes."""

WAIT_SECONDS = 0.05
"""What a step waits for where waiting is measured."""

Function = Callable[..., Awaitable[Any]]


class Pace:
    """How long each step waits; 0 where only the overhead counts."""

    seconds = 0.0
    calls = 0


def text_of(seed: str, length: int) -> str:
    """Text of a length that only the seed decides."""
    return (blake2b(seed.encode(), digest_size=20).hexdigest() * (length // 40 + 1))[:length]


async def work(length: int, *seeds: str) -> str:
    """The answer of a model that only the question decides."""
    Pace.calls += 1
    if Pace.seconds:
        await asyncio.sleep(Pace.seconds)
    return text_of(" ".join(seeds), length)


async def outline(salt: str, scenes: int, edit: str) -> list[str]:
    """One line a scene."""
    await work(1, "outline")
    edited = {EDITED: edit}
    return [text_of(f"{salt}/{scene}{edited.get(scene, '')}", 200) for scene in range(scenes)]


async def dialogue(line: str) -> str:
    """3 KB of talk."""
    return await work(3000, "dialogue", line)


async def directions(lines: str) -> str:
    """0.8 KB of directions."""
    return await work(800, "directions", lines)


async def jokes(lines: str) -> str:
    """1.5 KB of jokes."""
    return await work(1500, "jokes", lines)


async def validate(scenes: list[list[str]]) -> str:
    """One digest of it all."""
    return await work(40, "validate", repr(scenes))


PLAIN: dict[str, Function] = {
    function.__name__: function for function in (outline, dialogue, directions, jokes, validate)
}


async def episode(
    salt: str, scenes: int, edit: str, limit: int | None, steps: Mapping[str, Function]
) -> str:
    """The whole of it, over plain functions or over somebody's steps.

    Args:
        salt: Another one makes another episode.
        scenes: How many.
        edit: Changes one line of the outline.
        limit: How many scenes are made at the same time; None for all.
        steps: The five functions by name.
    """
    gate = asyncio.Semaphore(limit or scenes)

    async def scene(line: str) -> list[str]:
        async with gate:
            lines = await steps["dialogue"](line)
            both = await asyncio.gather(steps["directions"](lines), steps["jokes"](lines))
            return [lines, *both]

    lines = await steps["outline"](salt, scenes, edit)
    return str(await steps["validate"](list(await asyncio.gather(*map(scene, lines)))))


Run = Callable[[str, int, str, int | None], Awaitable[str]]
"""Makes an episode: salt, scenes, edit, limit."""


async def measured(run: Run, salt: str, scenes: int) -> dict[str, Any]:
    """One round: cold, again, after an edit; CPU and wall milliseconds a step, and steps made."""
    row: dict[str, Any] = {}
    for way, edit in (("cold", ""), ("cached", ""), ("edited", "!")):
        Pace.calls = 0
        wall, cpu = time.perf_counter(), time.process_time()
        row["answer " + way] = await run(salt, scenes, edit, None)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        row[way] = {
            "cpu": cpu / (2 + 3 * scenes) * 1000,
            "wall": wall / (2 + 3 * scenes) * 1000,
            "made": Pace.calls,
        }
    return row


async def waited(run: Run, salt: str, limit: int | None) -> float:
    """Efficiency with steps that wait: the critical path as a share of the time it took, 0 to 1."""
    Pace.seconds = WAIT_SECONDS
    try:
        started = time.perf_counter()
        await run(salt, SCENES, "", limit)
        took = time.perf_counter() - started
    finally:
        Pace.seconds = 0.0
    batches = -(-SCENES // (limit or SCENES))
    return (2 + 2 * batches) * WAIT_SECONDS / took
