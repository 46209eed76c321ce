"""How far the lab's own instruments can be trusted, and what they cost.

    python benchmarks/lab.py

The server is a process of its own. Lag: by how much the open loop sends late. Client: requests a
second of CPU time of whoever asks, beside httpx2. Stall: what an open and a closed loop tell of a
server that does nothing for 1 s every 10 s. Clock: productions of 29 steps on the virtual clock.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import httpx2

from fabula.engine import fan_out, step, together
from fabula.lab.clock import odds, rehearse
from fabula.lab.load import LoadRun, drive_open, drive_users, read_arrivals
from fabula.lab.load.closed import Users
from fabula.lab.load.http import Http
from fabula.lab.load.sink import sink
from fabula.lab.statistics.summary import percentile
from fabula.models.simulator import read_distribution
from fabula.models.simulator.dice import dice

RATES = (200, 1000, 2000, 4000)
CONNECTIONS, REQUESTS = 32, 4000
STALL_EVERY, STALL_SECONDS, WATCHED_SECONDS = 10.0, 1.0, 20.0
SEEDS = 200
LATENCY = read_distribution("lognormal(20, 12)")


def main() -> None:
    """Measure all of it, and print it."""
    with sink() as address:
        for rate in RATES:
            run = asyncio.run(opened(address, rate, 3))
            lag, latency = (milliseconds(values, 99) for values in (run.lags, run.latencies))
            told = run.invalid() or "on time"
            print(f"{rate:5}/s  lag p99 {lag:6.2f} ms  latency p99 {latency:6.2f} ms  {told}")
        for name, client in (("the lab's client", lab_client), ("httpx2", httpx2_client)):
            a_second, each = asyncio.run(client(address))
            print(f"{name:17} {a_second:7.0f} requests a second of CPU, {each:5.0f} us each")
    with sink(every=STALL_EVERY, seconds=STALL_SECONDS) as address:
        run = asyncio.run(opened(address, 200, WATCHED_SECONDS))
        closed = asyncio.run(ten_users(address))
        for name, one in (("open loop, 200/s", run), ("ten users", closed)):
            p50, p99 = (milliseconds(one.latencies, percent) for percent in (50, 99))
            print(f"{name:17} {len(one.requests):5} requests  p50 {p50:6.1f}  p99 {p99:6.1f} ms")
    began = time.process_time()
    done = rehearse(episode, range(SEEDS))
    took, minutes = time.process_time() - began, sorted(one.seconds / 60 for one in done)
    print(
        f"{SEEDS} episodes of 29 steps in {took:.2f} s of CPU: median {minutes[SEEDS // 2]:.1f} "
        f"min, p95 {percentile(minutes, 95):.1f} min, within 3 minutes {odds(done, 180):.0%}"
    )


def milliseconds(values: list[float], percent: float) -> float:
    """A percentile of seconds, in milliseconds."""
    return percentile(values, percent) * 1000


async def opened(address: str, rate: float, seconds: float) -> LoadRun:
    """An open loop."""
    async with Http(address) as http:

        async def ask(_number: int) -> None:
            await http.get("/")

        return await drive_open(ask, read_arrivals(f"constant({rate},{seconds})"))


async def ten_users(address: str) -> LoadRun:
    """A closed loop that asks about as often."""
    async with Http(address) as http:

        async def ask(_number: int) -> None:
            await http.get("/")

        return await drive_users(
            ask, Users(10, seconds=WATCHED_SECONDS, think=read_distribution("0.05"))
        )


async def lab_client(address: str) -> tuple[float, float]:
    """What a request costs the lab's client."""
    async with Http(address) as http:
        return await asked(lambda: http.get("/"))


async def httpx2_client(address: str) -> tuple[float, float]:
    """What it costs httpx2."""
    async with httpx2.AsyncClient(base_url=address) as client:
        return await asked(lambda: client.get("/"))


async def asked(ask: Callable[[], Awaitable[object]]) -> tuple[float, float]:
    """Requests a second of CPU, and microseconds of CPU each."""
    await ask()
    began = time.process_time()

    async def user() -> None:
        for _ in range(REQUESTS // CONNECTIONS):
            await ask()

    await asyncio.gather(*(user() for _ in range(CONNECTIONS)))
    cpu = time.process_time() - began
    return REQUESTS / cpu, cpu / REQUESTS * 1e6


@step(version="1")
async def written(what: str, about: str, seed: int) -> str:
    """What a model writes, after its time."""
    await asyncio.sleep(LATENCY.draw(dice(seed, what, about)))
    return f"{what} of {about}"


async def episode(seed: int) -> None:
    """An outline, nine scenes of three steps, a validation; three scenes at a time."""

    async def scene(number: int) -> None:
        lines = await written("dialogue", str(number), seed)
        await together(written("directions", lines, seed), written("jokes", lines, seed))

    await written("outline", "", seed)
    await fan_out(scene, range(9), limit=3, name="scene")
    await written("validation", "", seed)


if __name__ == "__main__":
    main()
