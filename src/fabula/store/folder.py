"""The embedded store: one folder with a SQLite file and blobs beside it, and maybe a Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from fabula.engine import Store
from fabula.engine.claims import Claims, Leases
from fabula.engine.limiter import Places, Rates
from fabula.store.archive import SqliteArchive
from fabula.store.files import FileBlobs
from fabula.store.leases import SqliteLeases, TieredLeases
from fabula.store.log import SqliteLog
from fabula.store.reserve import Reserve
from fabula.store.sqlite import Database, SqliteMemory
from fabula.store.tiers import TieredBlobs, TieredMemory

BLOBS = "blobs"

MEMORY_FILE = "memory.db"
RESERVE_FILE = "reserve"


@asynccontextmanager
async def open_store(folder: Path, redis_url: str = "") -> AsyncGenerator[Store, None]:
    """The store in a folder, such as `.fabula`; several processes may have it open at once.

    Args:
        folder: Made when first written. Safe to delete: it costs what was remembered, never work.
        redis_url: Of a Redis that shares results with other machines; empty for none.

    Raises:
        StoreError: From any use of the store that the disk does not let be.
        BadSetting: The address of the Redis cannot be read.
        NotInstalled: A Redis is named, and redis-py is not there.
    """
    reserve = Reserve(folder / RESERVE_FILE)
    database = Database(folder / MEMORY_FILE, reserve)
    rows, files = SqliteMemory(database), FileBlobs(folder / BLOBS, reserve)
    leases: Leases = SqliteLeases(database)
    pulse = Claims(leases)
    rates: Rates | None = None
    places: Places | None = None
    async with AsyncExitStack() as opened:
        opened.push_async_callback(asyncio.to_thread, reserve.close)
        opened.push_async_callback(database.close)
        opened.push_async_callback(rows.flush)
        if redis_url:
            from fabula.store import redis, redis_places, redis_rates

            link = await asyncio.to_thread(redis.connect, redis_url)
            opened.push_async_callback(link.close)
            blobs = TieredBlobs(files, redis.RedisBlobs(link))
            memory = TieredMemory(rows, blobs, redis.RedisMemory(link))
            rates = redis_rates.RedisRates(link)
            places = shared = redis_places.RedisPlaces(link)
            opened.push_async_callback(shared.close)
            leases = TieredLeases(leases, redis.RedisLeases(link), memory.settled)
        else:
            blobs = TieredBlobs(files)
            memory = TieredMemory(rows, blobs)
        opened.push_async_callback(memory.close)
        claims = Claims(leases) if redis_url else pulse
        opened.push_async_callback(pulse.close)
        opened.push_async_callback(claims.close)
        archive = SqliteArchive(database)
        log = SqliteLog(database)
        yield Store(memory, blobs, log, archive, claims, pulse, rates, places, spare=reserve)
