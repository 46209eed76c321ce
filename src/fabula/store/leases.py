"""Leases as rows: which process makes which result just now."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Awaitable, Callable, Collection
from typing import Any, Literal

from fabula.engine.claims import Leases
from fabula.store.owners import has_ended, new_owner
from fabula.store.sqlite import Database

FAR = 10
"""A lease that ends this many times its length from now was written under another clock."""

_TAKE = """
INSERT INTO leases VALUES (?, ?, ?)
ON CONFLICT (key) DO UPDATE SET owner = excluded.owner, until = excluded.until
WHERE owner = ? OR until < ? OR until > ?
"""


class SqliteLeases:
    """Leases in the SQLite file that the results are in.

    A holder on the same machine whose process has ended loses its leases at once.

    Args:
        database: Where they are written.
        now: Unix seconds.
    """

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database, self._now = database, now
        self._owner = new_owner()

    async def take(self, key: str, seconds: float) -> bool | Literal["unmade"]:
        """Hold the key, unless somebody else does who may be alive; gives whether we do.

        "unmade" if we do and it is sure that there is no result of it.
        """
        now = self._now()
        row = (key, self._owner, now + seconds, self._owner, now, now + FAR * seconds)
        holder, made = await self._database.write(lambda connection: _taken(connection, row))
        if holder is None:
            return made or "unmade"
        if not has_ended(holder):
            return False
        gone = (self._owner, now + seconds, key, holder)
        changed = await self._database.write(
            lambda connection: (
                connection.execute(
                    "UPDATE leases SET owner = ?, until = ? WHERE key = ? AND owner = ?", gone
                ).rowcount
            )
        )
        return changed == 1

    async def renew(self, keys: Collection[str], seconds: float) -> None:
        """Hold those of the keys that are still ours for so many seconds from now."""
        rows = [(self._now() + seconds, key, self._owner) for key in keys]
        await self._database.write(
            lambda connection: connection.executemany(
                "UPDATE leases SET until = ? WHERE key = ? AND owner = ?", rows
            )
        )

    async def release(self, keys: Collection[str]) -> None:
        """Let go of those of the keys that are ours."""
        rows = [(key, self._owner) for key in keys]
        await self._database.write(
            lambda connection: connection.executemany(
                "DELETE FROM leases WHERE key = ? AND owner = ?", rows
            )
        )


def _taken(connection: sqlite3.Connection, row: tuple[Any, ...]) -> tuple[str | None, bool]:
    """Who else holds the key, if anybody does, and whether its result is there."""
    key, holder = row[:1], None
    if not connection.execute(_TAKE, row).rowcount:
        (holder,) = connection.execute("SELECT owner FROM leases WHERE key = ?", key).fetchone()
    made = connection.execute("SELECT 1 FROM results WHERE key = ?", key).fetchone()
    return holder, made is not None


class TieredLeases:
    """Leases on this disk and in a shared place: ours only if both say so.

    Args:
        disk: Seen by the processes that share a folder.
        shared: Seen by those that share results in another place.
        settled: Returns when what was made until now is in that other place: until then, nobody
            who looks there may take over.
    """

    def __init__(
        self, disk: Leases, shared: Leases, settled: Callable[[], Awaitable[None]]
    ) -> None:
        self._disk, self._shared, self._settled = disk, shared, settled

    async def take(self, key: str, seconds: float) -> bool:
        """Hold the key in both places, or in neither."""
        if not await self._disk.take(key, seconds):
            return False
        if await self._shared.take(key, seconds):
            return True
        await self._disk.release((key,))
        return False

    async def renew(self, keys: Collection[str], seconds: float) -> None:
        """Renew in both places."""
        await self._disk.renew(keys, seconds)
        await self._shared.renew(keys, seconds)

    async def release(self, keys: Collection[str]) -> None:
        """Let go in both places."""
        await self._disk.release(keys)
        await self._settled()
        await self._shared.release(keys)
