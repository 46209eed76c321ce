"""One run in the server: the bell that wakes who listens."""

from __future__ import annotations

import asyncio

import pytest

from fabula.server.work import Bell

pytestmark = pytest.mark.anyio


async def test_bell_wakes_all_who_wait() -> None:
    """Everybody who waits hears it, once."""
    bell = Bell()
    waiting = [asyncio.create_task(bell.wait(0, 5)) for _ in range(3)]
    await asyncio.sleep(0)
    bell.ring()
    heard = await asyncio.gather(*waiting)

    assert heard == [True, True, True]
    assert not await bell.wait(bell.rung, 0.01)


async def test_bell_between_two_looks_is_heard() -> None:
    """Who looked before it rang, and waits after it did, does not miss it."""
    bell = Bell()
    looked = bell.rung
    bell.ring()

    assert await bell.wait(looked, 5)
