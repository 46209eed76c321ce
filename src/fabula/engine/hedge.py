"""Hedging: a late answer is asked for once more, and the first to come counts."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Value = TypeVar("Value")

LEAST_KNOWN = 20
"""Answers that must have come before "later than usual" means anything."""


class Latencies:
    """How long the last hundred answers took, in seconds."""

    def __init__(self) -> None:
        self._seconds: deque[float] = deque(maxlen=100)

    def add(self, seconds: float) -> None:
        """Note one more answer."""
        self._seconds.append(seconds)

    @property
    def late(self) -> float | None:
        """The 95th percentile, in seconds; None while too little is known."""
        if len(self._seconds) < LEAST_KNOWN:
            return None
        return sorted(self._seconds)[int(0.95 * len(self._seconds))]


async def hedged(
    ask: Callable[[asyncio.Event], Coroutine[Any, Any, Value]],
    again: Callable[[], Coroutine[Any, Any, Value]],
    late: float,
) -> Value:
    """The first answer of one call, or of two if the first is late; the loser is cancelled.

    If the first call fails before it is late, that is its failure. When two are on their way, the
    failure of one waits for the other.

    Args:
        ask: Makes a call, and sets the event when its request is really sent: what it waited for
            before, for its turn, does not make it late.
        again: Makes the second call.
        late: Seconds after which that is worth it.
    """
    sent = asyncio.Event()
    calls = [asyncio.create_task(ask(sent))]
    try:
        await _either(calls[0], sent)
        await asyncio.wait(calls, timeout=late)
        if not calls[0].done():
            calls.append(asyncio.create_task(again()))
        pending = set(calls)
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for call in done:
                if not call.cancelled() and call.exception() is None:
                    return call.result()
        return calls[0].result()
    finally:
        for call in calls:
            call.cancel()
        await asyncio.wait(calls)


async def _either(call: asyncio.Task[Any], sent: asyncio.Event) -> None:
    """Return when the request is sent, or the call is over without."""
    waiting = asyncio.create_task(sent.wait())
    try:
        await asyncio.wait({call, waiting}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
