"""The performance monitor: sessions, summaries, and bottlenecks by name."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from contextvars import copy_context
from typing import Any

import pytest

from fabula.engine import Clock, Run, open_run, remember, step
from fabula.engine.monitor import PerformanceMonitor, monitor_performance
from fabula.engine.trace import Spent
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio


class Hand:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.time = 0.0

    def read(self) -> float:
        """What it shows."""
        return self.time

    def turn(self, seconds: float) -> None:
        """Let time pass."""
        self.time += seconds


class Generator:
    """Writes a script; its writers can be replaced, as tests of a deployment do."""

    def __init__(self, dialogue: Callable[[int], Coroutine[Any, Any, str]]) -> None:
        self.dialogue = dialogue

    @monitor_performance("generate_script")
    async def generate(self, scenes: int) -> list[str]:
        """All scenes at once."""
        return list(await asyncio.gather(*(self.scene(number) for number in range(scenes))))

    @monitor_performance
    async def scene(self, number: int) -> str:
        """One scene: its dialogue, then its directions."""
        await self.write_dialogue(number)
        await self.write_directions(number)
        return f"scene {number}"

    @monitor_performance
    async def write_dialogue(self, number: int) -> str:
        """By whoever is the writer."""
        return await self.dialogue(number)

    @monitor_performance
    async def write_directions(self, number: int) -> str:
        """Quick."""
        await asyncio.sleep(0.01)
        return f"directions {number}"


async def slow_dialogue(number: int) -> str:
    """An injected slow writer: half a second."""
    await asyncio.sleep(0.5)
    return f"dialogue {number}"


async def test_slow_dialogue_is_named() -> None:
    """The slow writer is the bottleneck, not the functions that wait for it."""
    with PerformanceMonitor("test") as monitor:
        await Generator(slow_dialogue).generate(3)

    assert monitor.bottlenecks() == ("write_dialogue",)
    assert 0.5 <= monitor.total < 1.0


async def test_summary_tells_session_and_duration() -> None:
    """The summary has the session's id, the total duration, each operation, the bottlenecks."""
    with PerformanceMonitor("test") as monitor:
        await Generator(slow_dialogue).generate(1)
    lines = monitor.summary().splitlines()

    assert lines[0] == "Session ID: test"
    assert lines[1].startswith("Total duration: 0.5")
    assert lines[2].startswith("  write_dialogue: 0.5")
    assert len(lines) == 2 + 4 + 1
    assert lines[-1] == "Bottlenecks: write_dialogue"


async def test_replaced_functions_still_count() -> None:
    """When a step's function or what is inside of a function is replaced, both are recorded."""

    async def fake(number: int) -> str:
        return f"fake {number}"

    @step
    async def outline(idea: str) -> str:
        return idea

    outline.function = fake  # type: ignore[assignment]
    with PerformanceMonitor() as monitor:
        await Generator(fake).generate(2)
        async with open_run(memory_store(), "test", on_event=monitor.take):
            await outline("Luna")

    counted = {one.name: one.calls for one in monitor.spent()}
    assert counted == {
        "write_dialogue": 2,
        "write_directions": 2,
        "scene": 2,
        "generate_script": 1,
        "outline": 1,
    }


async def test_steps_and_models_are_recorded() -> None:
    """A run's events tell hits, failures and model calls, each within its step."""
    hand = Hand()

    async def answer() -> str:
        hand.turn(3)
        return "yes"

    @step
    async def ask(number: int) -> str:
        hand.turn(1)
        if number > 1:
            raise ValueError("no")
        return await remember("text", "q", answer, str, who="x")

    monitor = PerformanceMonitor(clock=hand.read)
    store = memory_store()
    clock = Clock(hand.read, hand.read)
    async with Run(store, "test", on_event=monitor.take, clock=clock):
        for _ in range(2):
            await ask(1)
        with pytest.raises(ValueError, match="no"):
            await ask(2)

    assert set(monitor.spent()) == {
        Spent("text", 1, 0, 1, 0, 3.0, 3.0),
        Spent("ask", 3, 1, 1, 1, 5.0, 4.0),
    }
    assert monitor.own_seconds() == {"text": 3.0, "ask": 2.0}


def test_plain_functions_are_monitored() -> None:
    """A `def` is recorded with its failures; own time leaves out what went on inside."""
    hand = Hand()

    @monitor_performance
    def inner() -> None:
        hand.turn(2)

    @monitor_performance("work")
    def outer(fail: bool) -> str:
        """Some work."""
        hand.turn(1)
        inner()
        if fail:
            raise ValueError("no")
        return "done"

    with PerformanceMonitor(clock=hand.read) as monitor:
        answer = outer(fail=False)
        with pytest.raises(ValueError, match="no"):
            outer(fail=True)

    assert (answer, outer.__doc__) == ("done", "Some work.")
    assert set(monitor.spent()) == {
        Spent("inner", 2, 0, 2, 0, 4.0, 2.0),
        Spent("work", 2, 0, 1, 1, 6.0, 3.0),
    }
    assert (monitor.own_seconds(), monitor.total) == ({"inner": 4.0, "work": 2.0}, 6.0)


async def test_a_monitored_step_stays_a_step() -> None:
    """The decorator goes below or above `@step`; the result is remembered either way."""
    made = []

    @step
    @monitor_performance
    async def below(number: int) -> int:
        made.append(number)
        return number

    @monitor_performance
    @step
    async def above(number: int) -> int:
        made.append(number)
        return number

    with PerformanceMonitor() as monitor:
        async with open_run(memory_store(), "test"):
            for _ in range(2):
                await below(1)
                await above(2)

    assert made == [1, 2]
    assert [one.name for one in monitor.operations] == ["below", "above", "above"]


def test_threads_record_to_their_monitor() -> None:
    """A thread that is given the context records too, and no record is lost."""

    @monitor_performance
    def work() -> None:
        time.sleep(0.001)

    with PerformanceMonitor() as monitor:
        threads = [threading.Thread(target=copy_context().run, args=(work,)) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert monitor.spent()[0].calls == 20


def test_closed_monitor_hears_nothing() -> None:
    """Without an open monitor a function is only called; sessions have ids of their own."""

    @monitor_performance
    def work() -> int:
        return 7

    monitor, other = PerformanceMonitor(), PerformanceMonitor()

    assert work() == 7
    assert (monitor.operations, monitor.total, monitor.bottlenecks()) == ((), 0.0, ())
    assert monitor.summary().endswith("Bottlenecks: none")
    assert monitor.session_id != other.session_id
