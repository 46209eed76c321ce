"""Results in one SQLite file, shared by any number of processes."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple, TypeVar

from fabula.engine import Result, digest_of_bytes
from fabula.errors import Damaged, StoreError
from fabula.store.migrations import migrate
from fabula.store.reserve import Reserve
from fabula.store.trouble import is_full, trouble

BUSY_SECONDS = 10.0
"""How long a write waits for other processes that write."""
MOST_USES = 1000
"""How many uses of results are remembered before they are written down."""

Value = TypeVar("Value")
Work = Callable[[sqlite3.Connection], Any]


class _Job(NamedTuple):
    """Work for the database's thread, and who waits for it; without work, the thread ends."""

    work: Work | None
    writes: bool
    done: asyncio.Future[Any]


class _Batch(NamedTuple):
    """What one loop wants at the same time."""

    loop: asyncio.AbstractEventLoop
    jobs: list[_Job]


class Database:
    """A SQLite file and the one thread that uses it.

    The loop never waits for the disk. Jobs that come in the same turn of the loop, or queue up
    while the thread is busy, are done together, all writes in one transaction: each is on its way
    to the disk before its caller goes on, and yet a hundred of them cost about as much as one.

    Args:
        path: The file; it and its folder are made when first used.
        reserve: Room for what must still be written when the disk is full.
    """

    def __init__(self, path: Path, reserve: Reserve | None = None) -> None:
        self._path, self._reserve = path, reserve
        self._gathering: dict[asyncio.AbstractEventLoop, list[_Job]] = {}
        self._batches: SimpleQueue[_Batch] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def read(self, work: Callable[[sqlite3.Connection], Value]) -> asyncio.Future[Value]:
        """What the work gives. Raises `StoreError` if the file cannot be read."""
        return self._send(work, writes=False)

    def write(self, work: Callable[[sqlite3.Connection], Value]) -> asyncio.Future[Value]:
        """What the work gives, once it is committed. Raises `StoreError` if that cannot be."""
        return self._send(work, writes=True)

    async def close(self) -> None:
        """Finish what is queued and let go of the file; the next use opens it again."""
        if self._thread is not None:
            thread, self._thread = self._thread, None
            await self._send(None, writes=False)
            await asyncio.to_thread(thread.join)

    def _send(self, work: Work | None, *, writes: bool) -> asyncio.Future[Any]:
        if self._thread is None and work is not None:
            self._thread = threading.Thread(target=self._serve, name="fabula-store", daemon=True)
            self._thread.start()
        loop = asyncio.get_running_loop()
        job = _Job(work, writes, loop.create_future())
        gathered = self._gathering.get(loop)
        if gathered is None:
            self._gathering[loop] = [job]
            loop.call_soon(self._pass_on, loop)
        else:
            gathered.append(job)
        return job.done

    def _pass_on(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hand over what was gathered in this turn of the loop."""
        self._batches.put(_Batch(loop, self._gathering.pop(loop)))

    def _serve(self) -> None:
        connection: sqlite3.Connection | None = None
        ended = False
        while not ended:
            batches = self._next_batches()
            jobs = [job for batch in batches for job in batch.jobs]
            ended = any(job.work is None for job in jobs)
            try:
                connection = connection or connect(self._path)
                results = _outcomes(connection, jobs)
                self._write_again(connection, jobs, results)
            except (sqlite3.Error, OSError, StoreError) as exc:
                results = [None if job.work is None else exc for job in jobs]
            self._answer(batches, results)
        if connection is not None:
            connection.close()

    def _write_again(
        self, connection: sqlite3.Connection, jobs: list[_Job], results: list[Any]
    ) -> None:
        """What found no room is written in that which is set aside for it."""
        for number, (job, result) in enumerate(zip(jobs, results, strict=True)):
            full = job.writes and isinstance(result, sqlite3.Error) and is_full(result)
            if full and self._reserve is not None and self._reserve.open(result):
                results[number] = _alone(connection, job)

    def _next_batches(self) -> list[_Batch]:
        batches = [self._batches.get()]
        with suppress(Empty):
            while all(job.work is not None for job in batches[-1].jobs):
                batches.append(self._batches.get_nowait())
        return batches

    def _answer(self, batches: list[_Batch], results: list[Any]) -> None:
        told = iter(results)
        for batch in batches:
            answers = [(job.done, self._answered(next(told))) for job in batch.jobs]
            if not batch.loop.is_closed():
                batch.loop.call_soon_threadsafe(_settle, answers)

    def _answered(self, result: Any) -> Any:
        """A result; what SQLite calls its trouble, as an error that says what to do."""
        if not isinstance(result, sqlite3.Error | OSError):
            return result
        error = trouble(str(self._path), result)
        error.__cause__ = result
        return error


def connect(path: Path) -> sqlite3.Connection:
    """A connection in autocommit mode to a file with the newest tables; made if it is not there.

    Raises:
        StoreError: The file was made by a newer Fabula.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
    try:
        _set_up(connection)
        migrate(connection, str(path))
    except BaseException:
        connection.close()
        raise
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError:
            # SQLite does not wait by itself while another process makes this very change.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
    connection.execute("PRAGMA synchronous=NORMAL")


def _outcomes(connection: sqlite3.Connection, jobs: list[_Job]) -> list[Any]:
    """Results or errors of the jobs; the writes in one transaction if none of them fails."""
    if sum(job.writes for job in jobs) < 2:
        return [_alone(connection, job) for job in jobs]
    try:
        results = _together(connection, jobs)
    except sqlite3.Error as exc:
        return [None if job.work is None else exc for job in jobs]
    return results or [_alone(connection, job) for job in jobs]


def _together(connection: sqlite3.Connection, jobs: list[_Job]) -> list[Any]:
    """Results of the jobs in one transaction; nothing is done, and none given, if a write fails."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        results = [_outcome(connection, job) for job in jobs]
        told = zip(jobs, results, strict=True)
        failed = any(job.writes and isinstance(result, Exception) for job, result in told)
        connection.execute("ROLLBACK" if failed else "COMMIT")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return [] if failed else results


def _alone(connection: sqlite3.Connection, job: _Job) -> Any:
    """The result of a job or its error; a write is a transaction of its own."""
    if not job.writes:
        return _outcome(connection, job)
    try:
        connection.execute("BEGIN IMMEDIATE")
        result = _outcome(connection, job)
        connection.execute("ROLLBACK" if isinstance(result, Exception) else "COMMIT")
    except sqlite3.Error as exc:
        result = exc
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return result


def _outcome(connection: sqlite3.Connection, job: _Job) -> Any:
    if job.work is None:
        return None
    try:
        return job.work(connection)
    except Exception as exc:  # noqa: BLE001 - whoever waits hears of it, and the thread goes on
        return exc


def _settle(answers: list[tuple[asyncio.Future[Any], Any]]) -> None:
    for done, result in answers:
        if done.cancelled():
            continue
        if isinstance(result, BaseException):
            done.set_exception(result)
        else:
            done.set_result(result)


class SqliteMemory:
    """Results as rows, each with a digest that is checked when it is read.

    When a result was last used is written some time after, many at once: it only matters to
    pruning.

    Args:
        database: Where they are.
        now: Unix seconds.
    """

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database, self._now = database, now
        self._used: dict[str, float] = {}

    async def get(self, key: str) -> Result | None:
        """The result, None if there is none, or raise `Damaged`."""
        result = await self._database.read(lambda connection: _get(connection, key))
        if result is not None:
            self._used[key] = self._now()
            if len(self._used) >= MOST_USES:
                await self.flush()
        return result

    async def flush(self) -> None:
        """Write down when results were last used. A store that cannot be written lets it be."""
        rows, self._used = list(self._used.items()), {}
        if rows:
            with suppress(StoreError):
                await self._database.write(
                    lambda connection: connection.executemany(
                        "INSERT OR REPLACE INTO uses VALUES (?, ?)", rows
                    )
                )

    async def put(self, result: Result) -> None:
        """Keep the result in place of any before it; on return it survives the process."""
        row = (
            result.key,
            result.name,
            result.body,
            " ".join(result.blobs),
            json.dumps(dict(result.parts)),
            result.seconds,
            result.made_at,
            digest_of_bytes(result.body),
            result.tokens,
            result.usd,
        )
        await self._database.write(
            lambda connection: connection.execute(
                "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row
            )
        )


def _get(connection: sqlite3.Connection, key: str) -> Result | None:
    row = connection.execute(
        "SELECT name, body, blobs, parts, seconds, made_at, tokens, usd, digest FROM results "
        "WHERE key = ?",
        (key,),
    ).fetchone()
    if row is None:
        return None
    name, body, blobs, parts, *numbers, digest = row
    if digest_of_bytes(body) != digest:
        raise Damaged(f"The stored result of {name!r} is not what was stored.")
    return Result(key, name, body, tuple(blobs.split()), json.loads(parts), *numbers)
