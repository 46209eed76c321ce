"""What is in a database, seen from a test: how many of what there are, and what was added."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from fabula.errors import BadInput, NotInstalled


class Database(Protocol):
    """Something with rows or keys of several kinds."""

    def counts(self) -> Mapping[str, int]:
        """How many there are of each kind."""
        ...


class SqliteFile:
    """A SQLite file, which is only read.

    Args:
        path: The file.

    Raises:
        BadInput: It is not there.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise BadInput(str(path), "is not there")
        self._address = f"{path.resolve().as_uri()}?mode=ro"

    def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """What a query finds.

        Raises:
            sqlite3.Error: The query is none.
        """
        with closing(sqlite3.connect(self._address, uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query, values)]

    def counts(self) -> Mapping[str, int]:
        """How many rows each table has."""
        tables = [
            row["name"] for row in self.rows("SELECT name FROM sqlite_schema WHERE type='table'")
        ]
        return {
            table: self.rows(f'SELECT count(*) AS n FROM "{table}"')[0]["n"]  # noqa: S608 its own
            for table in tables
        }


class RedisKeys:
    """The keys of a Redis, by their first word: "run:7:state" is one of "run".

    Args:
        address: Such as `redis://127.0.0.1:6379`.

    Raises:
        NotInstalled: The client is not there.
    """

    def __init__(self, address: str) -> None:
        try:
            import redis
        except ImportError:
            raise NotInstalled("Redis", "redis") from None
        self._redis: Any = redis.Redis.from_url(address, decode_responses=True)

    def counts(self) -> Mapping[str, int]:
        """How many keys begin with each word."""
        return Counter(key.partition(":")[0] for key in self._redis.scan_iter())


def added(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, int]:
    """What there is more of; negative where there is less, nothing where nothing changed."""
    kinds = sorted({*before, *after})
    changes = {kind: after.get(kind, 0) - before.get(kind, 0) for kind in kinds}
    return {kind: change for kind, change in changes.items() if change}
