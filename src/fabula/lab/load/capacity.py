"""Capacity: the highest rate of arrivals at which a deployment keeps to what is demanded of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fabula.lab.load.requests import LoadRun
from fabula.lab.load.slo import Slo

Drive = Callable[[float], Awaitable[LoadRun]]
"""Makes requests at a rate, for as long as one try shall last."""


@dataclass(frozen=True, slots=True)
class Try:
    """One rate that was tried.

    Args:
        rate: Arrivals a second.
        run: What became of them.
        broken: What was not kept to; nothing: it was kept.
        invalid: Why it says nothing: the driver could not keep the rate.
    """

    rate: float
    run: LoadRun
    broken: tuple[str, ...]
    invalid: str

    @property
    def kept(self) -> bool:
        """Whether everything demanded was kept."""
        return not self.broken and not self.invalid


@dataclass(frozen=True, slots=True)
class Capacity:
    """What the search found.

    Args:
        rate: The highest rate that was kept, and kept again; 0 if none was.
        limit: What was not kept at the next higher rate, or why the search ended.
        tries: All of them, in order.
    """

    rate: float
    limit: str
    tries: tuple[Try, ...]

    @property
    def at_least(self) -> bool:
        """Whether more might be possible: the search was ended by the driver or by `most`."""
        return self.limit.startswith(("driver-bound", "Nothing broke"))


async def find_capacity(
    drive: Drive,
    slo: Slo,
    *,
    first: float = 1.0,
    most: float = 2000.0,
    precision: float = 0.1,
    confirm: int = 1,
) -> Capacity:
    """Double the rate until something breaks, halve the gap, and confirm what is left.

    Args:
        drive: Makes requests at a rate.
        slo: What is to be kept.
        first: Arrivals a second to begin with.
        most: No higher rate is tried.
        precision: The rate is found to this share of it.
        confirm: How often the rate found must be kept again; where it is not, a lower one is tried.
    """
    search = _Search(drive, slo)
    good, bad = await search.grow(first, most)
    while bad is not None and bad > good * (1 + precision) and bad - good > precision * first:
        middle = (good + bad) / 2
        if await search.kept(middle):
            good = middle
        else:
            bad = middle
    while good and not await search.kept_again(good, confirm):
        good = good / (1 + precision) if good > precision * first else 0.0
    return Capacity(good, search.limit, tuple(search.tries))


class _Search:
    """The tries so far."""

    def __init__(self, drive: Drive, slo: Slo) -> None:
        self._drive, self._slo = drive, slo
        self.tries: list[Try] = []
        self.limit = ""

    async def grow(self, first: float, most: float) -> tuple[float, float | None]:
        """The last rate that was kept, by doubling, and the first one that was not."""
        good, rate = 0.0, min(first, most)
        while await self.kept(rate):
            good = rate
            if rate >= most:
                self.limit = f"Nothing broke up to {most:g}/s"
                return good, None
            rate = min(2 * rate, most)
        return good, rate

    async def kept(self, rate: float) -> bool:
        """Try a rate; what it broke is the limit so far."""
        run = await self._drive(rate)
        one = Try(rate, run, tuple(self._slo.broken(run)), run.invalid(self._slo.threshold))
        self.tries.append(one)
        if not one.kept:
            self.limit = one.invalid or "; ".join(one.broken)
        return one.kept

    async def kept_again(self, rate: float, times: int) -> bool:
        """Whether a rate is kept so often once more."""
        for _ in range(times):
            if not await self.kept(rate):
                return False
        return True
