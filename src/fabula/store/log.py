"""The log in the SQLite file: runs and their events as rows."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Sequence
from typing import Any

from fabula.engine import Event, RunRecord
from fabula.engine.ports import STATE_AFTER
from fabula.store.owners import has_ended
from fabula.store.sqlite import Database

# Made once: json.dumps makes a new encoder for each call that has a default.
_encode = json.JSONEncoder(default=str, separators=(",", ":")).encode


class SqliteLog:
    """Runs and their events as rows of a database.

    A run whose process holds no lease on its pulse any more is told as killed.

    Args:
        database: Where they are.
        now: Unix seconds.
    """

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database, self._now = database, now

    async def append(self, events: Sequence[Event]) -> None:
        """Keep the events, all or none."""
        rows = [(one.run, one.seq, one.at, one.kind, _encode(dict(one.fields))) for one in events]
        marks = [event for event in events if event.kind in STATE_AFTER]
        await self._database.write(lambda connection: _append(connection, rows, marks))

    async def read(self, run: str, after: int = 0) -> list[Event]:
        """The run's events with a number above `after`, in order."""
        rows = await self._rows(_EVENTS_AFTER, run, after)
        return [Event(run, seq, at, kind, json.loads(fields)) for seq, at, kind, fields in rows]

    async def find(self, run: str) -> RunRecord | None:
        """The run of this id, if there is one."""
        rows = await self._rows(f"{_RUNS} WHERE id = ?", run)
        return self._record(*rows[0]) if rows else None

    async def latest(self, limit: int = 20) -> list[RunRecord]:
        """The runs that started last, the latest first."""
        rows = await self._rows(f"{_RUNS} ORDER BY started_at DESC, id DESC LIMIT ?", limit)
        return [self._record(*row) for row in rows]

    async def _rows(self, query: str, *arguments: object) -> list[Any]:
        return await self._database.read(
            lambda connection: connection.execute(query, arguments).fetchall()
        )

    def _record(self, *row: Any) -> RunRecord:
        run, production, state, started_at, ended_at, about, last, last_at, owner, until = row
        if state == "running" and (owner is None or until < self._now() or has_ended(owner)):
            state, ended_at = "killed", last_at
        told = tuple(json.loads(about))
        return RunRecord(run, production, state, started_at, ended_at, last, told)


# The key of the lease is that of `fabula.engine.ports.pulse_of`.
_RUNS = """
SELECT id, production, state, started_at, ended_at, about,
    (SELECT max(seq) FROM events WHERE run = id),
    (SELECT at FROM events WHERE run = id ORDER BY seq DESC LIMIT 1),
    owner, until
FROM runs LEFT JOIN leases ON leases.key = 'run ' || id
"""
_EVENTS_AFTER = """
SELECT seq, at, kind, fields FROM events WHERE run = ? AND seq > ? ORDER BY seq
"""
_STARTED = """
INSERT INTO runs (id, production, state, started_at, about) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET state = excluded.state, ended_at = NULL
"""


def _append(connection: sqlite3.Connection, rows: list[Any], marks: list[Event]) -> None:
    connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?)", rows)
    for event in marks:
        state, fields = STATE_AFTER[event.kind], event.fields
        if state == "running":
            about = _encode(fields.get("about", ()))
            started = (event.run, fields["production"], state, event.at, about)
            connection.execute(_STARTED, started)
        else:
            connection.execute(
                "UPDATE runs SET state = ?, ended_at = ? WHERE id = ?", (state, event.at, event.run)
            )
