"""Runs: one execution of a production, with an id, events, a cancel and a trace."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from contextvars import ContextVar
from typing import Any

from fabula.engine.archive import Slot
from fabula.engine.budget import Purse, paying
from fabula.engine.choices import Choices, enter_slot
from fabula.engine.credits import open_credits
from fabula.engine.events import Clock, Journal
from fabula.engine.planning import Planning
from fabula.engine.pools import pool_sizes
from fabula.engine.ports import Event, Store, pulse_of
from fabula.engine.scribe import Scribe
from fabula.engine.spans import Strand, current_span
from fabula.engine.trace import Tally, Trace
from fabula.errors import BudgetSpent, FabulaError, RunCancelled, StillRunning

_current: ContextVar[Run | None] = ContextVar("fabula_run", default=None)
_place: ContextVar[dict[str, Any]] = ContextVar("fabula_place")


class Run:
    """One execution of a production, from `async with` on; `open_run` makes one.

    With a `purse` it spends no more than that holds. With a `plan` it makes nothing: each call
    that it would make is noted there instead.

    Args:
        store: Where results, blobs and events are kept.
        production: What is made: "video".
        run_id: Its id; a new one, which sorts by the time of the start, if None.
        on_event: Told of each event at once, on the loop's thread.
        given: Results that a person wrote, by the place of the step that they stand for.
        clock: Gives its times: to tests, and to whoever has a clock of their own.
    """

    def __init__(
        self,
        store: Store,
        production: str,
        run_id: str | None = None,
        *,
        on_event: Callable[[Event], None] | None = None,
        given: Mapping[Slot, Any] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.store, self.production, self.clock = store, production, clock or Clock()
        self.id, self._is_new = run_id or new_run_id(self.clock.now()), not run_id
        self.choices = Choices(given)
        self.purse: Purse | None = None
        self.plan: Planning | None = None
        self.about: tuple[str, ...] = ()
        self.steps: dict[str, Any] = {}
        self.takes = Scribe(store.archive.add, "Takes")
        self.notes = Scribe(self._write_notes, "Notes")
        self._on_event = on_event
        self._tally = Tally()
        self._holes = 0
        self._journal: Journal | None = None
        self._stop: RunCancelled | None = None
        self._interrupted = False

    @property
    def cancelled(self) -> bool:
        """Whether someone asked this run to stop."""
        return self._stop is not None

    def cancel(self) -> None:
        """Stop the run, from any thread: no step starts any more, the waiting ones are cancelled.

        A step that runs in a thread cannot be stopped from outside: it ends at its next
        `checkpoint`, or runs to its end, and what it made is dropped.
        """
        self.stop(RunCancelled(f"Run {self.id} was cancelled. Run it again to go on."))

    def stop(self, reason: RunCancelled) -> None:
        """Cancel the run for a reason of its own, which is what comes out of it."""
        self._stop = self._stop or reason
        self._on_loop(self._interrupt)

    def check(self) -> None:
        """Raise `RunCancelled` if someone asked this run to stop."""
        if self._stop is not None:
            raise self._stop

    def emit(self, kind: str, **fields: Any) -> None:
        """Add an event, from any thread. One that comes after the end of the run is dropped."""
        span = current_span()
        within = {"within": span.number} if span is not None else {}
        self._on_loop(self._add, kind, {**_place.get({}), **within, **fields})

    def trace(self) -> Trace:
        """What the time went into, so far."""
        return self._tally.trace(None if self._journal is None else self.clock.now())

    async def __aenter__(self) -> Run:
        self._loop, self._thread = asyncio.get_running_loop(), threading.get_ident()
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("A run is opened inside of a task.")
        # Somebody may be cancelling the task already: a run opened to clean up is not their aim.
        self._task, self._cancels_before = task, task.cancelling()
        before = None if self._is_new else await self.store.log.find(self.id)
        if self.store.pulse is not None and before is not None and before.state == "running":
            raise StillRunning(self.id)
        last = before.last if before is not None else 0
        self._journal = Journal(self.store.log, self.id, last, self.clock, self._on_event)
        said = {"production": self.production, "again": before is not None}
        if self.about:
            said["about"] = self.about
        self._add("run.started", {**said, "pools": pool_sizes()})
        await asyncio.gather(
            self._live(), self._journal.flush(), self.choices.load(self.store.archive)
        )
        if self.store.policies is not None:
            # It may import what no run has needed yet, which the loop must not.
            for line in await asyncio.to_thread(self.store.policies.strangers):
                self._add("warning", {"about": "policies", "reason": line})
        self._around_body = self._surroundings()
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: object
    ) -> None:
        self._around_body.close()
        stopped = isinstance(error, asyncio.CancelledError | RunCancelled)
        if stopped or (error is None and self._stop is not None):
            why = error if isinstance(error, BudgetSpent) else self._stop
            said = {"reason": str(why)} if isinstance(why, BudgetSpent) else {}
            await self._finish("run.cancelled", said)
        elif error is None:
            await self._finish("run.finished", {})
        else:
            await self._finish("run.failed", {"reason": reason_of(error)})
        if self._interrupted:
            self._task.uncancel()
        if stopped or error is None:
            if self._task.cancelling() > self._cancels_before:
                raise asyncio.CancelledError
            if not isinstance(error, RunCancelled):
                self._raise_cancelled()

    async def _live(self) -> None:
        """Let other processes see that this run is alive, and see to its last words."""
        if self.plan is not None:
            return
        if self.store.pulse is not None:
            await self.store.pulse.hold(pulse_of(self.id))
        if self.store.spare is not None:
            await self.store.spare.keep()

    def _surroundings(self) -> ExitStack:
        """What holds around the body: its calls are this run's, timed, and paid from its purse."""
        opened = ExitStack()
        opened.callback(_current.reset, _current.set(self))
        opened.enter_context(Strand(self.clock.steady))
        opened.enter_context(paying(self.purse))
        if self.purse is not None:
            self.purse.warn = lambda line: self.emit("warning", about="budget", reason=line)
            for timer in self._timers(self.purse):
                opened.callback(timer.cancel)
        return opened

    def _timers(self, purse: Purse) -> Iterator[asyncio.TimerHandle]:
        """Warn when the time of the run is nearly over, and end the run when it is."""
        budget = purse.budget
        if budget.seconds is None:
            return
        soon = f"{budget.soft:.0%} of the budget of time is spent."
        yield self._loop.call_later(budget.soft * budget.seconds, purse.warn, soon)
        if budget.at_limit == "stop":
            over = BudgetSpent(f"The {budget.seconds:g} s of the run are over.")
            yield self._loop.call_later(budget.seconds, self.stop, over)

    def _raise_cancelled(self) -> None:
        try:
            self.check()
        except RunCancelled as exc:
            raise exc from None

    async def _finish(self, kind: str, fields: dict[str, Any]) -> None:
        """Write the last event, even when one more cancellation comes meanwhile."""
        journal = self._journal
        if journal is None:
            raise AssertionError("unreachable")
        self._add(kind, {**fields, "seconds": round(self.trace().wall, 6), "holes": self._holes})
        self._journal = None
        writing = asyncio.ensure_future(self._write_last(journal))
        while not writing.done():
            with suppress(asyncio.CancelledError):
                await asyncio.shield(writing)
        writing.result()

    async def _write_last(self, journal: Journal) -> None:
        writers = (self.notes, self.takes, journal)
        for writer in writers:
            writer.close()
        written = [writer.flush() for writer in writers]
        outcomes = await asyncio.gather(*written, return_exceptions=True)
        if self.store.pulse is not None:
            self.store.pulse.release(pulse_of(self.id))
        for outcome in outcomes:
            if outcome is not None:
                raise outcome

    async def _write_notes(self, notes: Sequence[tuple[str, str, str]]) -> None:
        await asyncio.gather(*(self.store.archive.note(*note) for note in notes))

    def _on_loop(self, call: Callable[..., None], *arguments: Any) -> None:
        if threading.get_ident() == self._thread:
            call(*arguments)
        elif not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call, *arguments)

    def _interrupt(self) -> None:
        if self._journal is not None and not self._interrupted:
            self._interrupted = True
            self._task.cancel()

    def _add(self, kind: str, fields: dict[str, Any]) -> None:
        if self._journal is not None:
            self._tally.add(self._journal.add(kind, fields))
            self._holes += kind == "part.failed"


def open_run(  # noqa: PLR0913 - each is one choice about the run
    store: Store,
    production: str,
    *,
    run_id: str | None = None,
    on_event: Callable[[Event], None] | None = None,
    given: Mapping[Slot, Any] | None = None,
    purse: Purse | None = None,
    about: Sequence[str] = (),
) -> Run:
    """A run for `async with`: the steps that the body calls are remembered, and its events kept.

    Args:
        store: Where results, blobs and events are kept.
        production: What is made: "video".
        run_id: Id of a run to go on with, or one of your own; a new one if None.
        on_event: Told of each event at once, on the loop's thread; must be quick.
        given: Results that a person wrote, by the place of the step that they stand for:
            `{write_storyboard.at(): board}`. They are used as they are, and kept as takes.
        purse: What the run may spend: `Purse(Budget(usd=0.5))`.
        about: What it is made of, a document say, and then what was asked for: a plan looks for
            the latest run that was about the same.

    Raises:
        BudgetSpent: The purse is empty; it is a kind of `RunCancelled`.
        RunCancelled: `Run.cancel` was called. A cancellation from outside (Ctrl-C, a time-out)
            stays `asyncio.CancelledError`. Either way the log says that the run was cancelled.
        StillRunning: The run of this id goes on, here or in another process.
        StoreError: The store cannot be written.
    """
    run = Run(store, production, run_id, on_event=on_event, given=given)
    run.purse, run.about = purse, tuple(about)
    return run


def current_run() -> Run | None:
    """The run that the caller is part of, if any."""
    return _current.get()


def emit(kind: str, **fields: Any) -> None:
    """Add an event to the current run; outside of a run, nothing happens.

    Args:
        kind: "progress" or "warning", or a kind of your own with a dot in it.
        fields: What is to be said about it; plain JSON.
    """
    run = _current.get()
    if run is not None:
        run.emit(kind, **fields)
    owed = open_credits()
    if owed is not None and kind == "model.used":
        owed.paid(fields.get("usd"))


def enter_part(name: str, index: int, title: str) -> None:
    """From here on, events and steps of this task belong to this part."""
    _place.set({"part": name, "index": index})
    enter_slot(name, title, index)


def checkpoint() -> None:
    """Raise `RunCancelled` if the current run was cancelled: for long steps in a thread."""
    run = _current.get()
    if run is not None:
        run.check()


def new_run_id(now: float) -> str:
    """An id such as "20261121-093000-125-7f3a": the time in UTC to the millisecond, and chance.

    Args:
        now: Unix seconds.
    """
    seconds, milliseconds = divmod(round(now * 1000), 1000)
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(seconds))
    return f"{stamp}-{milliseconds:03d}-{os.urandom(2).hex()}"


def reason_of(error: BaseException) -> str:
    """One line that says what went wrong."""
    return str(error) if isinstance(error, FabulaError) else f"{type(error).__name__}: {error}"
