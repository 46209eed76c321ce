"""Cancel: under 50 ms of loop time and no step started after it, wherever the steps run."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from fabula.engine import Run, checkpoint, fan_out, open_run, step
from fabula.engine.pools import resize
from fabula.errors import RunCancelled
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio

SOON = 0.05


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process finds the steps of this file by its name."""
    monkeypatch.syspath_prepend(Path(__file__).parent.parent.parent)


@step
async def on_loop(number: int) -> int:
    """Awaits what never comes."""
    await asyncio.Event().wait()
    return number


@step
def in_thread(number: int) -> int:
    """Works until it is told to stop."""
    while True:
        checkpoint()
        time.sleep(0.005)
    return number


@step
def deaf(number: int) -> int:
    """A thread that never looks up, deep inside of a codec, say."""
    time.sleep(0.4)
    return number


@step(pool="process")
def in_process(number: int) -> int:
    """A process that never looks up."""
    time.sleep(60)
    return number


@step
async def on_socket(number: int) -> int:
    """Waits for a server that never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        reader, writer = await asyncio.open_connection(*server.getsockname())
        try:
            await reader.readexactly(1)
        finally:
            writer.close()
    return number


class Watch:
    """Runs parts of a step, two at a time, cancels them, and looks at what happens then."""

    def __init__(self) -> None:
        self.news: list[str] = []
        self.at, self.heard = 0.0, 0

    def cancel(self, run: Run) -> None:
        """Cancel the run, and note the time and what was told so far."""
        self.at, self.heard = time.perf_counter(), len(self.news)
        run.cancel()

    async def run(self, make: Callable[[int], Coroutine[Any, Any, int]]) -> None:
        """Raises `RunCancelled` in the end."""
        store = memory_store()
        async with open_run(
            store, "test", on_event=lambda event: self.news.append(event.kind)
        ) as r:
            asyncio.get_running_loop().call_later(0.25, self.cancel, r)
            await fan_out(make, range(20), limit=2)


@pytest.mark.parametrize("make", [on_loop, in_thread, deaf, in_process, on_socket])
async def test_cancel_ends_at_once(make: Callable[[int], Coroutine[Any, Any, int]]) -> None:
    """On the loop, in a thread, a process, a socket: it ends soon, and nothing starts after it."""
    took = []
    # The first round also reads the code of the step and starts the processes.
    for _ in range(3):
        watch = Watch()
        with pytest.raises(RunCancelled):
            await watch.run(make)
        took.append(time.perf_counter() - watch.at)
        told = watch.news[watch.heard :]

        assert "step.started" in watch.news
        assert not {"step.started", "part.started"} & set(told)
        assert told[-1] == "run.cancelled"
        if took[-1] < SOON:
            break

    assert took[-1] < SOON


async def test_queued_work_never_begins() -> None:
    """Steps that wait for a free thread when the run is cancelled are not begun by it later."""
    begun: list[int] = []
    free = threading.Event()

    @step
    def count(number: int) -> int:
        begun.append(number)
        free.wait(5)
        return number

    resize(threads=1)
    try:
        with pytest.raises(RunCancelled):
            await Watch().run(count)
        free.set()
        await asyncio.sleep(0.1)
    finally:
        resize(threads=6)

    assert len(begun) == 1


async def test_cancelled_run_goes_on() -> None:
    """What was finished before a cancel is remembered; the next run makes only the rest."""
    store, made = memory_store(), list[int]()

    @step
    async def count(number: int) -> int:
        await asyncio.sleep(0.01)
        made.append(number)
        return number

    async def three_then_cancel() -> None:
        async with open_run(store, "test") as run:
            for number in range(6):
                if number == 3:
                    run.cancel()
                await count(number)

    with pytest.raises(RunCancelled):
        await three_then_cancel()
    async with open_run(store, "test"):
        for number in range(6):
            await count(number)

    assert made == [0, 1, 2, 3, 4, 5]
