"""Events: numbered, kept in batches, and read with a cursor."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import pytest

from fabula.engine import Clock, Event, Store, follow, open_run
from fabula.engine.events import Journal
from fabula.engine.scribe import BATCH_SECONDS
from fabula.errors import StoreError
from fabula.store.memory import DictBlobs, DictMemory, ListLog, memory_store

pytestmark = pytest.mark.anyio


class CountingLog(ListLog):
    """Counts how often it is written, and fails when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.writes = 0
        self.full = False
        self.refused = asyncio.Event()

    async def append(self, events: Sequence[Event]) -> None:
        """Keep them, a moment later."""
        self.writes += 1
        await asyncio.sleep(0)
        if self.full:
            self.refused.set()
            raise StoreError("disk full")
        await super().append(events)


async def test_events_are_written_in_batches() -> None:
    """Hundreds of events cost a few writes, and are on the disk within the batch time."""
    log = CountingLog()
    async with open_run(Store(DictMemory(), DictBlobs(), log), "test") as run:
        for number in range(300):
            run.emit("progress", number=number)
        await asyncio.sleep(BATCH_SECONDS * 1.6)
        kept = await log.read(run.id)

    assert [event.seq for event in kept] == list(range(1, 302))
    assert log.writes == 3


async def test_events_wait_for_a_log_that_fails(caplog: pytest.LogCaptureFixture) -> None:
    """What could not be written is written later, once, and in order."""
    log = CountingLog()
    with caplog.at_level(logging.WARNING, "fabula"):
        async with open_run(Store(DictMemory(), DictBlobs(), log), "test") as run:
            log.full = True
            run.emit("progress", number=1)
            await log.refused.wait()
            log.full = False
            run.emit("progress", number=2)
    kept = await log.read(run.id)

    assert [event.seq for event in kept] == [1, 2, 3, 4]
    assert "disk full" in caplog.text


async def test_events_during_a_write_are_kept() -> None:
    """What happens while a batch is being written goes into the next one."""

    class SlowLog(ListLog):
        async def append(self, events: Sequence[Event]) -> None:
            await asyncio.sleep(BATCH_SECONDS)
            await super().append(events)

    store = Store(DictMemory(), DictBlobs(), SlowLog())
    async with open_run(store, "test") as run:
        for number in range(20):
            run.emit("progress", number=number)
            await asyncio.sleep(BATCH_SECONDS / 5)
    kept = await store.log.read(run.id)

    assert [event.seq for event in kept] == list(range(1, 23))


async def test_broken_listener_does_not_end_the_work(caplog: pytest.LogCaptureFixture) -> None:
    """An error in a progress display is logged, and the run goes on."""

    def broken(_event: Event) -> None:
        raise ValueError("no terminal")

    store = memory_store()
    async with open_run(store, "test", on_event=broken) as run:
        pass
    record = await store.log.find(run.id)

    assert record is not None
    assert record.state == "finished"
    assert "no terminal" in caplog.text


async def test_reader_that_reconnects_misses_nothing() -> None:
    """Whoever goes on from the last number they saw gets the rest, once each."""
    store = memory_store()

    async def produce() -> None:
        async with open_run(store, "test", run_id="r") as run:
            for number in range(30):
                run.emit("progress", number=number)
                await asyncio.sleep(0.004)

    producer = asyncio.create_task(produce())
    await asyncio.sleep(0.01)
    seen: list[int] = []
    while len(seen) < 32:
        reader = follow(store.log, "r", seen[-1] if seen else 0, every=0.005)
        async for event in reader:
            seen.append(event.seq)
            if len(seen) % 7 == 0:
                break
        await reader.aclose()
    await producer

    assert seen == list(range(1, 33))


async def test_following_ends_with_the_run() -> None:
    """After the last event the reader ends; a run that nobody knows has no events."""
    store = memory_store()
    async with open_run(store, "test", run_id="r"):
        pass

    assert [event.kind async for event in follow(store.log, "r")] == ["run.started", "run.finished"]
    assert [event async for event in follow(store.log, "r", 2)] == []
    assert [event async for event in follow(store.log, "nobody")] == []


async def test_journal_without_events_writes_nothing() -> None:
    """Flushing and closing an empty journal does nothing."""
    log = CountingLog()
    journal = Journal(log, "r", 0, Clock(), None)
    await journal.flush()
    journal.close()

    assert log.writes == 0
