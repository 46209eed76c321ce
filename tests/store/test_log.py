"""The log tells which runs live: by their leases, so a killed one is no riddle."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from operator import methodcaller
from pathlib import Path

import pytest

from fabula.engine import Event, emit, follow, open_run
from fabula.errors import StillRunning
from fabula.store.folder import open_store
from fabula.store.log import SqliteLog
from fabula.store.sqlite import Database

pytestmark = pytest.mark.anyio

KILLED = """
import asyncio, os, sys
from pathlib import Path
from fabula.engine import emit, open_run
from fabula.store.folder import open_store

async def main():
    async with open_store(Path(sys.argv[1])) as store:
        async with open_run(store, "film", run_id="r", about=("tides.md", "minutes 2.0")):
            emit("progress", stage="filming")
            await asyncio.sleep(0.2)
            print(await store.log.find("r"), flush=True)
            os.kill(os.getpid(), 9)

asyncio.run(main())
"""


async def test_killed_run_is_told_as_killed(tmp_path: Path) -> None:
    """It runs while its process lives; killed, it ended with its last event, and can go on."""
    line = [sys.executable, "-c", KILLED, str(tmp_path)]
    done = await asyncio.to_thread(subprocess.run, line, capture_output=True, check=False)
    assert b"state='running'" in done.stdout
    async with open_store(tmp_path) as store:
        (killed,) = await store.log.latest()
        seen = [event.kind async for event in follow(store.log, "r")]
        async with open_run(store, "film", run_id="r"):
            again = await store.log.find("r")
        ended = await store.log.find("r")

    assert (killed.state, killed.about) == ("killed", ("tides.md", "minutes 2.0"))
    assert killed.ended_at is not None
    assert killed.ended_at >= killed.started_at
    assert seen == ["run.started", "progress"]
    assert (again and again.state, ended and ended.state) == ("running", "finished")


async def test_run_of_a_lost_machine_is_killed(tmp_path: Path) -> None:
    """Where nobody can look for the process, a lease that was not renewed tells it."""
    database = Database(tmp_path / "memory.db")
    log = SqliteLog(database, now=lambda: 100.0)
    await log.append([Event("r", 1, 90.0, "run.started", {"production": "film"})])
    states = []
    for until in (101.0, 99.0):
        lease = "INSERT OR REPLACE INTO leases VALUES ('run r', 'elsewhere/1 1 ab', ?)"
        await database.write(methodcaller("execute", lease, (until,)))
        found = await log.find("r")
        states.append(found and found.state)
    await database.close()

    assert states == ["running", "killed"]


async def test_two_runs_of_one_id_are_told(tmp_path: Path) -> None:
    """The later one is refused with what to do, and the earlier one goes on."""
    async with open_store(tmp_path) as store:
        async with open_run(store, "film", run_id="r"):
            with pytest.raises(StillRunning, match="Wait for its end"):
                async with open_run(store, "film", run_id="r"):
                    emit("progress", stage="twice")
        (record,) = await store.log.latest()
        async with open_run(store, "film", run_id="r"):
            emit("progress", stage="again")

    assert (record.state, record.last) == ("finished", 2)
