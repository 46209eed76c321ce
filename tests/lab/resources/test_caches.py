"""What remembering was worth, off the events of two runs."""

from __future__ import annotations

import asyncio

import pytest

from fabula.engine import Event, Store, fan_out, open_run, step
from fabula.engine.costs import Cost, count
from fabula.lab.resources import cache_use
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio


@step
async def speak(word: str) -> str:
    """Two cents and a twentieth of a second."""
    count(Cost(usd=0.02, tokens=15))
    await asyncio.sleep(0.05)
    return word


async def said(store: Store, *words: str) -> list[Event]:
    """Events of a run that says them one by one."""
    async with open_run(store, "talk") as run:
        await fan_out(speak, words, limit=1)
    return await store.log.read(run.id)


async def test_first_run_has_no_hits() -> None:
    """There is nothing to remember."""
    use = cache_use(await said(memory_store(), "a", "b"))

    assert (use.ratio, use.hits, use.asked, use.saved_usd) == (0.0, 0, 2, 0.0)


async def test_second_run_saves_time_and_money() -> None:
    """Two of three words: four cents, and a tenth of a second less one word."""
    store = memory_store()
    first = await said(store, "a", "b", "c")
    use = cache_use(await said(store, "a", "b", "d"), first)

    assert use.ratio == pytest.approx(2 / 3)
    assert use.saved_usd == pytest.approx(0.04)
    assert use.saved_tokens == 30
    assert 0.05 < use.saved_seconds < 0.2


async def test_nothing_asked_is_no_ratio() -> None:
    """Of nothing, nothing was remembered."""
    assert cache_use(await said(memory_store())).ratio == 0.0
