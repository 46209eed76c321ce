"""The archive in the SQLite file: takes as rows that are only ever added, and notes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from fabula.engine import Slot, Take
from fabula.store.sqlite import Database


class SqliteArchive:
    """Takes and notes as rows of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, takes: Sequence[Take]) -> None:
        """Keep takes; on return they survive the process."""
        rows = [_row(take) for take in takes]
        await self._database.write(lambda connection: connection.executemany(_ADD, rows))

    async def takes(self, step: str = "") -> list[Take]:
        """The takes of all steps, or of those of this name (or module and name), oldest first."""
        rows = await self._database.read(
            lambda connection: connection.execute(_TAKES, (step, step, step)).fetchall()
        )
        return [_take(*row) for row in rows]

    async def note(self, kind: str, name: str, text: str | None) -> None:
        """Keep a note in place of the one before; None removes it."""
        if text is None:
            query, row = "DELETE FROM notes WHERE kind = ? AND name = ?", [kind, name]
        else:
            query, row = "INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", [kind, name, text]
        await self._database.write(lambda connection: connection.execute(query, row))

    async def notes(self, kind: str) -> dict[str, str]:
        """All notes of a kind, by name."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT name, text FROM notes WHERE kind = ? ORDER BY name", (kind,)
            ).fetchall()
        )
        return dict(rows)


_ADD = "INSERT INTO takes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_TAKES = """
SELECT step, part, nth, place, number, key, parts, who, usd, seconds, made_at, run FROM takes
WHERE ? = '' OR step = ? OR name = ? ORDER BY made_at, rowid
"""


# Made once: json.dumps makes a new encoder for each call that has options.
_encode = json.JSONEncoder(ensure_ascii=False).encode


def _row(take: Take) -> tuple[Any, ...]:
    slot, told = take.slot, _encode(dict(take.parts))
    place = (slot.step, slot.name, slot.part, slot.nth, take.index, take.number, take.key, told)
    return (*place, take.who, take.usd, take.seconds, take.made_at, take.run)


def _take(step: str, part: str, nth: int, place: int, number: int, *rest: Any) -> Take:
    key, parts, who, usd, seconds, made_at, run = rest
    told = json.loads(parts)
    return Take(Slot(step, part, nth), place, number, key, told, who, usd, seconds, made_at, run)
