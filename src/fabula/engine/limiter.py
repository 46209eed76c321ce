"""Limits: how many requests and tokens a minute, and how many calls at the same time.

So a provider never has to say no.

A rate is kept by its "theoretical arrival time" (GCRA): one number for each, which says when all
that was taken until now is due. Nothing ticks, and a Redis can keep it just as well.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

MINUTE = 60.0
BURST = 0.1
"""Share of a minute's amount that may be taken at once."""
FIRST_PAUSE, LONGEST_PAUSE = 0.01, 0.25
"""Seconds between two questions whether a place among all processes is free."""


class Rates(Protocol):
    """Amounts taken from named rates."""

    async def take(self, name: str, amount: float, a_minute: float) -> float:
        """Take the amount; gives 0, or the seconds to wait before asking again.

        In any 60 seconds no more than `a_minute` is taken, whatever the pattern of calls. An
        amount larger than a burst is let through when nothing is owed, and paid off afterwards.
        """
        ...


def arrival(due: float, now: float, amount: float, a_minute: float) -> tuple[float, float]:
    """The rule of every rate: when all is due after this amount, and how long to wait for it.

    A tenth may come at once, and the rest is spread over the minute at nine tenths of the rate: so
    no minute has more than the whole.

    Args:
        due: When all that was taken before is due, in seconds.
        now: The time, in seconds.
        amount: What is to be taken.
        a_minute: The most in any minute.

    Returns:
        The new time when all is due, and 0; or the old one, and the seconds to wait.
    """
    each = MINUTE / (a_minute * (1 - BURST))
    room = max(BURST * a_minute, 1.0) * each
    start = max(due, now)
    wait = start + min(amount * each, room) - now - room
    # Rounding must not let a caller wait for nothing for ever.
    return (start + amount * each, 0.0) if wait <= 1e-9 else (due, wait)


class LocalRates:
    """Rates of this process.

    Args:
        clock: Steady seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._due: dict[str, float] = {}

    async def take(self, name: str, amount: float, a_minute: float) -> float:
        """Take the amount; gives 0, or the seconds to wait before asking again."""
        due, wait = arrival(self._due.get(name, 0.0), self._clock(), amount, a_minute)
        self._due[name] = due
        return wait


class Rate:
    """One named rate, taken in the order of asking.

    Args:
        rates: Who keeps it.
        name: What it is called there.
        a_minute: The most in any minute; None for no limit.
        sleep: Does the waiting.
    """

    def __init__(
        self,
        rates: Rates,
        name: str,
        a_minute: float | None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._rates, self._name, self._a_minute, self._sleep = rates, name, a_minute, sleep
        self._line = asyncio.Lock()

    async def take(self, amount: float = 1.0) -> None:
        """Return when the amount may be used."""
        if self._a_minute is None or amount <= 0:
            return
        async with self._line:
            while wait := await self._rates.take(self._name, amount, self._a_minute):
                await self._sleep(wait)


class Places(Protocol):
    """Places by name, each held by one call of one of several processes.

    The places of a process that died are free again within seconds.
    """

    async def take(self, name: str, most: int) -> str | None:
        """A ticket for one of so many places; None while all are taken."""
        ...

    def leave(self, name: str, ticket: str) -> None:
        """Give a place back; others see it a moment later."""
        ...


class Crowd:
    """The calls of one name in all processes; within this one, they enter in the order of asking.

    Args:
        places: Where the places are; None if no other process counts.
        name: What they are called there.
        most: How many there are.
        sleep: Does the waiting.
    """

    def __init__(
        self,
        places: Places | None,
        name: str,
        most: int,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._places, self._name, self._most, self._sleep = places, name, most, sleep
        self._line = asyncio.Lock()

    async def enter(self) -> str:
        """Wait for a place; gives a ticket for `leave`."""
        if self._places is None:
            return ""
        pause = FIRST_PAUSE
        async with self._line:
            while (ticket := await self._places.take(self._name, self._most)) is None:
                await self._sleep(pause)
                pause = min(1.5 * pause, LONGEST_PAUSE)
        return ticket

    def leave(self, ticket: str) -> None:
        """Give the place back."""
        if self._places is not None and ticket:
            self._places.leave(self._name, ticket)
