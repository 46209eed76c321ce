"""On a full disk what is on its way is still kept, and a run says why it ends."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.store.disks import mounted

from fabula.engine import fan_out, open_run, remember
from fabula.errors import StoreFull
from fabula.store.folder import RESERVE_FILE, open_store
from fabula.store.reserve import RESERVE_BYTES

pytestmark = pytest.mark.anyio

MEGABYTE = 1_000_000


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 12 MB; skipped where it may not be mounted."""
    with mounted(tmp_path / "disk", megabytes=12) as place:
        yield place


class Voice:
    """A model that is paid for each answer, of which none may be lost.

    Args:
        full: The disk that is full before its second answer.
    """

    def __init__(self, full: Path) -> None:
        self.paid: list[int] = []
        self._full = full

    async def say(self, number: int) -> bytes:
        """Noise of a size that does not fit into a row."""

        async def ask() -> bytes:
            self.paid.append(number)
            if len(self.paid) > 1:
                await asyncio.to_thread(fill, self._full)
            return number.to_bytes(4, "big") * 50_000

        return await remember("speech", number, ask, bytes)


def fill(disk: Path) -> None:
    """Write until there is no room."""
    with (disk / "filler").open("ab", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return


async def test_what_was_paid_is_kept_on_a_full_disk(disk: Path) -> None:
    """Answers on their way are remembered, nothing is asked after them, and the run says why."""
    voice = Voice(disk)
    async with open_store(disk / ".fabula") as store:
        with pytest.raises(StoreFull, match="no room on the disk"):
            async with open_run(store, "film") as run:
                await voice.say(1)
                await fan_out(voice.say, [2, 3, 4])
                await voice.say(5)
        (record,) = await store.log.latest()
        events = await store.log.read(run.id)
    (disk / "filler").unlink()
    paid = list(voice.paid)
    async with open_store(disk / ".fabula") as store, open_run(store, "film"):
        for number in range(1, 6):
            await voice.say(number)

    assert record.state == "failed"
    assert (events[-1].kind, "no room" in events[-1].fields["reason"]) == ("run.failed", True)
    assert paid == [1, 2, 3, 4]
    assert voice.paid == [1, 2, 3, 4, 5]


async def test_later_run_goes_on_when_there_is_room(disk: Path) -> None:
    """A process that lives on, such as a server, is not full for ever."""
    voice, reserve = Voice(disk), disk / ".fabula" / RESERVE_FILE
    async with open_store(disk / ".fabula") as store:
        with pytest.raises(StoreFull):
            async with open_run(store, "film"):
                for number in range(1, 4):
                    await voice.say(number)
        await asyncio.to_thread((disk / "filler").unlink)
        async with open_run(store, "film"):
            assert reserve.stat().st_size == RESERVE_BYTES
            assert await voice.say(2)

    assert voice.paid == [1, 2]


async def test_room_is_given_back_in_the_end(tmp_path: Path) -> None:
    """It is taken while runs go on, and really: not by a file with a hole."""
    path = tmp_path / RESERVE_FILE
    async with open_store(tmp_path) as store:
        await store.log.latest()
        before = path.exists()
        async with open_run(store, "film"):
            taken = path.stat().st_blocks * 512

    assert not before
    assert taken >= RESERVE_BYTES
    assert not path.exists()


async def test_too_small_a_disk_does_without(disk: Path) -> None:
    """Where not even the reserve fits, work that does is done."""
    await asyncio.to_thread(fill, disk)
    with (disk / "filler").open("rb+") as file:
        file.truncate(os.fstat(file.fileno()).st_size - 2 * MEGABYTE)
    async with open_store(disk / ".fabula") as store, open_run(store, "film"):
        assert await remember("text", 1, _told, str) == "told"


async def _told() -> str:
    return "told"
