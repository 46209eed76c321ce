"""Tiers behind one port: near ones are read first; all is on the disk before it is seen."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tests.store.redis_server import RedisServer

from fabula.engine import Event, Result, digest_of_bytes, open_run
from fabula.errors import Damaged
from fabula.store.memory import DictBlobs, DictMemory, memory_store
from fabula.store.tiers import TieredBlobs, TieredMemory

pytestmark = pytest.mark.anyio

CONTENT = b"x" * 1000
RESULT = Result("a", "shout", b'"x"', (digest_of_bytes(CONTENT),), {}, 0.25, 99.5)


class Tiers:
    """Two tiers in dicts, and the port over them."""

    def __init__(self) -> None:
        self.disk, self.shared = DictMemory(), DictMemory()
        self.files, self.shared_blobs = DictBlobs(), DictBlobs()
        self.blobs = TieredBlobs(self.files, self.shared_blobs)
        self.memory = TieredMemory(self.disk, self.blobs, self.shared)


async def test_put_reaches_all_tiers() -> None:
    """What is put is on the disk at once, and shared soon after, the blobs first."""
    tiers = Tiers()
    await tiers.blobs.put(RESULT.blobs[0], CONTENT)
    await tiers.memory.put(RESULT)
    assert tiers.disk.results == {"a": RESULT}
    assert tiers.shared.results == {}
    await tiers.memory.close()

    assert tiers.shared.results == {"a": RESULT}
    assert list(tiers.shared_blobs.contents) == list(RESULT.blobs)


async def test_shared_result_comes_to_the_disk() -> None:
    """What another machine made is copied, with its blobs, before it is given out."""
    tiers = Tiers()
    await tiers.shared.put(RESULT)
    await tiers.shared_blobs.put(RESULT.blobs[0], CONTENT)

    assert await tiers.memory.get("a") == RESULT
    assert tiers.disk.results == {"a": RESULT}
    assert tiers.files.contents == {RESULT.blobs[0]: CONTENT}


async def test_half_a_shared_result_is_none() -> None:
    """A shared result whose blob is gone was never there, and nothing of it is kept."""
    tiers = Tiers()
    await tiers.shared.put(RESULT)

    assert await tiers.memory.get("a") is None
    assert tiers.disk.results == {}


async def test_damaged_shared_blob_is_told_and_left() -> None:
    """What came damaged from elsewhere is a warning, and is made here."""
    tiers, events = Tiers(), list[Event]()
    await tiers.shared.put(RESULT)
    tiers.shared_blobs.contents[RESULT.blobs[0]] = b"wrong"
    async with open_run(memory_store(), "test", on_event=events.append):
        assert await tiers.memory.get("a") is None

    assert [event.fields["about"] for event in events if event.kind == "warning"] == ["shared tier"]


async def test_near_tier_saves_the_far_one() -> None:
    """What was read once is not read from the disk again while there is room."""
    tiers = Tiers()
    await tiers.memory.put(RESULT)
    await tiers.blobs.put(RESULT.blobs[0], CONTENT)
    tiers.disk.results.clear()
    tiers.files.contents.clear()

    assert await tiers.memory.get("a") == RESULT
    assert await tiers.blobs.get(RESULT.blobs[0]) == CONTENT
    await tiers.memory.close()


async def test_vanished_blob_is_not_shared() -> None:
    """A result whose blob was deleted or damaged meanwhile stays here; the next one is shared."""
    tiers = Tiers()
    tiers.blobs = TieredBlobs(tiers.files, tiers.shared_blobs, room=0)
    tiers.memory = TieredMemory(tiers.disk, tiers.blobs, tiers.shared)
    tiers.files.contents[RESULT.blobs[0]] = b"wrong"
    await tiers.memory.put(RESULT)
    await tiers.memory.put(replace(RESULT, key="b", blobs=("0" * 40,)))
    await tiers.memory.put(replace(RESULT, key="c", blobs=()))
    await tiers.memory.close()

    assert list(tiers.shared.results) == ["c"]


async def test_slow_sharing_delays_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shared tier that hangs costs no put anything, and the end only its short wait."""

    class Hangs(DictMemory):
        async def put(self, result: Result) -> None:
            await asyncio.Event().wait()
            await super().put(result)

    monkeypatch.setattr("fabula.store.tiers.SETTLE_SECONDS", 0.01)
    monkeypatch.setattr("fabula.store.tiers.PENDING", 3)
    tiers = Tiers()
    memory = TieredMemory(tiers.disk, tiers.blobs, Hangs())
    for number in range(10):
        await memory.put(replace(RESULT, key=str(number), blobs=()))
    await memory.close()

    assert len(tiers.disk.results) == 10


async def test_disk_damage_is_told() -> None:
    """A damaged row of the disk is not covered up by another tier."""

    class Spoilt(DictMemory):
        async def get(self, key: str) -> Result | None:
            raise Damaged(key)

    memory = TieredMemory(Spoilt(), Tiers().blobs, DictMemory())
    with pytest.raises(Damaged):
        await memory.get("a")


PROGRAM = """
import asyncio, sys, os
from pathlib import Path
from fabula.engine import fan_out, open_run, step
from fabula.store import redis as tier
from fabula.store.folder import open_store

# A busy machine is no broken Redis.
tier.PROBE_SECONDS = 5.0
folder, redis, log = sys.argv[1:]

@step(version="1")
async def shout(number: int) -> bytes:
    with open(log, "a") as file:
        file.write(f"{number}\\n")
    await asyncio.sleep(0.01)
    return b"%d " % number * 5000

async def main():
    async with open_store(Path(folder), redis) as store, open_run(store, "test"):
        made = await fan_out(shout, range(40), limit=8, on_error="raise")
        assert [one[:3] for one in made] == [(b"%d " % n * 5000)[:3] for n in range(40)]

asyncio.run(main())
"""


@pytest.mark.parametrize("shared", ["folder", "redis"])
def test_four_processes_make_each_once(tmp_path: Path, shared: str) -> None:
    """Four processes that do the same at once make each result once, by a folder or a Redis."""
    server = RedisServer() if shared == "redis" else None
    url = server.url if server else ""
    log = tmp_path / "log"
    folders = [tmp_path / (str(number) if server else "one") for number in range(4)]
    lines = [[sys.executable, "-c", PROGRAM, str(place), url, str(log)] for place in folders]
    started = [subprocess.Popen(line, stderr=subprocess.PIPE) for line in lines]
    told = [one.communicate() for one in started]
    if server:
        server.kill()

    assert [one.returncode for one in started] == [0] * 4, told
    assert sorted(map(int, log.read_text().split())) == list(range(40))
