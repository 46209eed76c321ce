"""Streams: a run's events as they come, as server-sent events that a client can go on with."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable

from fabula.engine import Event
from fabula.server.records import ENDED, RunEvent
from fabula.server.runs import Runs
from fabula.server.tickets import Ticket

PAUSE = 15.0
"""Seconds after which a comment shows that the connection lives."""

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
        over = runs.draining or runs.status(ticket).state in ENDED
        for event in await runs.events(ticket, after):
            yield _frame(event)
            after = event.seq
        if over:
            return
        if bell is not None and not await bell.wait(heard, PAUSE):
            yield b": still here\n\n"


def told(event: Event) -> RunEvent:
    """An event as it crosses the wire."""
    return RunEvent(seq=event.seq, at=event.at, kind=event.kind, fields=event.fields)


def _frame(event: Event) -> bytes:
    return f"id: {event.seq}\ndata: {told(event).model_dump_json()}\n\n".encode()
