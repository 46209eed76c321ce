"""What the engine adds to the work of a 29-step production, counted rather than timed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import pytest

from fabula.engine import Clock, Run, Store, fan_out, open_run, step, together
from fabula.engine.claims import Claims
from fabula.engine.profile import Profile, profile_of
from fabula.engine.timeline import timeline_of
from fabula.lab.clock.loop import virtually
from fabula.lab.clock.times import virtual_now
from fabula.store.archive import SqliteArchive
from fabula.store.files import FileBlobs
from fabula.store.leases import SqliteLeases
from fabula.store.log import SqliteLog
from fabula.store.memory import memory_store
from fabula.store.sqlite import Database, SqliteMemory
from fabula.store.tiers import TieredBlobs, TieredMemory

SCENES, WAIT = 9, 0.05

made: Counter[str] = Counter()
waits: list[float] = []


async def work(name: str) -> None:
    """What a step waits for."""
    made[name] += 1
    await asyncio.sleep(waits[-1])


@step(version="1")
async def outline(idea: str) -> list[str]:
    """One line a scene; a word of the idea after a colon changes the fifth."""
    await work("outline")
    idea, _, edit = idea.partition(":")
    return [f"{idea} {scene}{edit if scene == 4 else ''}" for scene in range(SCENES)]


@step(version="1")
async def dialogue(line: str) -> str:
    """What is said."""
    await work("dialogue")
    return f"dialogue of {line}"


@step(version="1")
async def directions(lines: str) -> str:
    """What is seen."""
    await work("directions")
    return f"directions of {lines}"


@step(version="1")
async def jokes(lines: str) -> str:
    """What is laughed at."""
    await work("jokes")
    return f"jokes of {lines}"


@step(version="1")
async def validate(scenes: list[list[str]]) -> int:
    """All of it."""
    await work("validate")
    return len(scenes)


async def scene(line: str) -> list[str]:
    """One scene: two steps that wait for a first one."""
    lines = await dialogue(line)
    return [lines, *(await together(directions(lines), jokes(lines)))]


async def episode(idea: str, limit: int | None = None) -> None:
    """1 + 9 x 3 + 1 steps."""
    parts = await fan_out(scene, await outline(idea), limit=limit, name="scene")
    assert await validate(parts.made) == SCENES


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Each test counts from nothing."""
    made.clear()
    waits[:] = [WAIT]


def in_virtual_time(limit: int | None) -> tuple[float, Profile]:
    """How long an episode takes when only its steps' waits take time, and its profile."""

    async def timed() -> tuple[float, Profile]:
        store, began = memory_store(), virtual_now()
        async with Run(store, "episode", "r", clock=Clock(virtual_now, virtual_now)):
            await episode("luna", limit)
        took, timeline = virtual_now() - began, timeline_of(await store.log.read("r"))
        assert timeline is not None
        return took, profile_of(timeline)

    return virtually(timed)


def test_parts_wait_for_nothing_else() -> None:
    """Four steps follow one another, and the run takes as long as they do."""
    took, profile = in_virtual_time(None)

    assert took == pytest.approx(4 * WAIT)
    assert profile.efficiency == pytest.approx(1.0)


def test_limit_costs_only_its_turns() -> None:
    """Three scenes at a time are three turns of two steps, between a first and a last one."""
    took, profile = in_virtual_time(3)

    assert took == pytest.approx(8 * WAIT)
    assert profile.efficiency == pytest.approx(1.0)


def test_edit_redoes_what_depends_on_it() -> None:
    """Another fifth line: the outline, the three steps of that scene, and the last check."""

    async def edited() -> None:
        store = memory_store()
        for idea in ("luna", "luna", "luna:!"):
            made.clear()
            async with open_run(store, "episode"):
                await episode(idea)

    virtually(edited)

    assert made == Counter(outline=1, dialogue=1, directions=1, jokes=1, validate=1)


class Counted(Database):
    """Counts what is read and written, and in how many turns of the loop something is read."""

    reads = writes = reading_turns = 0

    def read(self, work: Callable[[Connection], Any]) -> asyncio.Future[Any]:
        """One more."""
        self.reads += 1
        return super().read(work)

    def write(self, work: Callable[[Connection], Any]) -> asyncio.Future[Any]:
        """One more."""
        self.writes += 1
        return super().write(work)

    def _pass_on(self, loop: asyncio.AbstractEventLoop) -> None:
        self.reading_turns += not all(job.writes for job in self._gathering[loop])
        super()._pass_on(loop)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Counted]:
    """A database of this test's own."""
    one = Counted(tmp_path / "memory.db")
    # Steps that begin in the same turn of the loop end in the same one.
    waits.append(0.0)
    yield one
    await one.close()


def store_in(database: Database, blobs: Path) -> Store:
    """A store as a folder has it."""
    tiers = TieredBlobs(FileBlobs(blobs))
    memory = TieredMemory(SqliteMemory(database), tiers)
    claims = Claims(SqliteLeases(database))
    return Store(memory, tiers, SqliteLog(database), SqliteArchive(database), claims)


@pytest.mark.anyio
async def test_made_step_is_looked_for_once(database: Counted, tmp_path: Path) -> None:
    """29 steps are 29 looks, in five turns: what was chosen for the run, and one for each depth."""
    store = store_in(database, tmp_path)
    async with open_run(store, "episode"):
        await episode("luna")
    assert store.claims
    await store.claims.close()

    assert (database.reads, database.reading_turns) == (29 + 3, 1 + 4)


@pytest.mark.anyio
async def test_remembered_step_asks_nothing_of_the_disk(database: Counted, tmp_path: Path) -> None:
    """A second run in the same process reads its choices and writes its events, no more."""
    store = store_in(database, tmp_path)
    async with open_run(store, "episode"):
        await episode("luna")
    assert store.claims
    await store.claims.close()
    database.reads = database.writes = 0
    async with open_run(store, "episode"):
        await episode("luna")

    assert database.reads == 3
    assert database.writes <= 4
