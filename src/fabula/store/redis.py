"""The shared tier: results, blobs and leases in Redis, for several machines or containers.

Nothing here ever fails a run: a Redis that is down, slow or full is told once, costs one short
probe, is left alone for a while, and comes back by itself.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import time
from collections.abc import Awaitable, Callable, Collection
from typing import Any, TypeVar
from urllib.parse import urlsplit

from fabula.engine import Result, digest_of_bytes, emit
from fabula.engine.breaker import Breaker, State
from fabula.errors import BadSetting, Damaged, NotInstalled

Value = TypeVar("Value")

PROBE_SECONDS = 0.2
"""The longest time for one call."""
PAUSE_SECONDS, LONGEST_PAUSE = 1.0, 30.0
"""How long it is left alone after a failure, first and at most."""
CONNECTIONS = 16
"""How many calls are made at the same time."""
KEEP_SECONDS = 30 * 24 * 3600
"""How long a result stays there after it was made."""
LARGEST_BLOB = 8_000_000
"""Bytes; a result with a larger blob stays on its disk: it would not pass in time."""
PREFIX = "fabula:1:"
"""The number changes with the form of what is stored."""
DIGEST_LETTERS = 40

_TAKE = """
local holder = redis.call('get', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""
_RENEW = "if redis.call('get',KEYS[1])==ARGV[1] then redis.call('pexpire',KEYS[1],ARGV[2]) end"
_RELEASE = "if redis.call('get',KEYS[1])==ARGV[1] then redis.call('del',KEYS[1]) end"


class RedisLink:
    """One Redis, used by one event loop; reads and writes are left alone each by themselves.

    A full Redis still answers questions, so only its writes are left alone.

    Args:
        client: A `redis.asyncio.Redis` with short time-outs and no retries: `connect` makes one.
        name: Host and port, for messages.
        clock: Steady seconds.
    """

    def __init__(self, client: Any, name: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._client, self._name = client, name
        self._connections = asyncio.Semaphore(CONNECTIONS)
        self._probes: set[asyncio.Task[None]] = set()
        self._told: dict[bool, State] = {}
        self._breakers = {
            writes: Breaker(
                1, PAUSE_SECONDS, longest=LONGEST_PAUSE, clock=clock, on_change=self._teller(writes)
            )
            for writes in (False, True)
        }

    async def ask(
        self,
        call: Callable[[Any], Awaitable[Value]],
        otherwise: Value,
        *,
        writes: bool = False,
    ) -> Value:
        """What the call gives; `otherwise` at once while this Redis is left alone, or if it fails.

        The call that finds out whether it is back is made beside the work: nobody waits for it.
        """
        breaker = self._breakers[writes]
        if breaker.state == "closed":
            async with self._connections:
                # Those that queued up while the first one found out that it is down need not ask.
                if breaker.state == "closed":
                    return await self._tried(breaker, call, otherwise)
        elif breaker.enter():
            probe = asyncio.create_task(self._probe(breaker, writes))
            self._probes.add(probe)
            probe.add_done_callback(self._probes.discard)
        return otherwise

    async def close(self) -> None:
        """Let go of the connections."""
        for probe in tuple(self._probes):
            probe.cancel()
        await self._client.aclose()

    async def _tried(
        self, breaker: Breaker, call: Callable[[Any], Awaitable[Value]], otherwise: Value
    ) -> Value:
        from redis.exceptions import RedisError

        try:
            async with asyncio.timeout(2 * PROBE_SECONDS):
                value = await call(self._client)
        except (RedisError, OSError, TimeoutError) as exc:
            self._reason = f"{type(exc).__name__}: {exc}"
            breaker.failed()
            return otherwise
        except BaseException:
            breaker.left()
            raise
        breaker.succeeded()
        return value

    async def _probe(self, breaker: Breaker, writes: bool) -> None:
        async def sign(client: Any) -> None:
            if writes:
                await client.set(f"{PREFIX}probe", bytes(1000), ex=1)
            else:
                await client.ping()

        await self._tried(breaker, sign, None)

    def _teller(self, writes: bool) -> Callable[[State], None]:
        def tell(state: State) -> None:
            if state == "probing" or self._told.get(writes, "closed") == state:
                return
            if state == "open" and "open" in self._told.values():
                # One that is away neither reads nor writes: that is one piece of news.
                return
            self._told[writes] = state
            about = "writes to the shared tier" if writes else "shared tier"
            if state == "open":
                reason = f"Redis at {self._name} fails ({self._reason}); going on without it."
                emit("warning", about=about, reason=reason)
            else:
                emit("tier.back", about=about, at=self._name)

        return tell


class RedisMemory:
    """Results as strings, each with its digest before it."""

    def __init__(self, link: RedisLink) -> None:
        self._link = link

    async def get(self, key: str) -> Result | None:
        """The result, None if there is none or Redis is left alone, or raise `Damaged`."""
        content = await self._link.ask(lambda redis: redis.get(f"{PREFIX}result:{key}"), None)
        return None if content is None else _unpacked(key, content)

    async def put(self, result: Result) -> None:
        """Keep the result in place of any before it, if Redis is there and has room."""
        name, content = f"{PREFIX}result:{result.key}", _packed(result)
        await self._link.ask(
            lambda redis: redis.set(name, content, ex=KEEP_SECONDS), None, writes=True
        )


class RedisBlobs:
    """Blobs as strings by their digest."""

    def __init__(self, link: RedisLink) -> None:
        self._link = link

    async def get(self, digest: str) -> bytes | None:
        """The bytes, None if there are none, or raise `Damaged` and forget them."""
        name = f"{PREFIX}blob:{digest}"
        content: bytes | None = await self._link.ask(lambda redis: redis.get(name), None)
        if content is None or digest_of_bytes(content) == digest:
            return content
        await self._link.ask(lambda redis: redis.delete(name), None, writes=True)
        raise Damaged(f"Blob {digest} in Redis is not what was stored.")

    async def put(self, digest: str, content: bytes) -> None:
        """Keep the bytes, if Redis is there and has room, and they are not too large for it."""
        if len(content) <= LARGEST_BLOB:
            await self._link.ask(
                lambda redis: redis.set(f"{PREFIX}blob:{digest}", content, ex=KEEP_SECONDS),
                None,
                writes=True,
            )


class RedisLeases:
    """Leases as keys that Redis lets expire; without Redis, everybody may have them all."""

    def __init__(self, link: RedisLink) -> None:
        self._link = link
        self._owner = secrets.token_hex(8)

    async def take(self, key: str, seconds: float) -> bool:
        """Hold the key, unless somebody else does who may be alive; gives whether we do."""
        name, milliseconds = f"{PREFIX}lease:{key}", round(seconds * 1000)
        taken = await self._link.ask(
            lambda redis: redis.eval(_TAKE, 1, name, self._owner, milliseconds), 1, writes=True
        )
        return taken == 1

    async def renew(self, keys: Collection[str], seconds: float) -> None:
        """Hold those of the keys that are still ours for so many seconds from now."""
        await self._each(_RENEW, keys, round(seconds * 1000))

    async def release(self, keys: Collection[str]) -> None:
        """Let go of those of the keys that are ours."""
        await self._each(_RELEASE, keys)

    async def _each(self, script: str, keys: Collection[str], *more: Any) -> None:
        async def call(redis: Any) -> None:
            async with redis.pipeline(transaction=False) as pipe:
                for key in keys:
                    pipe.eval(script, 1, f"{PREFIX}lease:{key}", self._owner, *more)
                await pipe.execute()

        await self._link.ask(call, None, writes=True)


def connect(url: str, clock: Callable[[], float] = time.monotonic) -> RedisLink:
    """A link to the Redis at an address such as "redis://host:6379/0"; it connects when first used.

    Loading the library takes some tenths of a second: call it in a thread.

    Raises:
        NotInstalled: redis-py is not there.
        BadSetting: The address cannot be read.
    """
    try:
        from redis.asyncio import Redis
        from redis.asyncio.retry import Retry
        from redis.backoff import NoBackoff
    except ImportError:
        raise NotInstalled("FABULA_REDIS_URL", "redis") from None
    try:
        client = Redis.from_url(
            url,
            retry=Retry(NoBackoff(), 0),
            socket_timeout=PROBE_SECONDS,
            socket_connect_timeout=PROBE_SECONDS,
            # Else every new connection reads redis-py's own version from the disk.
            driver_info=None,
        )
        name = _name_of(url)
    except ValueError:
        # The address may hold a password, so it is not shown.
        raise BadSetting(
            "FABULA_REDIS_URL is no address of a Redis; write redis://HOST:6379/0."
        ) from None
    return RedisLink(client, name, clock)


def _name_of(url: str) -> str:
    """What messages call the Redis at an address. Raises `ValueError` for a wrong one."""
    parts = urlsplit(url)
    if parts.scheme != "unix" and not re.fullmatch(r"(/\d*)?", parts.path):
        raise ValueError("redis-py would take another database than is meant")
    return f"{parts.hostname}:{parts.port or 6379}" if parts.hostname else parts.path


def _packed(result: Result) -> bytes:
    head = {
        "name": result.name,
        "blobs": result.blobs,
        "parts": dict(result.parts),
        "seconds": result.seconds,
        "made_at": result.made_at,
        "tokens": result.tokens,
        "usd": result.usd,
    }
    content = json.dumps(head).encode() + b"\n" + result.body
    return digest_of_bytes(content).encode() + content


def _unpacked(key: str, packed: bytes) -> Result:
    digest, content = packed[:DIGEST_LETTERS], packed[DIGEST_LETTERS:]
    if digest_of_bytes(content).encode() != digest:
        raise Damaged(f"Result {key} in Redis is not what was stored.")
    head, _, body = content.partition(b"\n")
    fields = json.loads(head)
    return Result(
        key=key,
        name=fields["name"],
        body=body,
        blobs=tuple(fields["blobs"]),
        parts=fields["parts"],
        seconds=fields["seconds"],
        made_at=fields["made_at"],
        tokens=fields["tokens"],
        usd=fields["usd"],
    )
