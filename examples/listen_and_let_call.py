"""Hears an answer while it is written, and lets the model call a tool, at no cost.

A simulated model answers, word by word; any real one does the same.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from fabula.models import Task, Writer, choose_text
from fabula.models.simulator import plan_of, serve
from fabula.models.tools import tool

DEPTHS = {"the bay": 3.5, "the sound": 40.0}


@dataclass(frozen=True)
class Harbour:
    """Where to anchor."""

    name: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class FindHarbour(Task[Harbour]):
    """Find a harbour for the ship. Ask for the depth of a place before you choose it."""

    ship: str
    draught_metres: float


@tool
async def depth(place: str) -> float:
    """How deep the water is at a place, in metres."""
    return DEPTHS.get(place, 0.0)


async def main() -> None:
    """Print the answer as it grows, then one for which the model asked."""
    async with serve(plan_of({"between": "0.01"})) as served:
        environment = {"FABULA_OPENAI_URL": served.address, "OPENAI_API_KEY": "sim"}
        writer = Writer(choose_text("openai:sim", environment))
        task = FindHarbour("Gull", 2.8)
        seen: object = None
        async for partial in writer.stream(task):
            # Of the type of the answer, with what there is of it so far.
            name, reasons = partial.value.name, partial.value.reasons
            if (name, len(reasons)) != seen:
                print(f"{name or '...'}, for {len(reasons)} reasons")
                seen = name, len(reasons)
        harbour = await writer.write(task, [depth], rounds=2)
        print(f"{harbour.name}, after {len(served.simulator.journal.entries)} calls in all")
        await writer.close()


if __name__ == "__main__":
    asyncio.run(main())
