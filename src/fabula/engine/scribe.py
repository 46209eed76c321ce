"""Writes what a run has to tell in batches: what was said in one moment is written together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Generic, TypeVar

from fabula.errors import StoreError

BATCH_SECONDS = 0.05
"""How long an item may wait to be written: a killed process loses no more than these."""

Item = TypeVar("Item")

_log = logging.getLogger("fabula.engine")


class Scribe(Generic[Item]):
    """Keeps items for a moment and writes them together, in order, on the run's loop.

    Args:
        write: Writes some of them, all or none.
        what: What a warning calls them: "Events".
    """

    def __init__(
        self, write: Callable[[Sequence[Item]], Coroutine[Any, Any, None]], what: str
    ) -> None:
        self._write, self._what = write, what
        self._waiting: list[Item] = []
        self._writing = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    def add(self, item: Item) -> None:
        """See that an item gets written."""
        self._waiting.append(item)
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(BATCH_SECONDS, self._write_soon)

    async def flush(self) -> None:
        """Return when every item so far is written.

        Raises:
            StoreError: They cannot be; the items stay, and the next flush tries again.
        """
        async with self._writing:
            batch = tuple(self._waiting)
            if batch:
                await self._write(batch)
                del self._waiting[: len(batch)]

    def close(self) -> None:
        """Stop the timer: nothing is written after the last flush."""
        if self._timer is not None:
            self._timer.cancel()

    def _write_soon(self) -> None:
        self._timer = None
        self._task = asyncio.get_running_loop().create_task(self._flush_quietly())

    async def _flush_quietly(self) -> None:
        try:
            await self.flush()
        except StoreError as exc:
            _log.warning("%s wait to be written: %s", self._what, exc)
