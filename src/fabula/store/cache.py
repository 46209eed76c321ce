"""What a store's folder holds, and letting go of what is old: safe while other processes run.

Results are deleted a few at a time, and runs one by one, so that nobody waits long to write. A blob
goes only when no result needs it and nobody wrote it within the last hour: a process that is just
writing a result stores its blobs first.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from fabula.engine import digest_of_bytes
from fabula.engine.choices import PINS
from fabula.errors import UserError
from fabula.store.folder import BLOBS, MEMORY_FILE
from fabula.store.history import History, forget_runs, history, old_runs
from fabula.store.sqlite import connect
from fabula.store.trouble import trouble

GRACE_SECONDS = 3600.0
"""How old a blob must be before it can be taken for one that nobody needs."""
BATCH = 200
"""Results deleted in one transaction."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is remembered of one step, or of one kind of model call.

    Args:
        name: The step's name, or the kind of call.
        results: How many.
        bytes: Their size, with the blobs that no step before this one counted already.
        used_at: When one of them was last used, in Unix seconds.
    """

    name: str
    results: int
    bytes: int
    used_at: float


@dataclass(frozen=True, slots=True)
class CacheInfo:
    """What a folder holds.

    Args:
        steps: By name, the largest first.
        bytes: Size of all results, blobs and events.
        history: The runs and their events.
        unneeded: Bytes of blobs that no result needs.
        damaged: What is not as it was stored, a line each; only if it was looked for.
    """

    steps: tuple[Kept, ...]
    bytes: int
    history: History
    unneeded: int
    damaged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was let go of, and the size of what is left, in bytes."""

    results: int
    blobs: int
    runs: int
    freed: int
    left: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A result as far as pruning cares; `digest` is that of its body as stored."""

    key: str
    name: str
    size: int
    blobs: tuple[str, ...]
    used_at: float
    digest: str


def cache_info(folder: Path, *, check: bool = False) -> CacheInfo:
    """What the store in a folder holds.

    Args:
        folder: Such as `.fabula`.
        check: Read everything, and compare it with its digest.

    Raises:
        UserError: There is no store in the folder.
        StoreError: The folder cannot be read.
    """
    with _opened(folder) as connection:
        rows = list(_rows(connection))
        damaged = _damaged(connection, folder, rows) if check else ()
        runs = history(connection)
    files = {path.parent.name + path.name: size for path, size, _ in _files(folder)}
    total = sum(row.size for row in rows) + sum(files.values()) + runs.bytes
    steps: dict[str, Kept] = {}
    for row in rows:
        # Taken out of the files: a blob of two results counts once.
        size = row.size + sum(files.pop(digest, 0) for digest in row.blobs)
        before = steps.get(row.name, Kept(row.name, 0, 0, 0.0))
        used_at = max(before.used_at, row.used_at)
        steps[row.name] = Kept(row.name, before.results + 1, before.bytes + size, used_at)
    listed = sorted(steps.values(), key=lambda kept: -kept.bytes)
    return CacheInfo(tuple(listed), total, runs, sum(files.values()), damaged)


def prune(
    folder: Path,
    *,
    older_than: float | None = None,
    larger_than: int | None = None,
    keep_runs: int | None = None,
    now: Callable[[], float] = time.time,
) -> Pruned:
    """Let go of results, those not used for longest first, of blobs that nobody needs, and of runs.

    What is pinned and what a person wrote stays, and so do the runs that these takes are of.

    Args:
        folder: Such as `.fabula`.
        older_than: Results not used, and runs begun, so many seconds ago or more go.
        larger_than: Results go until all results and blobs that are left are no larger, in bytes.
        keep_runs: Only the latest so many runs stay, with their events.
        now: Unix seconds.

    Raises:
        UserError: There is no store in the folder.
        StoreError: The folder cannot be read or written.
    """
    with _opened(folder) as connection:
        rows = sorted(_rows(connection), key=lambda row: row.used_at)
        files = {path.parent.name + path.name: size for path, size, _ in _files(folder)}
        oldest = now() - older_than if older_than is not None else 0.0
        held = _held(connection)
        gone = _chosen([row for row in rows if row.key not in held], files, oldest, larger_than)
        for start in range(0, len(gone), BATCH):
            _delete(connection, gone[start : start + BATCH])
        connection.execute("DELETE FROM leases WHERE until < ?", (now(),))
        over = old_runs(connection, held, oldest, keep_runs, now())
        forgotten = history(connection, over)
        forget_runs(connection, over)
        needed = {digest for row in _rows(connection) for digest in row.blobs}
        blobs, freed = _sweep(folder, needed, now() - GRACE_SECONDS)
        left = sum(row.size for row in _rows(connection)) + history(connection).bytes
        if gone or over:
            # Gives the room back to the disk; others that write may forbid it, then it is reused.
            with suppress(sqlite3.OperationalError):
                connection.execute("VACUUM")
    freed += sum(row.size for row in gone) + forgotten.bytes
    left += sum(size for _, size, _ in _files(folder))
    return Pruned(len(gone), blobs, len(over), freed, left)


def _chosen(rows: list[_Row], files: dict[str, int], oldest: float, most: int | None) -> list[_Row]:
    """The rows to let go of: all that are too old, then more until the rest is small enough."""
    needs: dict[str, int] = {}
    for digest in (digest for row in rows for digest in row.blobs):
        needs[digest] = needs.get(digest, 0) + 1
    left = sum(row.size for row in rows) + sum(files.get(digest, 0) for digest in needs)
    gone = []
    for row in rows:
        if row.used_at >= oldest and (most is None or left <= most):
            break
        gone.append(row)
        left -= row.size
        for digest in row.blobs:
            needs[digest] -= 1
            if not needs[digest]:
                left -= files.get(digest, 0)
    return gone


def _held(connection: sqlite3.Connection) -> set[str]:
    """What is never let go of: pinned takes, and what a person wrote."""
    pins = connection.execute("SELECT text FROM notes WHERE kind = ?", (PINS,))
    theirs = connection.execute("SELECT key FROM takes WHERE number = 0")
    return {json.loads(text)["key"] for (text,) in pins} | {key for (key,) in theirs}


def _delete(connection: sqlite3.Connection, rows: list[_Row]) -> None:
    """Delete the rows that are still what they were: one made anew meanwhile stays."""
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        "DELETE FROM results WHERE key = ? AND digest = ?", [(row.key, row.digest) for row in rows]
    )
    connection.executemany("DELETE FROM uses WHERE key = ?", [(row.key,) for row in rows])
    connection.execute("COMMIT")


def _sweep(folder: Path, needed: set[str], before: float) -> tuple[int, int]:
    """Delete the blobs that nobody needs; gives how many, and their bytes."""
    blobs = freed = 0
    for path, size, written_at in _files(folder):
        if path.parent.name + path.name not in needed and written_at < before:
            path.unlink(missing_ok=True)
            blobs, freed = blobs + 1, freed + size
    return blobs, freed


def _rows(connection: sqlite3.Connection) -> Iterator[_Row]:
    found = connection.execute(
        "SELECT results.key, name, length(body), blobs, max(made_at, coalesce(used_at, 0)), digest "
        "FROM results LEFT JOIN uses ON uses.key = results.key"
    )
    for key, name, size, blobs, used_at, digest in found:
        yield _Row(key, name, size, tuple(blobs.split()), used_at, digest)


def _files(folder: Path) -> Iterator[tuple[Path, int, float]]:
    """Every blob, and every file that a killed process left half-written: path, bytes, time."""
    for path in (folder / BLOBS).glob("??/*"):
        with suppress(FileNotFoundError):
            stat = path.stat()
            yield path, stat.st_size, stat.st_mtime


def _damaged(connection: sqlite3.Connection, folder: Path, rows: list[_Row]) -> tuple[str, ...]:
    lines = []
    for row in rows:
        found = connection.execute("SELECT body FROM results WHERE key = ?", (row.key,)).fetchone()
        if found is not None and digest_of_bytes(found[0]) != row.digest:
            lines.append(f"result {row.key} of {row.name}")
        lines += [
            f"blob {digest} of {row.name}"
            for digest in row.blobs
            if not _is_whole(folder / BLOBS / digest[:2] / digest[2:], digest)
        ]
    return tuple(lines)


def _is_whole(path: Path, digest: str) -> bool:
    try:
        return digest_of_bytes(path.read_bytes()) == digest
    except FileNotFoundError:
        return False


@contextmanager
def _opened(folder: Path) -> Iterator[sqlite3.Connection]:
    if not (folder / MEMORY_FILE).is_file():
        raise UserError(f"{folder} remembers nothing: there is no {MEMORY_FILE} in it.")
    try:
        with closing(connect(folder / MEMORY_FILE)) as connection:
            yield connection
    except (sqlite3.Error, OSError) as exc:
        raise trouble(str(folder / MEMORY_FILE), exc) from exc
