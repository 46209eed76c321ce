"""How many calls a provider is given at the same time: a window that learns what it can bear."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

LEAST = 1.0
SHRINK, EASE = 0.5, 0.9
"""What is left of the window after "too many requests", and after an answer that took very long."""
SLOW = 3.0
"""An answer that takes so many times the usual was slow."""
USUAL = 20
"""Answers that tell what is usual."""


class Window:
    """Lets so many calls in; shrinks when the provider is overloaded, and grows back.

    Additive increase, multiplicative decrease, as TCP does: halved by a refusal, a tenth smaller
    by an answer three times as slow as usual, larger by one when a whole window of answers came
    well. It shrinks once for the calls that were on their way together, not once for each.

    Args:
        most: Calls at the same time, at least 1.
        on_change: Told of the new size whenever the whole number changes.
        fixed: It never shrinks.
    """

    def __init__(
        self,
        most: int,
        on_change: Callable[[int], None] = lambda _size: None,
        *,
        fixed: bool = False,
    ) -> None:
        self._most, self._on_change, self._fixed = float(most), on_change, fixed
        self._size = float(most)
        self._busy = 0
        self._line: deque[asyncio.Future[None]] = deque()
        self._usual: deque[float] = deque(maxlen=USUAL)
        self._epoch = 0

    @property
    def size(self) -> int:
        """How many calls may be made at the same time."""
        return int(self._size)

    async def enter(self) -> int:
        """Wait for a place; gives a mark for `leave`."""
        if self._busy >= self.size or self._line:
            place = asyncio.get_running_loop().create_future()
            self._line.append(place)
            try:
                await place
            except asyncio.CancelledError:
                if place.done() and not place.cancelled():
                    # The place came just when nobody wanted it any more.
                    self._busy -= 1
                self._admit()
                raise
        else:
            self._busy += 1
        return self._epoch

    def leave(self, mark: int, seconds: float | None = None, *, refused: bool = False) -> None:
        """Give the place back.

        Args:
            mark: What `enter` gave.
            seconds: How long the answer took; None if there was none.
            refused: The provider said that there were too many requests.
        """
        self._busy -= 1
        if refused:
            self._shrink(SHRINK, mark)
        elif seconds is not None:
            usual = sorted(self._usual)[len(self._usual) // 2] if self._usual else seconds
            self._usual.append(seconds)
            if len(self._usual) == USUAL and seconds > SLOW * usual:
                self._shrink(EASE, mark)
            else:
                self._become(self._size + 1 / self._size)
        self._admit()

    def _shrink(self, share: float, mark: int) -> None:
        if mark == self._epoch and not self._fixed:
            self._epoch += 1
            self._become(self._size * share)

    def _become(self, size: float) -> None:
        before = self.size
        self._size = min(self._most, max(LEAST, size))
        if self.size != before:
            self._on_change(self.size)

    def _admit(self) -> None:
        while self._line and self._busy < self.size:
            place = self._line.popleft()
            if not place.done():
                self._busy += 1
                place.set_result(None)
