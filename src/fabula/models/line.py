"""Lines: the connections to one place, shared by all who ask there with the same key."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import TYPE_CHECKING

from fabula.models.addresses import Place
from fabula.models.keys import hush

if TYPE_CHECKING:
    from ssl import SSLContext

    from httpx2 import AsyncClient

MOST_IDLE = 16
"""Connections to a place that are kept for the next question; each is looked at with every one."""

_lines: dict[tuple[asyncio.AbstractEventLoop, Place], Line] = {}


class Line:
    """Connections to one place, on one loop; made by `take_line`, closed by the last who leaves.

    Args:
        place: Where it leads. Another key is another place, so no key uses another's connections.
    """

    def __init__(self, place: Place) -> None:
        self._place, self._loop = place, asyncio.get_running_loop()
        self.holders = 0
        # Loading the library and the certificates takes 0.2 s, which the loop must not stand.
        self._opening = self._loop.create_task(asyncio.to_thread(_open, place))

    async def client(self) -> AsyncClient:
        """Asks there, as soon as it is open."""
        return await asyncio.shield(self._opening)

    async def leave(self) -> None:
        """Need it no more."""
        self.holders -= 1
        if not self.holders:
            _lines.pop((self._loop, self._place), None)
            await (await self._opening).aclose()


def take_line(place: Place) -> Line:
    """The line of the running loop to a place; whoever takes it leaves it, once."""
    for loop, known in list(_lines):
        if loop.is_closed():
            _lines.pop((loop, known), None)
    key = asyncio.get_running_loop(), place
    line = _lines.get(key) or _lines.setdefault(key, Line(place))
    line.holders += 1
    return line


def _open(place: Place) -> AsyncClient:
    from httpx2 import AsyncClient, Limits

    # At their debug level they show headers, and some servers send those of the question back.
    hush("httpcore2", "httpx2")
    # The key is sent with each question, and so never to another address. How many may be asked at
    # the same time is said by the policies.
    return AsyncClient(
        base_url=place.address.rstrip("/") + "/",
        headers={"User-Agent": "fabula"},
        limits=Limits(max_connections=None, max_keepalive_connections=MOST_IDLE),
        verify=trusted(),
    )


@cache
def trusted() -> SSLContext:
    """The certificates that are trusted; to load them takes 40 ms, so all lines share them."""
    from httpx2 import create_ssl_context

    return create_ssl_context()
