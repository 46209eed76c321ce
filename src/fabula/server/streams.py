"""Streams: a run's events as they come, as server-sent events that a client can go on with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable

from fabula.engine import Event
from fabula.server.records import RunEvent
from fabula.server.runs import Runs
from fabula.server.tickets import Ticket

PAUSE = 15.0
"""Seconds after which a comment shows that the connection lives."""

GATHER = 0.02
"""Seconds for which events are gathered: a hundred of them cost as much to send as one."""

TYPE = "text/event-stream"


async def stream(
    runs: Runs, ticket: Ticket, after: int, admitted: Callable[[], Awaitable[bool]]
) -> AsyncGenerator[bytes]:
    """The events of a run above the cursor `after`, until it has ended or the server does.

    Whoever comes again with the number of the last event they saw misses none and sees none twice.
    Nothing is held for a client that reads slowly: what comes next is read when it is ready.

    Args:
        runs: Of the server.
        ticket: The run.
        after: Number of the last event that the client has seen.
        admitted: Whether the client may still see it; if not, the stream ends.
    """
    yield b": the events of a run\n\n"
    while await admitted():
        bell = runs.bell(ticket)
        heard = bell.rung if bell is not None else 0
        over = runs.draining
        if fresh := await runs.events(ticket, after):
            yield b"".join(map(_frame, fresh))
            after = fresh[-1].seq
        if over or bell is None:
            return
        if await bell.wait(heard, PAUSE):
            await asyncio.sleep(GATHER)
        else:
            yield b": still here\n\n"


def told(event: Event) -> RunEvent:
    """An event as it crosses the wire."""
    return RunEvent(seq=event.seq, at=event.at, kind=event.kind, fields=event.fields)


def _frame(event: Event) -> bytes:
    return f"id: {event.seq}\ndata: {told(event).model_dump_json()}\n\n".encode()
