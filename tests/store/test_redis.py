"""The shared tier: what it keeps, and how little a broken one costs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.store.redis_server import RedisServer

from fabula.engine import Event, Result, digest_of_bytes, open_run, step
from fabula.errors import BadSetting, Damaged
from fabula.store.folder import open_store
from fabula.store.redis import RedisBlobs, RedisLeases, RedisLink, RedisMemory, connect
from fabula.store.redis_rates import RedisRates

pytestmark = pytest.mark.anyio

RESULT = Result("a", "shout", b'"x"\n\x00', ("ab",), {"text": "d1"}, 0.25, 99.5)
made: list[str] = []


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """A busy machine is no broken Redis: only tests of a broken one are impatient."""
    if not {"broken", "never", "back"} & set(request.node.name.split("_")):
        monkeypatch.setattr("fabula.store.redis.PROBE_SECONDS", 5.0)


@pytest.fixture
def server() -> Iterator[RedisServer]:
    """A Redis of this test's own."""
    one = RedisServer()
    yield one
    one.go_on()
    one.kill()


class Time:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """The time."""
        return self.now


@pytest.fixture
def clock() -> Time:
    """The clock of the link's breakers."""
    return Time()


@pytest.fixture
async def link(server: RedisServer, clock: Time) -> AsyncIterator[RedisLink]:
    """A link to the server."""
    one = connect(server.url, clock)
    yield one
    await one.close()


@step(version="1")
async def shout(text: str) -> bytes:
    """Make a large result."""
    made.append(text)
    return text.upper().encode() * 20_000


async def test_results_and_blobs_come_back(link: RedisLink) -> None:
    """What is put comes back whole; what was never put is not there."""
    memory, blobs = RedisMemory(link), RedisBlobs(link)
    content = b"x" * 100_000
    await memory.put(RESULT)
    await blobs.put(digest_of_bytes(content), content)

    assert await memory.get("a") == RESULT
    assert await blobs.get(digest_of_bytes(content)) == content
    assert (await memory.get("b"), await blobs.get("00")) == (None, None)


async def test_damage_is_never_returned(link: RedisLink) -> None:
    """A result or a blob of which somebody changed a byte is found by its digest."""
    memory, blobs = RedisMemory(link), RedisBlobs(link)
    await memory.put(RESULT)
    await blobs.put(digest_of_bytes(b"right"), b"right")
    for name in ("result:a", f"blob:{digest_of_bytes(b'right')}"):
        await link.ask(
            lambda redis, name=name: redis.setrange(f"fabula:1:{name}", 2, "?"),  # type: ignore[misc]
            None,
        )
    with pytest.raises(Damaged):
        await memory.get("a")
    with pytest.raises(Damaged):
        await blobs.get(digest_of_bytes(b"right"))

    assert await blobs.get(digest_of_bytes(b"right")) is None


async def test_too_large_blobs_stay_away(link: RedisLink) -> None:
    """What would not pass in time is not sent."""
    content = bytes(9_000_000)
    await RedisBlobs(link).put(digest_of_bytes(content), content)

    assert await RedisBlobs(link).get(digest_of_bytes(content)) is None


async def test_leases_have_one_holder(server: RedisServer, link: RedisLink) -> None:
    """One of two holds a key, until it lets go or its time runs out."""
    other = connect(server.url)
    ours, theirs = RedisLeases(link), RedisLeases(other)
    taken = [await ours.take("k", 9.0), await theirs.take("k", 9.0), await ours.take("k", 9.0)]
    await theirs.release(["k"])
    taken.append(await theirs.take("k", 9.0))
    await ours.renew(["k"], 0.03)
    await asyncio.sleep(0.05)
    taken.append(await theirs.take("k", 9.0))
    await theirs.release(["k"])
    taken.append(await ours.take("k", 9.0))
    await other.close()

    assert taken == [True, False, True, False, True, True]


async def test_another_machine_takes_what_was_made(server: RedisServer, tmp_path: Path) -> None:
    """Results with their blobs reach a second folder through Redis, and then stay there."""
    made.clear()
    for _ in range(2):
        for folder in ("one", "two"):
            async with open_store(tmp_path / folder, server.url) as store, open_run(store, "test"):
                assert len(await shout("tide")) == 80_000
    server.kill()
    async with open_store(tmp_path / "two") as store, open_run(store, "test"):
        await shout("tide")

    assert made == ["tide"]


@pytest.mark.parametrize("trouble", ["kill", "pause"])
async def test_broken_redis_costs_one_probe(
    server: RedisServer, tmp_path: Path, trouble: str
) -> None:
    """It breaks in the middle of a run: one short wait, one warning, and the work goes on."""
    made.clear()
    events: list[Event] = []
    async with (
        open_store(tmp_path, server.url) as store,
        open_run(store, "test", on_event=events.append),
    ):
        await shout("before")
        getattr(server, trouble)()
        started = time.perf_counter()
        for number in range(30):
            await shout(f"after {number}")
        seconds = time.perf_counter() - started
    told = [event.fields["about"] for event in events if event.kind == "warning"]

    assert len(made) == 31
    assert seconds < 2.0
    assert len(told) == 1
    assert "shared tier" in told[0]


async def test_redis_that_was_never_there(tmp_path: Path) -> None:
    """A run with an address where nobody listens is a run without Redis."""
    started = time.perf_counter()
    async with (
        open_store(tmp_path, "redis://127.0.0.1:9/0") as store,
        open_run(store, "test") as run,
    ):
        for number in range(30):
            await shout(f"alone {number}")
    assert time.perf_counter() - started < 2.5
    told = [event for event in await store.log.read(run.id) if event.kind == "warning"]

    assert len(told) == 1


async def test_redis_comes_back_by_itself(
    server: RedisServer, link: RedisLink, clock: Time
) -> None:
    """After its pause one probe is made beside the work, and the next call uses it again."""
    memory = RedisMemory(link)
    await memory.put(RESULT)
    server.pause()
    assert await memory.get("a") is None
    server.go_on()
    assert await memory.get("a") is None
    clock.now += 2.0
    started = time.perf_counter()
    assert await memory.get("a") is None
    assert time.perf_counter() - started < 0.05
    await asyncio.sleep(0.1)

    assert await memory.get("a") == RESULT


async def test_full_redis_is_still_read(clock: Time) -> None:
    """A Redis without room is not written to for a while, but what it has is used."""
    server = RedisServer("--maxmemory", "5mb", "--maxmemory-policy", "noeviction")
    link = connect(server.url, clock)
    memory, blobs = RedisMemory(link), RedisBlobs(link)
    await memory.put(RESULT)
    for number in range(10):
        content = bytes([number]) * 1_000_000
        await blobs.put(digest_of_bytes(content), content)
    await memory.put(replace(RESULT, key="late"))

    assert await memory.get("a") == RESULT
    assert await memory.get("late") is None
    await link.close()
    server.kill()


@pytest.mark.parametrize("url", ["localhost", "http://x", "redis://h:port/0", "redis://h/cache"])
def test_wrong_address_is_told(url: str) -> None:
    """An address that cannot be is the user's to put right, and is not shown."""
    with pytest.raises(BadSetting, match="FABULA_REDIS_URL"):
        connect(url)


def test_importing_the_store_needs_no_redis() -> None:
    """Only who names a Redis pays for its library."""
    import subprocess
    import sys

    code = "import sys, fabula.store.folder; assert 'redis' not in sys.modules"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


async def test_two_processes_keep_one_rate(server: RedisServer, link: RedisLink) -> None:
    """Two links together get no more than one would; without Redis each keeps the rate alone."""
    other = connect(server.url)
    both = [RedisRates(link), RedisRates(other)]
    waits = [await both[number % 2].take("r", 1, 60) for number in range(10)]
    debt = await both[0].take("large", 600, 60), await both[1].take("large", 1, 60)
    server.kill()
    alone = [await both[0].take("r", 1, 60) for _ in range(8)]
    await other.close()

    assert [wait == 0 for wait in waits] == [True] * 6 + [False] * 4
    assert 0 < waits[-1] < 1.2
    assert debt[0] == 0
    assert 600 < debt[1] < 700
    assert [wait == 0 for wait in alone] == [True] * 6 + [False] * 2
