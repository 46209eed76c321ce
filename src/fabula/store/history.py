"""What a store keeps of its runs: how much it is, and letting go of those that are long over."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.store.owners import has_ended

EVENT_BYTES = 40
"""What an event takes besides its fields, about."""


@dataclass(frozen=True, slots=True)
class History:
    """Runs, their events, and the bytes that these take."""

    runs: int
    events: int
    bytes: int


def history(connection: sqlite3.Connection, runs: Sequence[str] | None = None) -> History:
    """How much is kept of all runs, or of these."""
    chosen = None if runs is None else set(runs)
    found = connection.execute(
        "SELECT id, count(seq), coalesce(sum(length(fields) + length(kind) + ?), 0) "
        "FROM runs LEFT JOIN events ON events.run = runs.id GROUP BY id",
        (EVENT_BYTES,),
    )
    rows = [row for row in found if chosen is None or row[0] in chosen]
    return History(len(rows), sum(row[1] for row in rows), sum(row[2] for row in rows))


def old_runs(
    connection: sqlite3.Connection, held: set[str], oldest: float, most: int | None, now: float
) -> list[str]:
    """The runs to let go of, the oldest first.

    Never one that lives, that made or was given a take which is held, or that is the last of its
    production: it tells which takes are played.

    Args:
        connection: To the store.
        held: Keys of the results that are held.
        oldest: Runs that began before this moment go.
        most: How many of the latest runs stay at most; None for all that are young enough.
        now: Unix seconds.
    """
    rows = connection.execute(
        "SELECT id, production, state, started_at, owner, until FROM runs "
        "LEFT JOIN leases ON leases.key = 'run ' || id ORDER BY started_at DESC, id DESC"
    ).fetchall()
    credited = {run for run, key in connection.execute("SELECT run, key FROM takes") if key in held}
    productions: set[str] = set()
    gone = []
    for place, (run, production, state, started_at, owner, until) in enumerate(rows):
        lives = state == "running" and owner and until >= now and not has_ended(owner)
        last = production not in productions
        productions.add(production)
        old = started_at < oldest or (most is not None and place >= most)
        if old and not (lives or last or run in credited):
            gone.append(run)
    return gone[::-1]


def forget_runs(connection: sqlite3.Connection, runs: Sequence[str]) -> None:
    """Delete runs with their events, and then the takes whose run and result both are gone."""
    for run in runs:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM events WHERE run = ?", (run,))
        connection.execute("DELETE FROM runs WHERE id = ?", (run,))
        connection.execute("COMMIT")
    if runs:
        connection.execute(
            "DELETE FROM takes WHERE number > 0 AND run NOT IN (SELECT id FROM runs) "
            "AND key NOT IN (SELECT key FROM results)"
        )
