"""Blobs as files named by their digest."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from fabula.engine import digest_of_bytes
from fabula.errors import Damaged
from fabula.store.reserve import Reserve
from fabula.store.trouble import trouble

Value = TypeVar("Value")


class FileBlobs:
    """Blobs in a folder, safe to be shared by any number of processes.

    A file is written beside its place, synced and renamed into it, and its digest is checked when
    it is read.

    Args:
        folder: Where they are; made when the first one is written.
        reserve: Room for those that are on their way when the disk is full.
    """

    def __init__(self, folder: Path, reserve: Reserve | None = None) -> None:
        self._folder, self._reserve = folder, reserve
        # Threads of its own: the loop's are kept busy for seconds by steps.
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="fabula-blobs")

    async def get(self, digest: str) -> bytes | None:
        """The bytes, None if there are none, or raise `Damaged` and remove the file."""
        return await self._in_thread(lambda: self._read(digest))

    async def put(self, digest: str, content: bytes) -> None:
        """Keep the bytes; on return they are on the disk.

        Raises:
            StoreError: They cannot be written.
        """
        write = partial(self._write, digest, content)
        reserve = self._reserve
        await self._in_thread(write if reserve is None else partial(reserve.once_more, write))

    def path(self, digest: str) -> Path:
        """Where a blob is, or would be."""
        return self._folder / digest[:2] / digest[2:]

    async def _in_thread(self, work: Callable[[], Value]) -> Value:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except OSError as exc:
            raise trouble(str(exc.filename or self._folder), exc) from exc

    def _read(self, digest: str) -> bytes | None:
        path = self.path(digest)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        if digest_of_bytes(content) != digest:
            path.unlink(missing_ok=True)
            raise Damaged(f"{path} is not what was stored.")
        return content

    def _write(self, digest: str, content: bytes) -> None:
        path = self.path(digest)
        with suppress(FileNotFoundError):
            if path.stat().st_size == len(content):
                # Its time says that somebody needs it, until the result that does is stored too.
                os.utime(path)
                return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=".", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).replace(path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
