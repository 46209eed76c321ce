"""A loop whose time is virtual: sleeping takes no time, and what happens when is exact."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from fabula.engine.policies import Timing

Value = TypeVar("Value")


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop that, with nothing to do, goes at once to the time of its next timer."""

    def __init__(self) -> None:
        self._now = 0.0
        super().__init__(_Impatient(self))

    def time(self) -> float:
        """Virtual seconds since the loop began."""
        return self._now

    def skip(self, seconds: float) -> None:
        """Let time pass."""
        self._now += seconds


class _Impatient(selectors.DefaultSelector):
    """Waits for nothing: the time that it was to wait is let pass."""

    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> Any:
        """What is ready now."""
        if timeout is None:
            # Only something outside of the loop could wake it.
            return super().select(5.0)
        self._loop.skip(max(0.0, timeout))
        return super().select(0)


def virtually(work: Callable[[], Coroutine[Any, Any, Value]]) -> Value:
    """Run the work on a virtual loop."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work())


def now() -> float:
    """The virtual time."""
    return asyncio.get_running_loop().time()


def timing(chance: float = 1.0) -> Timing:
    """Virtual time, and chance that is always the same."""
    return Timing(clock=now, sleep=asyncio.sleep, chance=lambda: chance)
