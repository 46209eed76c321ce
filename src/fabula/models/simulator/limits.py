"""What a simulated provider allows: requests and tokens a minute, and so many at once."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Bucket:
    """A minute's allowance, which fills up again evenly.

    Args:
        limit: The most that it holds, and what comes in within a minute; 0 for no limit.
    """

    limit: int
    left: float = field(init=False)
    _at: float | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.left = float(self.limit)

    def fill(self, now: float) -> None:
        """Let in what came since the last time."""
        if self._at is not None:
            self.left = min(self.limit, self.left + (now - self._at) * self.limit / 60)
        self._at = now

    def wait(self, amount: float) -> float:
        """Seconds until there is room for an amount; 0 if there is now, or if nothing is limited.

        What is larger than a minute's allowance waits until the bucket is full.
        """
        missing = min(amount, self.limit) - self.left
        return missing * 60 / self.limit if self.limit and missing > 1e-9 else 0.0

    @property
    def reset(self) -> float:
        """Seconds until it is full."""
        return (self.limit - self.left) * 60 / self.limit


class Rates:
    """The two limits of one caller.

    Args:
        rpm: Requests a minute.
        tpm: Tokens a minute, in and out together.
    """

    def __init__(self, rpm: int, tpm: int) -> None:
        self._named = {"requests": Bucket(rpm), "tokens": Bucket(tpm)}

    def take(self, tokens: int, now: float) -> tuple[str, float] | None:
        """Take one request of so many tokens, or say what has no room and for how many seconds."""
        amounts = {"requests": 1.0, "tokens": float(tokens)}
        for name, bucket in self._named.items():
            bucket.fill(now)
            if (wait := bucket.wait(amounts[name])) > 0:
                return name, wait
        for name, bucket in self._named.items():
            bucket.left -= amounts[name]
        return None

    def headers(self) -> dict[str, str]:
        """How much is left, as OpenAI tells it."""
        told: dict[str, str] = {}
        for name, bucket in self._named.items():
            if bucket.limit:
                told[f"x-ratelimit-limit-{name}"] = str(bucket.limit)
                told[f"x-ratelimit-remaining-{name}"] = str(max(0, int(bucket.left)))
                told[f"x-ratelimit-reset-{name}"] = lasting(bucket.reset)
        return told


class Full(Exception):
    """Raised when the queue is full."""


class Gate:
    """Lets so many in at once; the others wait in the order in which they came.

    Args:
        most: How many at once; 0 for no limit.
        queue: How many may wait.
    """

    def __init__(self, most: int, queue: int) -> None:
        self._most, self._queue = most, queue
        self._waiting: deque[asyncio.Future[None]] = deque()
        self.inside = 0

    @asynccontextmanager
    async def place(self) -> AsyncGenerator[None]:
        """Around an answer.

        Raises:
            Full: The queue has no room.
        """
        if self._most and self.inside >= self._most:
            await self._turn()
        else:
            self.inside += 1
        try:
            yield
        finally:
            self._pass_on()

    async def _turn(self) -> None:
        if len(self._waiting) >= self._queue:
            raise Full
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._pass_on()
            raise
        finally:
            if turn in self._waiting:
                self._waiting.remove(turn)

    def _pass_on(self) -> None:
        """Give the place to who waits longest."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.inside -= 1


Clock = Callable[[], float]


def lasting(seconds: float) -> str:
    """Seconds as OpenAI's headers tell them: "120ms", "1.5s", "6m0s"."""
    if seconds < 1:
        return f"{math.ceil(seconds * 1000)}ms"
    minutes, rest = divmod(seconds, 60)
    told = f"{math.ceil(rest * 1000) / 1000:g}s"
    return f"{minutes:.0f}m{told}" if minutes else told


def retry_headers(seconds: float) -> dict[str, str]:
    """When to come back, in whole seconds for those who read only those, and in milliseconds."""
    return {
        "retry-after": str(math.ceil(seconds)),
        "retry-after-ms": str(math.ceil(seconds * 1000)),
    }
