"""A circuit breaker: what fails again and again is left alone, then tried by one caller."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

State = Literal["closed", "open", "probing"]


class Breaker:
    """Counts failures in a row; knows whether another try is worth it.

    Closed, everybody may try. After `failures` in a row it is open, and nobody may, for `pause`
    seconds. Then exactly one caller may probe; its success closes the breaker, its failure opens it
    for twice as long.

    Args:
        failures: Failures in a row that open it, at least 1.
        pause: Seconds that it stays open for the first time.
        longest: The most seconds that it stays open.
        clock: Steady seconds.
        on_change: Told of every new state.
    """

    def __init__(
        self,
        failures: int = 5,
        pause: float = 5.0,
        *,
        longest: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
        on_change: Callable[[State], None] = lambda _state: None,
    ) -> None:
        self._limit, self._first, self._longest = failures, pause, longest
        self._clock, self._on_change = clock, on_change
        self._failures = 0
        self._pause = pause
        self._until = 0.0
        self.state: State = "closed"

    def enter(self) -> bool:
        """Whether the caller may try; who may must then say `succeeded`, `failed` or `left`."""
        if self.state == "closed":
            return True
        if self.state == "probing" or self.seconds_left > 0:
            return False
        self._become("probing")
        return True

    @property
    def seconds_left(self) -> float:
        """How long it will stay open; 0 if it is not open, or may be probed."""
        return max(0.0, self._until - self._clock()) if self.state == "open" else 0.0

    def succeeded(self) -> None:
        """It works: everybody may try again."""
        self._failures, self._pause = 0, self._first
        self._become("closed")

    def failed(self) -> None:
        """It does not work."""
        self._failures += 1
        if self.state == "probing":
            self._pause = min(2 * self._pause, self._longest)
        elif self.state == "open" or self._failures < self._limit:
            # Those that were on their way when it opened do not make it wait longer.
            return
        self._until = self._clock() + self._pause
        self._become("open")

    def left(self) -> None:
        """The caller gave up without learning anything; if it was the probe, another may be."""
        if self.state == "probing":
            self._until = self._clock()
            self._become("open")

    def _become(self, state: State) -> None:
        if state != self.state:
            self.state = state
            self._on_change(state)
