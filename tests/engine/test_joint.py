"""Work side by side: all of it, or the first error and nothing more."""

from __future__ import annotations

import asyncio

import pytest

from fabula.engine import together
from fabula.errors import ModelBusy, RunCancelled

pytestmark = pytest.mark.anyio


async def later(value: str, seconds: float = 0.0) -> str:
    """A value, after some time."""
    await asyncio.sleep(seconds)
    return value


async def failing(error: Exception, seconds: float = 0.0) -> str:
    """An error, after some time."""
    await asyncio.sleep(seconds)
    raise error


async def test_values_keep_their_order() -> None:
    """The values come in the order of the work, however long each part took."""
    assert await together(later("slow", 0.02), later("fast")) == ("slow", "fast")


async def test_first_failure_ends_the_rest() -> None:
    """The first error is raised as itself, and the work that was going on is cancelled."""
    slow = asyncio.ensure_future(later("never", 60))

    async def waiting() -> str:
        return await slow

    with pytest.raises(ModelBusy, match="busy"):
        await together(waiting(), failing(ModelBusy("busy")))
    assert slow.cancelled()


async def test_cancelled_run_comes_first() -> None:
    """When a cancelled run makes several parts fail, it is the run that is told."""

    async def stubborn() -> str:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            raise RunCancelled("stop") from None
        return "never"

    with pytest.raises(RunCancelled):
        await together(failing(ModelBusy("busy"), 0.01), stubborn())


async def test_caught_failure_leaves_no_cancel_behind() -> None:
    """Whoever catches the error goes on undisturbed: their task is not marked as cancelled."""

    async def fails() -> int:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await together(fails(), fails())
    task = asyncio.current_task()

    assert task is not None
    assert task.cancelling() == 0


async def test_nothing_together_is_nothing() -> None:
    """No work, no values."""
    assert await together() == ()
