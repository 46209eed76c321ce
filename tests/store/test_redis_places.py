"""Places in Redis: so many calls at a time over all processes, and none lost to the dead."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests.store.redis_server import RedisServer

from fabula.engine.limiter import Crowd
from fabula.engine.policies import Guard, Policy
from fabula.store.folder import open_store
from fabula.store.redis import RedisLink, connect
from fabula.store.redis_places import RedisPlaces

pytestmark = pytest.mark.anyio

HOLDER = """
import asyncio, sys
from fabula.store.redis import connect
from fabula.store.redis_places import RedisPlaces

async def main():
    places = RedisPlaces(connect(sys.argv[1]), seconds=1.0)
    print([bool(await places.take("m", 2)) for _ in range(3)], flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""
CALLER = """
import asyncio, sys, time
from pathlib import Path
from fabula.engine.policies import Guard, Policy
from fabula.store.folder import open_store

async def main(url, folder):
    async with open_store(Path(folder), url) as store:
        guard = Guard("m", Policy(concurrency=2), store.rates, places=store.places)

        async def ask():
            began = time.time()
            await asyncio.sleep(0.05)
            print(began, time.time(), flush=True)

        await asyncio.gather(*(guard.call(ask) for _ in range(10)))

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """A busy machine is no broken Redis: only the test of a broken one is impatient."""
    if "broken" not in request.node.name:
        monkeypatch.setattr("fabula.store.redis.PROBE_SECONDS", 5.0)


@pytest.fixture
def server() -> Iterator[RedisServer]:
    """A Redis of this test's own."""
    one = RedisServer()
    yield one
    one.kill()


@pytest.fixture
async def link(server: RedisServer) -> AsyncIterator[RedisLink]:
    """A link to it."""
    one = connect(server.url)
    yield one
    await one.close()


async def test_places_are_shared_and_come_back(link: RedisLink) -> None:
    """Two of three find a place, whoever they are; one that is given back is free at once."""
    ours, theirs = RedisPlaces(link), RedisPlaces(link)
    first, second = await ours.take("m", 2), await theirs.take("m", 2)
    assert first
    assert second
    assert await theirs.take("m", 2) is None
    assert await theirs.take("other", 2)
    ours.leave("m", first)
    await ours.close()

    assert await theirs.take("m", 2)
    await theirs.close()
    assert await link.ask(lambda redis: redis.keys("*places*"), None) == []


async def test_held_places_are_renewed(link: RedisLink) -> None:
    """A call that takes longer than the lease keeps its place."""
    ours, theirs = RedisPlaces(link, seconds=0.6), RedisPlaces(link, seconds=0.6)
    await ours.take("m", 1)
    await asyncio.sleep(1.5)
    kept = await theirs.take("m", 1) is None
    await ours.close()

    assert kept


async def test_killed_process_frees_its_places(server: RedisServer, link: RedisLink) -> None:
    """Its two places are taken while it lives, and free within its lease after kill -9."""
    line = [sys.executable, "-c", HOLDER, server.url]
    child = await asyncio.to_thread(subprocess.Popen, line, stdout=subprocess.PIPE, text=True)
    assert child.stdout
    assert await asyncio.to_thread(child.stdout.readline) == "[True, True, False]\n"
    places = RedisPlaces(link)
    await asyncio.sleep(1.5)
    assert await places.take("m", 2) is None
    child.kill()
    await asyncio.to_thread(child.communicate)
    died = time.monotonic()
    await Crowd(places, "m", 2).enter()
    await places.close()

    assert time.monotonic() - died < 3.0


async def test_two_processes_keep_one_limit(server: RedisServer, tmp_path: Path) -> None:
    """Twenty calls of two processes: never more than two at a time, and all are made."""

    def call() -> list[str]:
        children = [
            subprocess.Popen(
                [sys.executable, "-c", CALLER, server.url, str(tmp_path / name)],
                stdout=subprocess.PIPE,
                text=True,
            )
            for name in ("a", "b")
        ]
        return [line for child in children for line in child.communicate()[0].splitlines()]

    spans = [tuple(map(float, line.split())) for line in await asyncio.to_thread(call)]
    at_once = [sum(begin <= moment < end for begin, end in spans) for moment, _ in spans]

    assert len(spans) == 20
    assert max(at_once) == 2


async def test_broken_redis_leaves_local_limits(server: RedisServer, tmp_path: Path) -> None:
    """Without Redis each process has its own places, at the cost of one probe; then it is back."""
    busy = most = 0

    async def ask() -> None:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0.01)
        busy -= 1

    async with open_store(tmp_path, server.url) as store:
        guard = Guard("m", Policy(concurrency=2), places=store.places)
        await guard.call(ask)
        server.pause()
        began = time.monotonic()
        await asyncio.gather(*(guard.call(ask) for _ in range(20)))
        took = time.monotonic() - began
        server.go_on()
        other, deadline = connect(server.url), time.monotonic() + 20
        held = False
        while not held and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
            call = asyncio.create_task(guard.call(lambda: asyncio.sleep(0.1)))
            await asyncio.sleep(0.05)
            held = bool(await other.ask(lambda redis: redis.zcard("fabula:1:places:m"), 0))
            await call
        await other.close()

    assert most == 2
    assert took < 2.0
    assert held
