"""Runs: ids, cancel from inside and outside, and a terminal event in every case."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from itertools import count
from typing import Any

import pytest

from fabula.engine import (
    Clock,
    Event,
    Run,
    Store,
    checkpoint,
    current_run,
    emit,
    fan_out,
    new_run_id,
    open_run,
    step,
)
from fabula.engine.pools import pool_sizes
from fabula.errors import RunCancelled, StoreError
from fabula.store.memory import DictBlobs, DictMemory, ListLog, memory_store

pytestmark = pytest.mark.anyio

done: Counter[str] = Counter()


@pytest.fixture(autouse=True)
def fresh_count() -> None:
    """Each test counts from nothing."""
    done.clear()


@step
async def wait(number: int, seconds: float) -> int:
    """Count starts and ends."""
    done["started"] += 1
    await asyncio.sleep(seconds)
    done["ended"] += 1
    return number


async def kinds(store: Store, run: Run) -> list[str]:
    """Kinds of the run's events, as the log has them."""
    return [event.kind for event in await store.log.read(run.id)]


async def test_run_is_current_inside_only() -> None:
    """The body and its tasks know their run; afterwards there is none."""
    async with open_run(memory_store(), "test") as run:
        inside = await asyncio.create_task(asyncio.sleep(0, current_run()))

    assert (inside, current_run()) == (run, None)


async def test_events_of_a_good_run() -> None:
    """A run tells its start, what happened, and its end with time and holes."""
    store = memory_store()
    now = count(100.0, 0.5)
    clock = Clock(lambda: next(now), lambda: 0.0)
    async with Run(store, "video", "r", clock=clock) as run:
        emit("progress", done=1)
        run.emit("warning", reason="dark")
    events = await store.log.read("r")
    record = await store.log.find("r")

    assert [(event.seq, event.kind) for event in events] == [
        (1, "run.started"),
        (2, "progress"),
        (3, "warning"),
        (4, "run.finished"),
    ]
    assert events[0].fields == {"production": "video", "again": False, "pools": pool_sizes()}
    assert events[1].fields == {"done": 1}
    assert events[3].fields == {"seconds": 1.5, "holes": 0}
    assert record is not None
    assert (record.state, record.started_at, record.ended_at, record.last) == (
        "finished", 100.0, 102.0, 4,
    )  # fmt: skip


async def test_failed_run_says_why() -> None:
    """An error goes through unchanged, and its reason stands in the log."""
    store = memory_store()
    with pytest.raises(ValueError, match="no ink"):
        async with open_run(store, "test") as run:
            raise ValueError("no ink")
    last = (await store.log.read(run.id))[-1]

    assert (last.kind, last.fields["reason"]) == ("run.failed", "ValueError: no ink")


async def test_same_id_goes_on() -> None:
    """A run that is opened again under its id continues the numbers of its events."""
    store = memory_store()
    for _ in range(2):
        async with open_run(store, "test", run_id="r"):
            pass
    events = await store.log.read("r")
    record = await store.log.find("r")

    assert [event.seq for event in events] == [1, 2, 3, 4]
    assert [event.fields.get("again") for event in events] == [False, None, True, None]
    assert record is not None
    assert (record.state, record.last) == ("finished", 4)


def test_ids_sort_by_time() -> None:
    """Ids of later runs come later in any list, down to the millisecond."""
    ids = [new_run_id(1_795_000_000 + number / 1000) for number in range(1500)]

    assert ids == sorted(ids)
    assert new_run_id(0.125).startswith("19700101-000000-125-")


async def test_cancel_from_a_thread_is_quick() -> None:
    """Cancel ends the run in under 50 ms, no step starts after it, and the log says so."""
    store = memory_store()
    cancelled_at = 0.0

    def cancel(run: Run) -> None:
        nonlocal cancelled_at
        time.sleep(0.05)
        cancelled_at = time.perf_counter()
        run.cancel()
        run.cancel()

    with pytest.raises(RunCancelled, match="Run it again to go on"):
        async with open_run(store, "test") as run:
            threading.Thread(target=cancel, args=[run]).start()
            await fan_out(lambda number: wait(number, 0.03), range(100), limit=3)
    seconds = time.perf_counter() - cancelled_at
    started = done["started"]
    await asyncio.sleep(0.05)
    task = asyncio.current_task()

    assert seconds < 0.05
    assert done["started"] == started < 20
    assert (await kinds(store, run))[-1] == "run.cancelled"
    assert run.cancelled
    assert task is not None
    assert task.cancelling() == 0


async def test_no_step_starts_after_cancel() -> None:
    """Even a task that was not cancelled with the run cannot start a step."""
    refused = []

    async def apart() -> None:
        await asyncio.sleep(0.01)
        try:
            await wait(1, 0.0)
        except RunCancelled as exc:
            refused.append(exc)

    with pytest.raises(RunCancelled):
        async with open_run(memory_store(), "test") as run:
            stray = asyncio.create_task(apart())
            run.cancel()
            await asyncio.sleep(1)
    await stray

    assert (len(refused), done["started"]) == (1, 0)


async def test_step_cancelled_while_looking_up_does_not_start() -> None:
    """A cancel that comes while the store is asked still keeps the step from starting."""

    class CancelsOnLook(DictMemory):
        async def get(self, key: str) -> Any:
            run = current_run()
            assert run is not None
            run._stop = RunCancelled("stop")
            return await super().get(key)

    with pytest.raises(RunCancelled):
        async with open_run(Store(CancelsOnLook(), DictBlobs(), ListLog()), "test"):
            await wait(1, 0.0)

    assert done["started"] == 0


async def test_cancel_at_the_very_end_counts() -> None:
    """A cancel after the last await still ends the run as cancelled, and cleanly."""
    store = memory_store()
    with pytest.raises(RunCancelled):
        async with open_run(store, "test") as run:
            run.cancel()
    await asyncio.sleep(0)

    assert (await kinds(store, run))[-1] == "run.cancelled"


async def test_cancel_after_the_end_does_nothing() -> None:
    """A finished run cannot harm the task that held it."""
    async with open_run(memory_store(), "test") as run:
        pass
    run.cancel()
    run.emit("progress")
    await asyncio.sleep(0)

    assert run.trace().calls == 0


async def test_cancel_from_outside_stays_a_cancel() -> None:
    """Ctrl-C or a time-out comes through as it is, after the log was written."""
    store, opened = memory_store(), []

    async def work() -> None:
        async with open_run(store, "test") as run:
            opened.append(run)
            await wait(1, 5.0)

    task = asyncio.create_task(work())
    await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert (await kinds(store, opened[0]))[-1] == "run.cancelled"


async def test_timeout_around_a_run_works() -> None:
    """`asyncio.timeout` sees its own cancellation again."""
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02), open_run(memory_store(), "test"):
            await wait(1, 5.0)


async def test_both_cancels_leave_the_outer_one() -> None:
    """When the run and its task are cancelled at once, the task's cancellation wins."""

    async def work() -> None:
        async with open_run(memory_store(), "test") as run:
            task = asyncio.current_task()
            assert task is not None
            run.cancel()
            task.cancel()
            await asyncio.sleep(1)

    task = asyncio.create_task(work())
    with pytest.raises(asyncio.CancelledError):
        await task

    assert task.cancelled()


async def test_last_event_is_written_despite_cancel() -> None:
    """A second Ctrl-C while the end is being written does not lose it."""

    class SlowLog(ListLog):
        async def append(self, events: object) -> None:
            await asyncio.sleep(0.03)
            await super().append(events)  # type: ignore[arg-type]

    store, opened = Store(DictMemory(), DictBlobs(), SlowLog()), []

    async def work() -> None:
        async with open_run(store, "test") as run:
            opened.append(run)

    task = asyncio.create_task(work())
    await asyncio.sleep(0.045)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert (await kinds(store, opened[0]))[-1] == "run.finished"


async def test_thread_steps_stop_at_checkpoints() -> None:
    """A long step in a thread ends at its next checkpoint after a cancel; its result is dropped."""
    ended = threading.Event()

    @step
    def long() -> int:
        try:
            for _ in range(1000):
                checkpoint()
                emit("progress", here=True)
                time.sleep(0.002)
        finally:
            ended.set()
        return 1

    def listen(event: Event) -> None:
        done[event.kind] += 1
        if done["progress"] == 2:
            run.cancel()

    store = memory_store()
    with pytest.raises(RunCancelled):
        async with open_run(store, "test", on_event=listen) as run:
            await long()
    assert await asyncio.to_thread(ended.wait, 1.0)

    assert isinstance(store.memory, DictMemory)
    assert not store.memory.results
    assert (await kinds(store, run)).count("progress") >= 2


def test_checkpoint_outside_of_runs_is_silent() -> None:
    """The functions of a run do nothing where there is none."""
    checkpoint()
    emit("progress")


async def test_runs_need_a_task() -> None:
    """A run cannot be opened in a bare callback, and says so."""
    seen: list[BaseException | None] = []

    def callback() -> None:
        opening = open_run(memory_store(), "test").__aenter__()
        try:
            opening.send(None)
        except RuntimeError as exc:
            seen.append(exc)

    asyncio.get_running_loop().call_soon(callback)
    await asyncio.sleep(0.01)

    assert "inside of a task" in str(seen[0])


async def test_late_threads_are_ignored() -> None:
    """A thread that outlives the loop of its run can neither fail nor add events."""
    opened: list[Run] = []

    async def work() -> None:
        async with open_run(memory_store(), "test") as run:
            opened.append(run)

    def other_loop() -> None:
        asyncio.run(work())

    await asyncio.to_thread(other_loop)
    opened[0].emit("progress")
    opened[0].cancel()

    assert opened[0].cancelled


async def test_unwritable_log_fails_the_run() -> None:
    """A run whose end cannot be written does not pass for a good one."""

    class FullLog(ListLog):
        async def append(self, events: object) -> None:
            if self.events:
                raise StoreError("disk full")
            await super().append(events)  # type: ignore[arg-type]

    with pytest.raises(StoreError, match="disk full"):
        async with open_run(Store(DictMemory(), DictBlobs(), FullLog()), "test"):
            pass


async def test_listener_hears_at_once() -> None:
    """Events reach the listener before the log, in order."""
    heard: list[Event] = []
    async with open_run(memory_store(), "test", on_event=heard.append):
        await wait(1, 0.0)
        so_far = [event.kind for event in heard]

    assert so_far == ["run.started", "step.started", "step.finished"]
