"""What every store promises: one class of tests for each port, run against each implementation."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.store.redis_server import RedisServer

from fabula.engine import Blobs, Event, Memory, Result, RunLog, RunRecord, Store, digest_of_bytes
from fabula.engine.ports import pulse_of
from fabula.errors import Damaged, StoreError
from fabula.store.files import FileBlobs
from fabula.store.folder import open_store
from fabula.store.memory import DictBlobs, ListLog, memory_store
from fabula.store.redis import RedisBlobs, RedisMemory, connect
from fabula.store.tiers import TieredBlobs

pytestmark = pytest.mark.anyio

KINDS = ["memory", "folder", "redis", "folder and redis"]


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    """One Redis for all of these tests."""
    one = RedisServer()
    yield one
    one.kill()


@pytest.fixture(params=KINDS)
async def store(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Store]:
    """Each implementation in turn, empty."""
    # A busy machine is no broken Redis.
    monkeypatch.setattr("fabula.store.redis.PROBE_SECONDS", 5.0)
    folder, url = tmp_path / "new" / ".fabula", ""
    if "redis" in request.param:
        url = request.getfixturevalue("server").url
        link = connect(url)
        await link.ask(lambda redis: redis.flushdb(), None, writes=True)
        if request.param == "redis":
            yield Store(RedisMemory(link), RedisBlobs(link), ListLog())
        await link.close()
    if "folder" in request.param:
        async with open_store(folder, url) as opened:
            yield opened
    if request.param == "memory":
        yield memory_store()


def result(key: str, body: bytes = b'"x"') -> Result:
    """A result with every field set."""
    return Result(
        key, "shout", body, ("ab", "cd"), {"text": "d1", "<code>": "d2"}, 0.25, 99.5, 7, 0.5
    )


class TestMemory:
    """Results by key."""

    @pytest.fixture
    def memory(self, store: Store) -> Memory:
        """The port."""
        return store.memory

    async def test_unknown_keys_give_none(self, memory: Memory) -> None:
        """What was never put is not there."""
        assert await memory.get("nothing") is None

    async def test_results_come_back_whole(self, memory: Memory) -> None:
        """Every field of a result is kept."""
        whole = [
            result("a"),
            replace(result("b", b"\x00\xff" * 5000), blobs=(), parts={}, usd=None),
        ]
        for one in whole:
            await memory.put(one)

        assert [await memory.get(one.key) for one in whole] == whole

    async def test_later_results_replace_earlier(self, memory: Memory) -> None:
        """A result that is made again takes the place of the old one."""
        await memory.put(result("a"))
        await memory.put(result("a", b"2"))

        assert await memory.get("a") == result("a", b"2")

    async def test_many_at_once(self, memory: Memory) -> None:
        """Hundreds of writes and reads at once do not disturb each other."""
        await asyncio.gather(*(memory.put(result(f"k{n}", b"%d" % n)) for n in range(300)))
        found = await asyncio.gather(*(memory.get(f"k{n}") for n in range(300)))

        assert [one.body if one else None for one in found] == [b"%d" % n for n in range(300)]


class TestBlobs:
    """Byte strings by their digest."""

    @pytest.fixture
    def blobs(self, store: Store) -> Blobs:
        """The port."""
        return store.blobs

    async def test_bytes_come_back(self, blobs: Blobs) -> None:
        """Bytes of any length come back equal, also when they are put twice."""
        for content in (b"", b"x", bytes(range(256)) * 4000):
            digest = digest_of_bytes(content)
            await blobs.put(digest, content)
            await blobs.put(digest, content)

            assert await blobs.get(digest) == content

    async def test_unknown_digests_give_none(self, blobs: Blobs) -> None:
        """What was never put is not there."""
        assert await blobs.get(digest_of_bytes(b"nothing")) is None

    async def test_damage_is_told_once_and_mended(self, blobs: Blobs) -> None:
        """Bytes that are not what was stored are never returned, and can be put anew."""
        content = b"right" * 1000
        digest = digest_of_bytes(content)
        await blobs.put(digest, content)
        await spoil(blobs, digest)
        with pytest.raises(Damaged, match="not what was stored"):
            await blobs.get(digest)
        assert await blobs.get(digest) is None
        await blobs.put(digest, content)

        assert await blobs.get(digest) == content


async def spoil(blobs: Blobs, digest: str) -> None:
    """Change one byte behind the store's back."""
    if isinstance(blobs, RedisBlobs):
        name = f"fabula:1:blob:{digest}"
        await blobs._link.ask(lambda redis: redis.setrange(name, 0, "w"), None)
    elif isinstance(blobs, TieredBlobs):
        # As another process finds it, which has no copy of its own.
        blobs._front.drop(digest)
        await spoil(blobs.disk, digest)
    elif isinstance(blobs, DictBlobs):
        blobs.contents[digest] = b"w" + blobs.contents[digest][1:]
    else:
        assert isinstance(blobs, FileBlobs)
        path = blobs.path(digest)
        path.write_bytes(b"w" + path.read_bytes()[1:])


def events(run: str, at: float, *kinds: str, first: int = 1) -> list[Event]:
    """Events of a run, one a second."""
    return [
        Event(run, number, at + number - first, kind, {"production": "video", "n": [number, None]})
        for number, kind in enumerate(kinds, first)
    ]


class TestRunLog:
    """Every event of every run."""

    @pytest.fixture
    async def log(self, store: Store) -> RunLog:
        """The port; the run "a" is alive."""
        if store.pulse is not None:
            await store.pulse.hold(pulse_of("a"))
        return store.log

    async def test_cursor_gives_the_rest(self, log: RunLog) -> None:
        """A reader gets what is above its cursor, in order, and nothing of other runs."""
        told = events("a", 10.0, "run.started", "progress", "step.finished")
        await log.append(told[:2])
        await log.append(events("b", 10.0, "run.started"))
        await log.append(told[2:])

        assert [await log.read("a", after) for after in range(4)] == [
            told,
            told[1:],
            told[2:],
            [],
        ]
        assert await log.read("nobody") == []

    async def test_numbers_are_given_once(self, log: RunLog) -> None:
        """Two writers of one run cannot both have the same number: the later keeps nothing."""
        await log.append(events("a", 10.0, "run.started", "progress"))
        late = [*events("a", 20.0, "warning", first=3), *events("a", 20.0, "progress", first=2)]
        with pytest.raises(StoreError):
            await log.append(late)
        record = await log.find("a")

        assert [event.at for event in await log.read("a")] == [10.0, 11.0]
        assert record == RunRecord("a", "video", "running", 10.0, None, 2)

    @pytest.mark.parametrize("state", ["finished", "failed", "cancelled"])
    async def test_runs_are_found(self, log: RunLog, state: str) -> None:
        """A run's record follows its events, through an end and a new start."""
        assert await log.find("a") is None
        seen = []
        for number, kind in enumerate(["run.started", f"run.{state}", "run.started"], 1):
            await log.append(events("a", 10.0 * number, kind, first=number))
            seen.append(await log.find("a"))

        assert seen == [
            RunRecord("a", "video", "running", 10.0, None, 1),
            RunRecord("a", "video", state, 10.0, 20.0, 2),  # type: ignore[arg-type]
            RunRecord("a", "video", "running", 10.0, None, 3),
        ]

    async def test_latest_runs_come_first(self, log: RunLog) -> None:
        """Runs are listed by their start, the latest first, as many as are wanted."""
        for number, name in enumerate(["b", "c", "a"]):
            await log.append(events(name, 10.0 * number, "run.started"))

        assert [record.id for record in await log.latest()] == ["a", "c", "b"]
        assert [record.id for record in await log.latest(2)] == ["a", "c"]
