"""Simulated models on an event loop whose time is virtual: hours pass at once, and to the digit."""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fabula.errors import ModelBusy
from fabula.models import Task
from fabula.models.schemas import shape_of
from fabula.models.simulator import Plan, Simulator, plan_of
from fabula.models.simulator.near.text import NearText


@dataclass(frozen=True)
class WriteScene(Task[str]):
    """Write a scene."""

    number: int


class VirtualSelector(selectors.SelectSelector):
    """Waits for nothing: it moves the clock on."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready now; else the time that would have been waited has passed."""
        ready = super().select(0)
        if not ready and timeout is not None:
            self.now += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop on virtual time; what would go to a thread is done at once."""

    def __init__(self) -> None:
        self._virtual = VirtualSelector()
        super().__init__(self._virtual)

    def time(self) -> float:
        """Virtual seconds."""
        return self._virtual.now

    def run_in_executor(  # type: ignore[override]
        self,
        executor: Any,  # noqa: ARG002 there is none
        func: Callable[..., Any],
        *args: Any,
    ) -> Any:
        """Time stands still while a thread works."""
        done = self.create_future()
        done.set_result(func(*args))
        return done


def makespan(plan: Plan, at_once: int, scenes: int = 20) -> float:
    """Virtual seconds for scenes that are written so many at once, tried again when refused."""

    async def main() -> float:
        writer, turn = NearText(Simulator(plan)), asyncio.Semaphore(at_once)

        async def write(number: int) -> None:
            async with turn:
                while True:
                    try:
                        await writer.answer(WriteScene(number))
                    except ModelBusy as busy:
                        await asyncio.sleep(busy.retry_after or 1.0)
                    else:
                        return

        await asyncio.gather(*map(write, range(scenes)))
        return asyncio.get_running_loop().time()

    shape_of(WriteScene.answers)  # loads pydantic, which a loop must not wait for
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main())


def test_hours_pass_at_once() -> None:
    """A slow provider that fails takes virtual hours, the same to the last digit each time."""
    plan = plan_of({"seed": 3, "latency": "lognormal(300, 200)", "faults": ["429:0.2,seconds=60"]})
    began = time.perf_counter()
    alone, same, five = makespan(plan, 1), makespan(plan, 1), makespan(plan, 5)

    assert alone == same > 3600
    assert alone / 5 <= five < alone / 3
    assert time.perf_counter() - began < 10


def test_limits_hold_in_virtual_time() -> None:
    """A provider with one place answers one after the other, however many ask."""
    assert makespan(plan_of({"latency": 10, "concurrency": 1}), 20) == 200
    assert makespan(plan_of({"latency": 10, "load": 1.0}), 2, 2) > 10
