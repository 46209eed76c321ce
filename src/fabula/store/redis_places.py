"""Places that several processes and machines share: how many calls go on at the same time.

A place is a ticket in a sorted set, by the time until which it is held. Whoever holds one renews it
while they live; what was not renewed is free.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

from fabula.store.redis import PREFIX, RedisLink

LEASE_SECONDS = 6.0
"""How long a place stays taken by a process that died without a trace."""

_NOW = """
local time = redis.call('time')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
"""
_TAKE = f"""{_NOW}
redis.call('zremrangebyscore', KEYS[1], '-inf', now)
if redis.call('zcard', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('zadd', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('pexpire', KEYS[1], ARGV[3])
return 1
"""
_RENEW = f"""{_NOW}
redis.call('zadd', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('pexpire', KEYS[1], ARGV[2])
"""
_LEAVE = "redis.call('zrem', KEYS[1], ARGV[1])"


class RedisPlaces:
    """Places in Redis; while it is left alone, whoever asks has one: each process has its own.

    Args:
        link: To the Redis.
        seconds: How long a place outlives a holder that vanished.
        sleep: Does the waiting.
    """

    def __init__(
        self,
        link: RedisLink,
        *,
        seconds: float = LEASE_SECONDS,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._link, self._seconds, self._sleep = link, seconds, sleep
        self._owner, self._numbers = secrets.token_hex(8), count(1)
        self._held: dict[str, str] = {}
        self._left: dict[str, str] = {}
        self._heart: asyncio.Task[None] | None = None
        self._leaving: asyncio.Task[None] | None = None

    async def take(self, name: str, most: int) -> str | None:
        """A ticket for one of so many places; None while all are taken."""
        ticket = f"{self._owner}:{next(self._numbers)}"
        key, milliseconds = f"{PREFIX}places:{name}", round(self._seconds * 1000)
        taken = await self._link.ask(
            lambda redis: redis.eval(_TAKE, 1, key, ticket, most, milliseconds), 1, writes=True
        )
        if not taken:
            return None
        self._held[ticket] = key
        if self._heart is None:
            self._heart = asyncio.create_task(self._beat())
        return ticket

    def leave(self, name: str, ticket: str) -> None:  # noqa: ARG002 - the ticket says where
        """Give a place back; others see it a moment later."""
        self._let_go({ticket: self._held.pop(ticket)})

    async def close(self) -> None:
        """Give everything back."""
        if self._heart is not None:
            self._heart.cancel()
            await asyncio.wait([self._heart])
        self._let_go(self._held)
        self._held = {}
        if self._leaving is not None:
            await self._leaving

    async def _beat(self) -> None:
        while self._held:
            await self._sleep(self._seconds / 3)
            held = dict(self._held)
            # A Redis that was away, or was emptied, learns here what is held.
            await self._tell(_RENEW, held, round(self._seconds * 1000))
            # One that was given back meanwhile may have been taken anew by this.
            self._let_go({one: key for one, key in held.items() if one not in self._held})
        self._heart = None

    def _let_go(self, tickets: dict[str, str]) -> None:
        self._left |= tickets
        if self._left and self._leaving is None:
            self._leaving = asyncio.create_task(self._leave())

    async def _leave(self) -> None:
        while self._left:
            left, self._left = self._left, {}
            await self._tell(_LEAVE, left)
        self._leaving = None

    async def _tell(self, script: str, tickets: dict[str, str], *more: int) -> None:
        async def call(redis: Any) -> None:
            async with redis.pipeline(transaction=False) as pipe:
                for ticket, key in tickets.items():
                    pipe.eval(script, 1, key, ticket, *more)
                await pipe.execute()

        await self._link.ask(call, None, writes=True)
