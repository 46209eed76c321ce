"""Events: what happens in a run, told at once to a listener and soon after kept in the log."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Any

from fabula.engine.ports import Event, RunLog
from fabula.engine.scribe import Scribe

_log = logging.getLogger("fabula.engine")


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a run gets its times: Unix seconds for people, steady seconds for durations."""

    now: Callable[[], float] = time.time
    steady: Callable[[], float] = time.perf_counter


class Journal:
    """Numbers the events of one run, tells them to a listener, and sees that they get written.

    Args:
        log: Where they are kept.
        run: Id of the run.
        last: Number of the last event that the log has of this run; 0 for a new run.
        clock: Gives their times.
        on_event: Told of each event at once, on the loop's thread.
    """

    def __init__(
        self,
        log: RunLog,
        run: str,
        last: int,
        clock: Clock,
        on_event: Callable[[Event], None] | None,
    ) -> None:
        self._run, self._last, self._clock, self._on_event = run, last, clock, on_event
        self._scribe = Scribe(log.append, "Events")

    def add(self, kind: str, fields: dict[str, Any]) -> Event:
        """Number the event, tell the listener, and see that it gets written."""
        self._last += 1
        event = Event(self._run, self._last, self._clock.now(), kind, fields)
        self._scribe.add(event)
        if self._on_event is not None:
            try:
                self._on_event(event)
            except Exception:  # noqa: BLE001 - a broken progress bar must not end the work
                _log.exception("The listener failed at event %s", kind)
        return event

    async def flush(self) -> None:
        """Return when every event so far is in the log.

        Raises:
            StoreError: It cannot be written; the events stay, and the next flush tries again.
        """
        await self._scribe.flush()

    def close(self) -> None:
        """Stop the timer: nothing is written after the last flush."""
        self._scribe.close()


async def follow(
    log: RunLog, run: str, after: int = 0, *, every: float = 0.2
) -> AsyncGenerator[Event, None]:
    """The run's events above the cursor `after`, as they come, until the run has ended.

    Whoever reconnects with the number of the last event that they saw misses none and sees none
    twice.

    Args:
        log: Where the events are.
        run: Id of the run.
        after: Number of the last event already seen.
        every: Seconds between two looks at the log.
    """
    while True:
        events = await log.read(run, after)
        for event in events:
            yield event
            after = event.seq
        record = await log.find(run)
        if record is None or (record.state != "running" and record.last <= after):
            return
        if not events:
            await asyncio.sleep(every)
