"""What calls cost, and meters that add it up around a piece of work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """What a call costs, or may cost at most.

    Args:
        tokens: In and out together.
        usd: US dollars; None if nobody knows.
    """

    tokens: int = 0
    usd: float | None = 0.0

    def __add__(self, other: Cost) -> Cost:
        known = self.usd is not None and other.usd is not None
        return Cost(self.tokens + other.tokens, self.usd + other.usd if known else None)  # type: ignore[operator]


FREE = Cost()

_meter: ContextVar[Meter | None] = ContextVar("fabula_meter", default=None)


class Meter:
    """Adds up what the calls inside of a piece of work cost.

    Args:
        outer: The meter of the work around it.
    """

    def __init__(self, outer: Meter | None = None) -> None:
        self._outer = outer
        self.worth = FREE
        self.told = False

    def add(self, cost: Cost) -> None:
        """Count a cost, or the worth of something remembered, here and all around."""
        self.told = True
        self.worth += cost
        if self._outer is not None:
            self._outer.add(cost)


@contextmanager
def metered() -> Iterator[Meter]:
    """Around a piece of work: gives the meter that will say what its calls cost."""
    meter = Meter(_meter.get())
    token = _meter.set(meter)
    try:
        yield meter
    finally:
        _meter.reset(token)


def count(cost: Cost) -> None:
    """Tell what a call has cost, or what something remembered is worth."""
    meter = _meter.get()
    if meter is not None:
        meter.add(cost)
