"""Rates that several processes and machines keep together, by one number each in Redis."""

from __future__ import annotations

import time
from collections.abc import Callable

from fabula.engine.limiter import BURST, MINUTE, LocalRates
from fabula.store.redis import PREFIX, RedisLink

# The rule of `fabula.engine.limiter.arrival`, by the clock of Redis.
_TAKE = """
local time = redis.call('time')
local now = time[1] + time[2] / 1000000
local amount, each, room = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local start = math.max(tonumber(redis.call('get', KEYS[1]) or '0'), now)
local wait = start + math.min(amount * each, room) - now - room
if wait > 0.000001 then return tostring(wait) end
local due = start + amount * each
redis.call('set', KEYS[1], string.format('%.6f', due), 'PX', math.ceil((due - now) * 1000) + 1000)
return '0'
"""


class RedisRates:
    """Rates in Redis; while it is left alone, each process keeps the whole rate by itself.

    Args:
        link: To the Redis.
        clock: Steady seconds, for the rates of this process.
    """

    def __init__(self, link: RedisLink, clock: Callable[[], float] = time.monotonic) -> None:
        self._link, self._alone = link, LocalRates(clock)

    async def take(self, name: str, amount: float, a_minute: float) -> float:
        """Take the amount; gives 0, or the seconds to wait before asking again."""
        each = MINUTE / (a_minute * (1 - BURST))
        room = max(BURST * a_minute, 1.0) * each
        wait: bytes | None = await self._link.ask(
            lambda redis: redis.eval(_TAKE, 1, f"{PREFIX}rate:{name}", amount, each, room),
            None,
            writes=True,
        )
        if wait is None:
            return await self._alone.take(name, amount, a_minute)
        return float(wait)
