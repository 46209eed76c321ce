"""The embedded store: one folder with a SQLite file and blobs beside it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from fabula.engine import Store
from fabula.store.archive import SqliteArchive
from fabula.store.files import FileBlobs
from fabula.store.sqlite import Database, SqliteLog, SqliteMemory

MEMORY_FILE = "memory.db"


@asynccontextmanager
async def open_store(folder: Path) -> AsyncGenerator[Store, None]:
    """The store in a folder, such as `.fabula`; several processes may have it open at once.

    Args:
        folder: Made when first written. Safe to delete: it costs what was remembered, never work.

    Raises:
        StoreError: From any use of the store that the disk does not let be.
    """
    database = Database(folder / MEMORY_FILE)
    try:
        memory, log = SqliteMemory(database), SqliteLog(database)
        yield Store(memory, FileBlobs(folder / "blobs"), log, SqliteArchive(database))
    finally:
        await database.close()
