"""Enters takes into the archive in batches: they tell of results that are stored already."""

from __future__ import annotations

import asyncio
import logging

from fabula.engine.archive import Archive, Take
from fabula.engine.events import BATCH_SECONDS
from fabula.errors import StoreError

_log = logging.getLogger("fabula.engine")


class Scribe:
    """Keeps takes for a moment and writes them together, on the run's loop.

    A killed process loses no more than those of a moment; their results stay.

    Args:
        archive: Where they are written.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._waiting: list[Take] = []
        self._writing = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    def add(self, take: Take) -> None:
        """See that a take gets written."""
        self._waiting.append(take)
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(BATCH_SECONDS, self._write_soon)

    async def flush(self) -> None:
        """Return when every take so far is in the archive.

        Raises:
            StoreError: It cannot be written; the takes stay, and the next flush tries again.
        """
        async with self._writing:
            batch = tuple(self._waiting)
            if batch:
                await self._archive.add(batch)
                del self._waiting[: len(batch)]

    def close(self) -> None:
        """Stop the timer: nothing is written after the last flush."""
        if self._timer is not None:
            self._timer.cancel()

    def _write_soon(self) -> None:
        self._timer = None
        self._task = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        try:
            await self.flush()
        except StoreError as exc:
            _log.warning("Takes wait to be written: %s", exc)
