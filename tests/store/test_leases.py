"""Leases as rows: one holder, and the dead hold nothing."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fabula.engine import Result
from fabula.engine.claims import Leases
from fabula.store.leases import SqliteLeases, TieredLeases
from fabula.store.sqlite import Database, SqliteMemory

pytestmark = pytest.mark.anyio


class Time:
    """A clock that tests move."""

    now = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.now


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A database of this test's own."""
    one = Database(tmp_path / "memory.db")
    yield one
    await one.close()


async def test_one_holder_at_a_time(database: Database) -> None:
    """A key has one holder, who may take it again, until it lets go."""
    ours, theirs = SqliteLeases(database), SqliteLeases(database)
    taken = [await ours.take("k", 9.0), await theirs.take("k", 9.0), await ours.take("k", 9.0)]
    await theirs.release(["k"])
    taken.append(await theirs.take("k", 9.0))
    await ours.release(["k"])
    taken.append(await theirs.take("k", 9.0))

    assert taken == ["unmade", False, "unmade", False, "unmade"]


async def test_lease_runs_out_unless_renewed(database: Database) -> None:
    """Who does not renew loses the key when the time is over, and cannot renew it then."""
    clock = Time()
    ours, theirs = SqliteLeases(database, clock), SqliteLeases(database, clock)
    await ours.take("k", 6.0)
    clock.now += 5.0
    await ours.renew(["k"], 6.0)
    clock.now += 5.0
    assert not await theirs.take("k", 6.0)
    clock.now += 2.0
    assert await theirs.take("k", 6.0)
    await ours.renew(["k"], 60.0)
    clock.now += 7.0

    assert await ours.take("k", 6.0)


async def test_clock_set_back_blocks_nobody(database: Database) -> None:
    """A lease that ends in the far future was written under another clock."""
    clock = Time()
    clock.now = 9e9
    await SqliteLeases(database, clock).take("k", 6.0)
    clock.now = 1000.0

    assert await SqliteLeases(database, clock).take("k", 6.0)


async def test_killed_process_holds_nothing(database: Database, tmp_path: Path) -> None:
    """The leases of a process of this machine that has ended are free at once."""
    code = (
        "import asyncio, os, sys; from pathlib import Path\n"
        "from fabula.store.leases import SqliteLeases; from fabula.store.sqlite import Database\n"
        "async def main():\n"
        "    print(await SqliteLeases(Database(Path(sys.argv[1]))).take('k', 1e6), flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())"
    )
    line = [sys.executable, "-c", code, str(tmp_path / "memory.db")]
    done = await asyncio.to_thread(subprocess.run, line, capture_output=True, check=False)
    assert done.stdout == b"unmade\n"

    assert await SqliteLeases(database).take("k", 6.0)


async def test_two_tiers_give_all_or_nothing(database: Database, tmp_path: Path) -> None:
    """A key that is held in the shared place is held in neither by us."""
    shared = Database(tmp_path / "shared.db")
    theirs: Leases = SqliteLeases(shared)
    settled: list[object] = []

    async def settle() -> None:
        settled.append(await theirs.take("other", 9.0))

    ours = TieredLeases(SqliteLeases(database), SqliteLeases(shared), settle)
    await theirs.take("k", 9.0)
    refused = await ours.take("k", 9.0)
    free = await SqliteLeases(database).take("k", 9.0)
    await ours.take("other", 9.0)
    await ours.renew(["other"], 9.0)
    await ours.release(["other"])
    left = await theirs.take("other", 9.0)
    await shared.close()

    assert (refused, free, settled, left) == (False, "unmade", [False], "unmade")


async def test_taker_learns_that_it_was_made(database: Database) -> None:
    """Who takes a key whose result is there is not told that it is unmade."""
    leases = SqliteLeases(database)
    taken: list[object] = [await leases.take("k", 9.0)]
    await SqliteMemory(database).put(Result("k", "write", b"1", (), {}, 0.1, 1e9))
    taken.append(await leases.take("k", 9.0))

    assert taken == ["unmade", True]
