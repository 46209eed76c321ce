"""Says in one file how steps are treated, without touching their code: limits, time, attempts."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from fabula import fan_out, open_run, step
from fabula.engine.profile import profile_of
from fabula.engine.timeline import timeline_of
from fabula.models import read_policies
from fabula.store.memory import memory_store

POLICIES = """
["step:fetch_*"]
concurrency = 2
pause = 0.05
timeout = 5
attempts = 3
retry_on = ["ConnectionError"]
"""

attempts: dict[str, int] = {}


@step
async def fetch_weather(city: str) -> str:
    """Ask a service that breaks off now and then."""
    attempts[city] = attempts.get(city, 0) + 1
    await asyncio.sleep(0.05)
    if city == "Oslo" and attempts[city] == 1:
        raise ConnectionError("broke off")
    return f"rain in {city}"


async def main() -> None:
    """Ask for six cities: two at a time, and once more where it breaks off."""
    file = Path("policies.toml")
    await asyncio.to_thread(file.write_text, POLICIES)
    policies = await asyncio.to_thread(read_policies, file)
    store = replace(memory_store(), policies=policies.steps)
    async with open_run(store, "forecast") as run:
        weather = await fan_out(fetch_weather, ["Oslo", "Bergen", "Turku", "Riga", "Kiel", "Hull"])
    print(f"{', '.join(weather.made)} (Oslo was asked {attempts['Oslo']} times)")
    timeline = timeline_of(await store.log.read(run.id))
    if timeline:
        for name, share in profile_of(timeline).shares.items():
            print(f"{share:5.0%}  {name}")


asyncio.run(main())
