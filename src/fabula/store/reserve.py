"""Room on the disk that is set aside for what must still be written when there is no other."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from fabula.store.trouble import is_full, no_room

RESERVE_BYTES = 4_000_000
"""A few answers of models that are on their way, and the last events of a run."""

Value = TypeVar("Value")


class Reserve:
    """A file that does nothing but take room, until there is none: then it goes.

    What is on its way then is still kept, which may have been paid for, and the run can say why it
    ends. Nothing new is begun.

    Args:
        path: The file; there while runs go on.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._full: Exception | None = None
        self._kept = False
        self._lock = threading.Lock()

    async def keep(self) -> None:
        """Set the room aside, as far as there is any, unless it is so already."""
        if not self._kept:
            await asyncio.to_thread(self._take)

    def check(self) -> None:
        """Raise `StoreFull` if the room was needed, and not made again since."""
        if self._full is not None:
            raise no_room(str(self._path.parent), self._full)

    def close(self) -> None:
        """Give the room back: no run goes on here."""
        self._kept = False
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def once_more(self, write: Callable[[], Value]) -> Value:
        """Write; where there is no room for it, make room and write again. For any thread."""
        try:
            return write()
        except Exception as exc:
            if not is_full(exc) or not self.open(exc):
                raise
        return write()

    def open(self, full: Exception) -> bool:
        """Give the room to whoever needs it now; whether another write is worth it."""
        with self._lock:
            opened = self._full is not None
            with suppress(OSError):
                self._path.unlink()
                opened, self._full = True, full
            self._kept = False
        return opened

    def _take(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as file:
                _fill(file.fileno())
        except OSError:
            # Too little is left to set any aside; what can still be written is.
            self.close()
        self._kept, self._full = True, None


def _fill(descriptor: int) -> None:
    """Take the room, and not only say how large the file is."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, 0, RESERVE_BYTES)
    elif os.fstat(descriptor).st_size < RESERVE_BYTES:
        os.write(descriptor, os.urandom(RESERVE_BYTES))
