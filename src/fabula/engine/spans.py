"""Spans: when each step, model call and part was ready, started and ended, and after which others.

What made a span ready is read off the program as it runs. Each task is a **strand**; it remembers
which spans ended in it, or in the tasks that it began, since its last call. When it makes its next
call, these are what the call came after.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar, copy_context
from itertools import count
from typing import Any

Steady = Callable[[], float]


class Span:
    """One piece of work as it goes on; its times are seconds since the run began.

    Args:
        strand: Where it was called.
    """

    __slots__ = ("after", "joined", "number", "ready", "start", "strand", "waits")

    def __init__(self, strand: Strand) -> None:
        self.strand = strand
        self.number = next(strand.numbers)
        self.after = sorted(strand.ended)
        self.ready = self.start = self.now()
        self.waits: dict[str, float] = {}
        self.joined = 0

    def now(self) -> float:
        """Seconds since the run began."""
        return self.strand.steady() - self.strand.zero

    def begin(self) -> None:
        """It is not remembered, or its turn has come: now the work itself begins."""
        self.start = self.now()

    def wait(self, name: str, seconds: float) -> None:
        """Note that some of its time was spent waiting."""
        self.waits[name] = round(self.waits.get(name, 0.0) + seconds, 6)

    def join(self, maker: Span) -> None:
        """It was given what another call in flight made; that one may be of another run."""
        self.wait("flight", self.now() - self.ready)
        if maker.strand.numbers is self.strand.numbers:
            self.joined = maker.number

    def opening(self) -> dict[str, Any]:
        """What its first event says of it."""
        said: dict[str, Any] = {"span": self.number, "ready": round(self.ready, 6)}
        if self.after:
            said["after"] = self.after
        if self.start != self.ready:
            said["start"] = round(self.start, 6)
        return said

    def closing(self) -> dict[str, Any]:
        """It has ended: what its last event says of it."""
        strand: Strand | None = self.strand
        while strand is not None:
            strand.ended.difference_update(self.after)
            strand.ended.add(self.number)
            strand = strand.up
        seconds = round(self.now() - self.start, 6)
        said: dict[str, Any] = {"span": self.number, "seconds": seconds}
        if self.waits:
            said["waits"] = self.waits
        if self.joined:
            said["joined"] = self.joined
        return said


class Strand:
    """One task's line of calls; by `with`, what is called in the block is part of it.

    The first one of a run begins its numbers and its time.

    Args:
        steady: Steady seconds.
        up: The strand that began this one.
        span: The span whose work is done here; None for the recipe itself.
    """

    __slots__ = ("_token", "ended", "numbers", "span", "steady", "task", "up", "zero")

    def __init__(self, steady: Steady, up: Strand | None = None, span: Span | None = None) -> None:
        self.steady, self.span, self.task = steady, span, 0
        self.numbers: Iterator[int] = up.numbers if up else count(1)
        self.zero: float = up.zero if up else steady()
        # The calls inside of a span are told to those who wait for it by its own end.
        self.up: Strand | None = up if up and span is up.span else None
        self.ended: set[int] = set(up.ended) if up and self.up else set()

    def __enter__(self) -> Strand:
        self._token = _strand.set(self)
        return self

    def __exit__(self, *_error: object) -> None:
        _strand.reset(self._token)


_strand: ContextVar[Strand | None] = ContextVar("fabula_strand", default=None)


def open_span() -> Span:
    """A span that is ready now, called by the current task; outside of a run nobody hears of it."""
    return Span(_here())


def inside(span: Span) -> Strand:
    """For `with`: what is called in the block belongs to the span."""
    return Strand(span.strand.steady, span.strand, span)


def current_span() -> Span | None:
    """The span whose work is being done, from any thread that works for it."""
    strand = _strand.get()
    return strand.span if strand is not None else None


def branched() -> Context:
    """The context for a task that is begun now: a strand of its own from its birth on."""
    strand, context = _here(), copy_context()
    context.run(_strand.set, Strand(strand.steady, strand, strand.span))
    return context


@contextmanager
def waiting(name: str) -> Generator[None, None, None]:
    """What passes in this block is no work of the current span but a wait: "limiter", "retry".

    The trace adds it up by name and shows it on the critical path.
    """
    span = current_span()
    if span is None:
        yield
        return
    started = span.now()
    try:
        yield
    finally:
        span.wait(name, span.now() - started)


def _here() -> Strand:
    """The strand of the current task; a task that some code began by itself gets one now."""
    strand = _strand.get()
    task = id(asyncio.current_task())
    if strand is None:
        strand = Strand(time.perf_counter)
        _strand.set(strand)
    elif strand.task not in (0, task):
        strand = Strand(strand.steady, strand, strand.span)
        _strand.set(strand)
    strand.task = task
    return strand
