"""Takes reach the archive in batches, soon, and once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from fabula.engine import Slot, Take
from fabula.engine.scribe import Scribe
from fabula.errors import StoreFull
from fabula.store.memory import ListArchive

pytestmark = pytest.mark.anyio


def take(number: int) -> Take:
    """A take."""
    return Take(Slot("a.write"), -1, number, f"k{number}", {}, "rule", 0.0, 0.1, 1e9, "r")


class Full(ListArchive):
    """No room for the first batch."""

    full = True

    async def add(self, takes: Sequence[Take]) -> None:
        """Fail once."""
        if self.full:
            self.full = False
            raise StoreFull("no room")
        await super().add(takes)


async def test_takes_are_written_soon() -> None:
    """Without a flush they are there after a moment; what was written is not written again."""
    archive = ListArchive()
    scribe = Scribe(archive.add, "Takes")
    scribe.add(take(1))
    scribe.add(take(2))
    assert archive.kept == []
    await asyncio.sleep(0.1)
    scribe.add(take(3))
    scribe.close()
    await scribe.flush()

    assert [one.number for one in archive.kept] == [1, 2, 3]


async def test_failed_batch_is_written_by_the_next() -> None:
    """A full disk loses no take: the last flush writes all, or raises."""
    archive = Full()
    scribe = Scribe(archive.add, "Takes")
    scribe.add(take(1))
    with pytest.raises(StoreFull):
        await scribe.flush()
    scribe.add(take(2))
    scribe.close()
    await scribe.flush()

    assert [one.number for one in archive.kept] == [1, 2]
