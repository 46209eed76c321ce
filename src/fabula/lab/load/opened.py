"""An open loop: requests begin at their times, whatever becomes of those before them."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable

from fabula.lab.load.arrivals import Arrivals
from fabula.lab.load.requests import LoadRun, Request

Ask = Callable[[int], Awaitable[object]]
"""Makes one request, whose number it is given; raises if that fails."""

HEAD_START_SECONDS = 0.05
"""Before the first arrival, so that the loop is free at its time."""
MOST_IN_FLIGHT = 5000


async def drive_open(
    ask: Ask,
    arrivals: Arrivals,
    *,
    most: int = MOST_IN_FLIGHT,
    patience: float = 60.0,
) -> LoadRun:
    """Make requests at their times; each is timed from the moment at which it was due.

    ```python
    run = await drive_open(ask, read_arrivals("poisson(200, 30)"))
    assert not run.invalid(), run.invalid()
    ```

    The times are those of the running loop. A loop that also serves what is asked cannot be on
    time while it does so: drive what stands in another process, or thread.

    Args:
        ask: Makes one request.
        arrivals: When, in seconds from the begin.
        most: Requests in flight; one that is due while there are as many is dropped, and counted.
        patience: Seconds after which a request has failed.
    """
    # Looking at all that is there already, each garbage collection would make the driver late.
    gc.freeze()
    try:
        driver = _Driver(ask, most, patience)
        for number, at in enumerate(arrivals):
            await driver.until(at)
            driver.begin(number, at)
        return await driver.finish(len(arrivals))
    finally:
        gc.unfreeze()


async def timed(ask: Ask, number: int, patience: float) -> str:
    """Make one request; why it failed, or nothing."""
    try:
        async with asyncio.timeout(patience):
            await ask(number)
    except asyncio.CancelledError:
        raise
    except TimeoutError:
        return f"no answer within {patience:g} s"
    except Exception as error:  # noqa: BLE001 - whatever fails is what the load is to count
        return f"{type(error).__name__}: {error}"
    return ""


class _Driver:
    """Sends, and notes what became of it."""

    def __init__(self, ask: Ask, most: int, patience: float) -> None:
        self._ask, self._most, self._patience = ask, most, patience
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time() + HEAD_START_SECONDS
        self._flying: set[asyncio.Task[None]] = set()
        self._done: list[Request] = []
        self._dropped = 0

    def _now(self) -> float:
        return self._loop.time() - self._began

    async def until(self, at: float) -> None:
        """Wait for the time; one that is late lets those before it be sent first."""
        await asyncio.sleep(max(0.0, at - self._now()))

    def begin(self, number: int, due: float) -> None:
        """Send, without waiting for the answer."""
        if len(self._flying) >= self._most:
            self._dropped += 1
            return
        task = self._loop.create_task(self._send(number, due))
        self._flying.add(task)
        task.add_done_callback(self._flying.discard)

    async def _send(self, number: int, due: float) -> None:
        sent = self._now()
        failure = await timed(self._ask, number, self._patience)
        self._done.append(Request(due, sent, self._now(), failure, number))

    async def finish(self, intended: int) -> LoadRun:
        """Wait for the last answer."""
        if self._flying:
            await asyncio.wait(self._flying)
        return LoadRun(tuple(self._done), intended, max(0.0, self._now()), self._dropped)
