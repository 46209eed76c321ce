"""Plans a run before it costs anything: what would be made, why, for how long and for how much."""

from __future__ import annotations

import asyncio
from functools import partial

from fabula import fan_out, open_run, step
from fabula.engine import emit, remember
from fabula.engine.plan import make_plan
from fabula.store.memory import memory_store


async def ask(prompt: str) -> str:
    """Pretend to be a model that takes a while and costs four cents."""
    await asyncio.sleep(0.05)
    emit("model.used", who="poet", usd=0.04)
    return f"A song of {prompt}."


@step
async def song(topic: str, mood: str) -> str:
    """One song."""
    prompt = f"{mood} {topic}"
    return await remember("text", ("poet", prompt), partial(ask, prompt), str, who="poet")


@step
def album(songs: list[str]) -> str:
    """All of them."""
    return "\n".join(songs)


async def recipe(topics: list[str], mood: str) -> str:
    """Songs side by side, then the album."""
    songs = await fan_out(partial(song, mood=mood), topics, name="song", titles=topics)
    return await album(songs.made)


async def main() -> None:
    """Make an album, then plan another mood and one more song."""
    store = memory_store()
    async with open_run(store, "album"):
        await recipe(["rain", "tide"], "quiet")
    for topics, mood in ((["rain", "tide", "snow"], "quiet"), (["rain", "tide"], "loud")):
        plan = await make_plan(store, "album", partial(recipe, topics, mood))
        for planned in plan.work:
            print(f"{planned.what}: {planned.slot}: {'; '.join(planned.why)}")
        print(f"{plan.count('hit')} remembered; seconds {plan.seconds}; usd {plan.usd}\n")


if __name__ == "__main__":
    asyncio.run(main())
