"""Memory in tiers behind one port: the process, then the disk, then what is shared by machines.

Results and blobs are on the disk before anybody sees them, and in the shared tier soon after.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from fabula.engine import Blobs, Memory, Result, emit
from fabula.errors import Damaged, StoreError
from fabula.store.lru import Lru

FRONT_BYTES = 32_000_000
"""Room in the process for results, and again for blobs."""
PENDING = 1000
"""Results that may wait for the shared tier; more are not shared."""
SETTLE_SECONDS = 2.0
"""How long anybody waits for the shared tier to have it all, at the end of a process too."""
ROW_BYTES = 500
"""What a result takes besides its body, about."""


class TieredBlobs:
    """Byte strings in the process, in files, and in a shared tier.

    Args:
        disk: Where every blob is kept.
        shared: Where other machines keep theirs too, if there is such a place.
        room: Bytes kept in the process.
    """

    def __init__(self, disk: Blobs, shared: Blobs | None = None, room: int = FRONT_BYTES) -> None:
        self.disk, self.shared = disk, shared
        self._front: Lru[bytes] = Lru(room, len)

    async def get(self, digest: str) -> bytes | None:
        """The bytes, None if there are none, or raise `Damaged` and forget them."""
        content = self._front.get(digest)
        if content is None:
            content = await self.disk.get(digest)
            if content is None and self.shared is not None:
                content = await self.shared.get(digest)
                if content is not None:
                    await self.disk.put(digest, content)
            if content is not None:
                self._front.put(digest, content)
        return content

    async def put(self, digest: str, content: bytes) -> None:
        """Keep the bytes; on return they are on the disk."""
        await self.disk.put(digest, content)
        self._front.put(digest, content)


class TieredMemory:
    """Results in the process, in SQLite, and in a shared tier.

    Args:
        disk: Where every result is kept.
        blobs: What the results refer to; a result is shared when its blobs are.
        shared: Where other machines keep theirs too, if there is such a place.
        room: Bytes kept in the process.
    """

    def __init__(
        self,
        disk: Memory,
        blobs: TieredBlobs,
        shared: Memory | None = None,
        room: int = FRONT_BYTES,
    ) -> None:
        self.disk, self.shared, self._blobs = disk, shared, blobs
        self._front: Lru[Result] = Lru(room, lambda result: len(result.body) + ROW_BYTES)
        self._unshared: asyncio.Queue[Result] = asyncio.Queue(PENDING)
        self._sharing: asyncio.Task[None] | None = None

    async def get(self, key: str) -> Result | None:
        """The result, None if there is none, or raise `Damaged`."""
        result = self._front.get(key)
        if result is None:
            result = await self.disk.get(key)
            if result is None:
                result = await self._fetched(key)
            if result is not None:
                self._front.put(key, result)
        return result

    async def put(self, result: Result) -> None:
        """Keep the result in place of any before it; on return it survives the process."""
        await self.disk.put(result)
        self._front.put(result.key, result)
        if self.shared is not None:
            with suppress(asyncio.QueueFull):
                self._unshared.put_nowait(result)
            if self._sharing is None:
                self._sharing = asyncio.create_task(self._share())

    async def settled(self) -> None:
        """Return when all until now is shared, or when that takes too long."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._unshared.join(), SETTLE_SECONDS)

    async def close(self) -> None:
        """Share what waits to be, if that is quick."""
        if self._sharing is not None:
            await self.settled()
            self._sharing.cancel()
            await asyncio.wait([self._sharing])

    async def _fetched(self, key: str) -> Result | None:
        """A result of another machine, with all of its blobs, now on this disk too."""
        if self.shared is None:
            return None
        try:
            result = await self.shared.get(key)
            if result is None:
                return None
            for digest in result.blobs:
                if await self._blobs.get(digest) is None:
                    return None
        except Damaged as exc:
            emit("warning", about="shared tier", reason=f"{exc} It is not used.")
            return None
        await self.disk.put(result)
        return result

    async def _share(self) -> None:
        while True:
            result = await self._unshared.get()
            try:
                await self._copy(result)
            except StoreError:
                # Damaged or gone from the disk meanwhile: those who need it will be told.
                pass
            finally:
                self._unshared.task_done()

    async def _copy(self, result: Result) -> None:
        if self.shared is None:
            raise AssertionError("unreachable")
        shared = self._blobs.shared
        for digest in result.blobs:
            content = await self._blobs.get(digest)
            if content is None or shared is None:
                return
            await shared.put(digest, content)
        await self.shared.put(result)
