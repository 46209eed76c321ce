"""Asks for another take of a joke, keeps the first, and pins it against a change of its topic."""

from __future__ import annotations

import asyncio
import itertools

from fabula import open_run, step
from fabula.engine import Store
from fabula.engine.shelf import pin, show_takes, slots_of
from fabula.store.memory import memory_store

ends = itertools.cycle(["said the fish.", "and nobody laughed.", "as the cat had planned."])


@step
async def joke(topic: str) -> str:
    """Whatever comes to mind."""
    return f"A word on {topic}, {next(ends)}"


async def evening(store: Store, topic: str) -> str:
    """One run."""
    async with open_run(store, "evening"):
        return await joke(topic)


async def main() -> None:
    """Two takes, a pin, and what is kept."""
    store = memory_store()
    print("take 1: ", await evening(store, "rain"))
    async with open_run(store, "evening"):
        print("take 2: ", await joke.take(2)("rain"))
    print("again:  ", await evening(store, "rain"))

    await pin(store, await slots_of(store, "joke"))
    print("pinned: ", await evening(store, "snow"))
    for shown in await show_takes(store):
        take = shown.take
        print(f"take {take.number} by {take.who}{', pinned' if shown.pinned else ''}")


if __name__ == "__main__":
    asyncio.run(main())
