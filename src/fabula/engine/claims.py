"""Claims: who makes which result just now, across all processes that share a store.

Whoever makes a result holds a lease on its key, and renews it while they live. The others look in
the store now and then, and take over when the lease ran out.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterator
from typing import Any, Literal, Protocol, TypeVar

from fabula.errors import StoreError

LEASE_SECONDS = 6.0
"""How long the work of a process that died without a trace stays claimed."""
FIRST_PAUSE, LONGEST_PAUSE = 0.01, 0.25
"""Seconds between two looks of those who wait."""
RELEASE_PAUSE = 0.05
"""Seconds in which finished claims gather, to be released together."""

Found = TypeVar("Found")

_log = logging.getLogger("fabula.engine")


class Leases(Protocol):
    """Keys that are held for some seconds, in a place that several processes see."""

    async def take(self, key: str, seconds: float) -> bool | Literal["unmade"]:
        """Hold the key, unless somebody else does who may be alive; gives whether we do.

        "unmade" if we do and it is sure that there is no result of it.
        """
        ...

    async def renew(self, keys: Collection[str], seconds: float) -> None:
        """Hold those of the keys that are still ours for so many seconds from now."""
        ...

    async def release(self, keys: Collection[str]) -> None:
        """Let go of those of the keys that are ours."""
        ...


class Claims:
    """The claims of one store on one event loop.

    Args:
        leases: Where they are seen by other processes.
        seconds: How long a claim outlives a holder that vanished.
        sleep: Does the waiting.
    """

    def __init__(
        self,
        leases: Leases,
        *,
        seconds: float = LEASE_SECONDS,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._leases, self._seconds, self._sleep = leases, seconds, sleep
        self._held: set[str] = set()
        self._done: set[str] = set()
        self._heart: asyncio.Task[None] | None = None
        self._releasing: asyncio.Task[None] | None = None

    async def found_or_claimed(
        self, key: str, look: Callable[[], Coroutine[Any, Any, Found | None]]
    ) -> Found | None:
        """What `look` finds once another process has made it; None if the caller must make it.

        After None, the key is held until `release`.
        """
        pause = FIRST_PAUSE
        while not (taken := await self._take(key)):
            found = await look()
            if found is not None:
                return found
            await self._sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)
        if taken == "unmade":
            return None
        try:
            # It may have been made between the caller's own look and the lease.
            found = await look()
        except BaseException:
            self.release(key)
            raise
        if found is not None:
            self.release(key)
        return found

    async def hold(self, key: str) -> None:
        """Hold a key until `release`, if nobody else does: it tells others that we live."""
        await self._take(key)

    def release(self, key: str) -> None:
        """Let go of a key, in the background and a little later, with others.

        Those who wait for it look for the result, not for the key; and who takes over from a
        failure can wait so long.
        """
        if key in self._held:
            self._held.discard(key)
            self._done.add(key)
            if self._releasing is None:
                self._releasing = asyncio.create_task(self._release())

    async def close(self) -> None:
        """Let go of everything."""
        for key in tuple(self._held):
            self.release(key)
        if self._heart is not None:
            self._heart.cancel()
            self._heart = None
        if self._releasing is not None:
            self._releasing.cancel()
            await asyncio.wait([self._releasing])
            await self._let_go()

    async def _take(self, key: str) -> bool | Literal["unmade"]:
        self._done.discard(key)
        taken = await self._leases.take(key, self._seconds)
        if taken:
            self._held.add(key)
            if self._heart is None:
                self._heart = asyncio.create_task(self._beat())
        return taken

    async def _beat(self) -> None:
        while self._held:
            await self._sleep(self._seconds / 3)
            with _told():
                await self._leases.renew(tuple(self._held), self._seconds)
        self._heart = None

    async def _release(self) -> None:
        while self._done:
            await self._sleep(RELEASE_PAUSE)
            await self._let_go()
        self._releasing = None

    async def _let_go(self) -> None:
        keys = tuple(self._done)
        with _told():
            await self._leases.release(keys)
        self._done.difference_update(keys)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """A lease that cannot be renewed or released runs out by itself: that ends nobody's work."""
    try:
        yield
    except StoreError as exc:
        _log.warning("A claim could not be written: %s", exc)
