"""The SQLite file: many processes, damage, full disks and busy locks."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fabula.engine import Event, Result
from fabula.errors import Damaged, StoreError
from fabula.store import sqlite
from fabula.store.log import SqliteLog
from fabula.store.sqlite import Database, SqliteMemory

pytestmark = pytest.mark.anyio

WRITER = """
import asyncio, sys
from pathlib import Path
from fabula.engine import Event, Result
from fabula.store.log import SqliteLog
from fabula.store.sqlite import Database, SqliteMemory

async def main(path, name):
    database = Database(Path(path))
    memory, log = SqliteMemory(database), SqliteLog(database)
    await log.append([Event(name, 1, 1.0, "run.started", {"production": "p"})])

    async def one(n):
        await memory.put(Result(f"{name}/{n}", "s", b"%d" % n, (), {}, 0.0, 0.0))
        await memory.put(Result(f"shared/{n}", "s", b"%d" % n, (), {}, 0.0, 0.0))
        await log.append([Event(name, n + 2, 1.0, "progress", {"n": n})])
        assert (await memory.get(f"{name}/{n}")).body == b"%d" % n

    for start in range(0, 300, 5):
        await asyncio.gather(*(one(n) for n in range(start, start + 5)))
    await database.close()

asyncio.run(main(*sys.argv[1:]))
"""


def result(key: str = "k", body: bytes = b"1") -> Result:
    """A small result."""
    return Result(key, "shout", body, (), {}, 0.0, 0.0)


async def test_four_processes_write_at_once(tmp_path: Path) -> None:
    """From the making of the file on, four writers meet no lock and lose nothing."""
    path = tmp_path / "memory.db"

    def write() -> list[str]:
        children = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, str(path), f"w{number}"],
                stderr=subprocess.PIPE,
                text=True,
            )
            for number in range(4)
        ]
        return [child.communicate()[1] for child in children]

    assert await asyncio.to_thread(write) == [""] * 4
    database = Database(path)
    memory, log = SqliteMemory(database), SqliteLog(database)
    names = [f"w{number}" for number in range(4)] + ["shared"]
    found = [await memory.get(f"{name}/{n}") for name in names for n in range(300)]
    told = [len(await log.read(name)) for name in names[:4]]
    await database.close()

    assert None not in found
    assert told == [301] * 4


async def test_damaged_rows_are_found(tmp_path: Path) -> None:
    """A row that was changed behind our back is never returned, and can be put anew."""
    database = Database(tmp_path / "memory.db")
    memory = SqliteMemory(database)
    await memory.put(result())
    await database.write(lambda connection: connection.execute("UPDATE results SET body = x'32'"))
    with pytest.raises(Damaged, match="'shout'"):
        await memory.get("k")
    await memory.put(result())

    assert await memory.get("k") == result()
    await database.close()


async def test_durable_before_it_returns(tmp_path: Path) -> None:
    """Another connection sees a result as soon as `put` has returned."""
    database = Database(tmp_path / "memory.db")
    await SqliteMemory(database).put(result())
    rows = await asyncio.to_thread(rows_of, tmp_path / "memory.db")
    await database.close()

    assert rows == [("k",)]


def rows_of(path: Path) -> list[tuple[str]]:
    """Keys, seen by another connection."""
    with sqlite3.connect(path) as connection:
        rows: list[tuple[str]] = connection.execute("SELECT key FROM results").fetchall()
    connection.close()
    return rows


async def test_one_bad_write_spoils_no_other(tmp_path: Path) -> None:
    """Of the writes that share a transaction only the one that cannot be done fails."""
    database = Database(tmp_path / "memory.db")
    memory, log = SqliteMemory(database), SqliteLog(database)
    started = Event("r", 1, 1.0, "run.started", {"production": "p"})
    await log.append([started])
    outcomes = await asyncio.gather(
        memory.put(result("a")),
        log.append([Event("r", 2, 2.0, "progress", {}), started]),
        memory.get("a"),
        memory.put(result("b")),
        return_exceptions=True,
    )
    kept = [await memory.get(key) for key in ("a", "b")]
    told = await log.read("r")
    await database.close()

    assert [type(outcome).__name__ for outcome in outcomes] == [
        "NoneType",
        "StoreError",
        "Result",
        "NoneType",
    ]
    assert (kept, told) == ([result("a"), result("b")], [started])


async def test_waits_while_another_process_writes(tmp_path: Path) -> None:
    """A lock that is held for a while delays a write and does not fail it."""
    database = Database(tmp_path / "memory.db")
    memory = SqliteMemory(database)
    await memory.put(result())
    other = sqlite3.connect(tmp_path / "memory.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    asyncio.get_running_loop().call_later(0.2, other.execute, "COMMIT")
    started = time.perf_counter()
    await memory.put(result("b"))
    waited = time.perf_counter() - started
    other.close()
    await database.close()

    assert waited > 0.15


async def test_lock_that_stays_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that stays locked gives an error that names it, and works again afterwards."""
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.1)
    database = Database(tmp_path / "memory.db")
    memory = SqliteMemory(database)
    await memory.put(result())
    other = sqlite3.connect(tmp_path / "memory.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    writes = [memory.put(result("b")), memory.put(result("c"))]
    outcomes = await asyncio.gather(*writes, return_exceptions=True)
    other.execute("ROLLBACK")
    other.close()
    await memory.put(result("d"))
    await database.close()

    assert [str(tmp_path / "memory.db") in str(outcome) for outcome in outcomes] == [True, True]


async def test_locked_new_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot even be set up is told in time, and tried again at the next use."""
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.1)
    other = sqlite3.connect(tmp_path / "memory.db", isolation_level=None)
    other.execute("CREATE TABLE t (x)")
    other.execute("BEGIN EXCLUSIVE")
    database = Database(tmp_path / "memory.db")
    memory = SqliteMemory(database)
    with pytest.raises(StoreError, match="locked"):
        await memory.put(result())
    other.execute("ROLLBACK")
    other.close()
    await memory.put(result())

    assert await memory.get("k") == result()
    await database.close()


async def test_file_of_another_kind_is_told(tmp_path: Path) -> None:
    """A file that is no database gives an error with a remedy, and is left as it is."""
    path = tmp_path / "memory.db"
    path.write_bytes(b"my holiday diary " * 100)
    database = Database(path)
    with pytest.raises(StoreError, match=r"memory.db: file is not a database.*Delete the file"):
        await SqliteMemory(database).get("k")
    await database.close()

    assert path.read_bytes() == b"my holiday diary " * 100


async def test_full_disk_is_told_and_survived(tmp_path: Path) -> None:
    """What does not fit fails alone; what was there stays, and smaller things still fit."""
    database = Database(tmp_path / "memory.db")
    memory = SqliteMemory(database)
    await memory.put(result())
    await database.read(lambda connection: connection.execute("PRAGMA max_page_count = 40"))
    with pytest.raises(StoreError, match="full"):
        await memory.put(result("big", bytes(500_000)))
    await memory.put(result("small"))

    assert [await memory.get(key) for key in ("k", "big", "small")] == [
        result(),
        None,
        result("small"),
    ]
    await database.close()


async def test_failed_commit_keeps_nothing(tmp_path: Path) -> None:
    """When a shared transaction fails at its very end, all are told, and later writes work."""
    database = Database(tmp_path / "memory.db")
    memory = SqliteMemory(database)

    def prepare(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE parent (id PRIMARY KEY)")
        connection.execute(
            "CREATE TABLE child (id REFERENCES parent DEFERRABLE INITIALLY DEFERRED)"
        )

    await database.write(prepare)
    await database.read(lambda connection: connection.execute("PRAGMA foreign_keys = ON"))

    async def orphan() -> object:
        insert = "INSERT INTO child VALUES (1)"
        return await database.write(lambda connection: connection.execute(insert))

    outcomes = await asyncio.gather(memory.put(result("a")), orphan(), return_exceptions=True)
    await memory.put(result("b"))
    kept = [await memory.get(key) for key in ("a", "b")]
    await database.close()

    assert [type(outcome) for outcome in outcomes] == [StoreError, StoreError]
    assert kept == [None, result("b")]


async def test_setting_up_waits_for_others(tmp_path: Path) -> None:
    """The change to the shared mode is tried again while another process is busy with it."""
    path = tmp_path / "memory.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("CREATE TABLE t (x)")
    other.execute("BEGIN EXCLUSIVE")
    asyncio.get_running_loop().call_later(0.1, other.execute, "ROLLBACK")

    def set_up() -> str:
        connection = sqlite3.connect(path, isolation_level=None, timeout=0)
        sqlite._set_up(connection)
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
        connection.close()
        return str(mode)

    assert await asyncio.to_thread(set_up) == "wal"
    other.close()


async def test_close_and_use_again(tmp_path: Path) -> None:
    """Closing waits for what is queued; a later use opens the file again; closing twice is fine."""
    database = Database(tmp_path / "memory.db")
    memory = SqliteMemory(database)
    await database.close()
    put = asyncio.create_task(memory.put(result()))
    await asyncio.sleep(0)
    await database.close()
    await put

    assert await memory.get("k") == result()
    await database.close()
    await database.close()


async def test_waiter_that_left_is_passed_over(tmp_path: Path) -> None:
    """A cancelled caller does not disturb the thread that worked for it."""
    database = Database(tmp_path / "memory.db")
    memory = SqliteMemory(database)
    put = asyncio.create_task(memory.put(result()))
    await asyncio.sleep(0)
    put.cancel()

    assert await memory.get("k") == result()
    await database.close()


async def test_loop_that_ended_is_passed_over(tmp_path: Path) -> None:
    """Answers for a loop that is closed are dropped; other loops go on being served."""
    database = Database(tmp_path / "memory.db")
    memory = SqliteMemory(database)
    await memory.put(result())

    def leave() -> None:
        async def ask() -> None:
            asyncio.get_running_loop().call_soon(asyncio.get_running_loop().stop)
            await database.read(lambda _connection: time.sleep(0.05))

        loop = asyncio.new_event_loop()
        task = loop.create_task(ask())
        loop.call_later(0.01, loop.stop)
        loop.run_forever()
        task.cancel()
        loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
        loop.close()

    await asyncio.to_thread(leave)

    assert await memory.get("k") == result()
    await database.close()


async def test_question_that_cannot_be_is_answered(tmp_path: Path) -> None:
    """What SQLite cannot be asked is told to whoever asked, and the others are answered."""
    database = Database(tmp_path / "memory.db")
    log = SqliteLog(database)
    with pytest.raises(OverflowError):
        await log.read("r", after=10**30)

    assert await log.read("r") == []
    await database.close()
