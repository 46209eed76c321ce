"""The timeline: the spans of a run, read back from its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from fabula.engine.bill import Bill, bill_of, saving_of
from fabula.engine.ports import Event

How = Literal["made", "hit", "failed", "unfinished"]
RECIPE = "recipe"
"""What the time between the steps is called: the recipe's own code, and the engine."""

MEMORY, LIMIT = "memory", "limit"
"""Waits: for what is remembered, and for a place among the parts."""


@dataclass(slots=True)
class Work:
    """A span as it was; times are seconds since the run began.

    Args:
        number: 1 for the first of the run; 0 is the whole run.
        kind: Of what it is a span.
        name: Of the step, the kind of model call, or the kind of part.
        ready: When it was called.
        start: When the work began: what lies between was a wait.
        end: When it ended; for one that was cut off, when the run did.
        within: Number of the span that called it.
        after: Numbers of the spans that ended before it could be called.
        how: What became of it.
        waits: Seconds after the start, by what it waited for.
        joined: Number of the span whose result it was given while that was being made.
        group: The parts of one fan-out have it in common; 0 for those without a limit.
        limit: How many of its group may go on at once.
        title: Of a part; who answered, for a model call.
        attempts: How often a model was asked.
        bill: What it cost and saved by itself, without what it called.
        inner: Numbers of the spans that it called.
    """

    number: int
    kind: Literal["run", "part", "step", "model"]
    name: str
    ready: float
    start: float
    end: float = -1.0
    within: int = 0
    after: Sequence[int] = ()
    how: How = "unfinished"
    waits: dict[str, float] = field(default_factory=dict)
    joined: int = 0
    group: int = 0
    limit: int = 0
    title: str = ""
    attempts: int = 1
    bill: Bill = field(default_factory=Bill)
    inner: list[int] = field(default_factory=list)

    @property
    def held(self) -> float:
        """Seconds from its call to the start of the work: for its place, or for the memory."""
        return self.start - self.ready

    @property
    def work(self) -> float:
        """Seconds from its start to its end that were no wait."""
        return max(0.0, self.end - self.start - sum(self.waits.values()))


@dataclass(frozen=True, slots=True)
class Timeline:
    """Every span of one execution of a run, by number; 0 is the run itself.

    Args:
        run: Its id.
        production: What it made.
        began: In Unix seconds.
        works: The spans.
        pools: How many threads and processes steps could run in at once.
    """

    run: str
    production: str
    began: float
    works: Mapping[int, Work]
    pools: Mapping[str, int] = field(default_factory=dict)

    @property
    def whole(self) -> Work:
        """The run itself."""
        return self.works[0]

    @property
    def makespan(self) -> float:
        """Seconds from the start of the run to its end."""
        return self.whole.end

    def bills(self) -> dict[int, Bill]:
        """What each span cost with all that it called, by number; 0 is the whole run."""
        bills = {number: work.bill for number, work in self.works.items()}
        # Who is called has the higher number: added up from the inside.
        for number in sorted(bills, reverse=True):
            if number:
                within = self.works[number].within
                bills[within if within in bills else 0] += bills[number]
        return bills

    def latest(self, numbers: Iterable[int]) -> Work | None:
        """The one of these spans that ended last."""
        ended = (self.works[number] for number in numbers if number in self.works)
        return max(ended, key=lambda work: work.end, default=None)


def timeline_of(events: Iterable[Event]) -> Timeline | None:
    """The timeline of a run's last execution, from its log; None if the log is empty."""
    reader: _Reader | None = None
    for event in events:
        if event.kind == "run.started":
            reader = _Reader(event)
        elif reader is not None:
            reader.take(event)
    return reader.timeline() if reader is not None else None


class _Reader:
    """Puts spans together from what their first and their last events say."""

    def __init__(self, started: Event) -> None:
        self._started = started
        self._latest = started.at
        self._whole = Work(0, "run", RECIPE, 0.0, 0.0)
        self._works: dict[int, Work] = {0: self._whole}
        # What models tell of a call comes before the call's own event.
        self._used: list[tuple[int, Event]] = []

    def take(self, event: Event) -> None:
        """Learn from the next event."""
        self._latest = max(self._latest, event.at)
        kind, _, news = event.kind.partition(".")
        if kind == "run":
            self._whole.end = float(event.fields["seconds"])
            self._whole.how = "made" if news == "finished" else "unfinished"
        elif "span" in event.fields:
            number = event.fields["span"]
            work = self._works.get(number)
            if work is None:
                work = self._works[number] = _opened(kind, event.fields)
            if news != "started":
                _close(work, news, event.fields)
        elif news in {"used", "retried"}:
            self._used.append((event.fields.get("within", 0), event))

    def timeline(self) -> Timeline:
        """All of it; what has no end ended with the run."""
        works = self._works
        if self._whole.end < 0:
            # Cut off, or still going on: it lasted as far as its events tell.
            ends = [work.end for work in works.values()]
            self._whole.end = max(self._latest - self._started.at, *ends, 0.0)
        for number, event in self._used:
            _note(works.get(number, self._whole), event.fields, event.kind == "model.retried")
        for work in works.values():
            if work.end < 0:
                work.end = max(self._whole.end, work.start)
            if work.number:
                works.get(work.within, self._whole).inner.append(work.number)
        said = self._started.fields["production"]
        pools = self._started.fields.get("pools", {})
        return Timeline(self._started.run, str(said), self._started.at, works, pools)


def _opened(kind: Any, fields: Mapping[str, Any]) -> Work:
    ready = float(fields["ready"])
    work = Work(fields["span"], kind, str(fields[kind]), ready, float(fields.get("start", ready)))
    work.within, work.after = fields.get("within", 0), tuple(fields.get("after", ()))
    work.group, work.limit = fields.get("group", 0), fields.get("limit", 0)
    work.title = str(fields.get("title", fields.get("who", "")))
    return work


def _close(work: Work, news: str, fields: Mapping[str, Any]) -> None:
    work.end = work.start + float(fields["seconds"])
    work.how = "failed" if news == "failed" else fields.get("how", "made")
    work.waits = dict(fields.get("waits", {}))
    work.joined = fields.get("joined", 0)
    if work.how == "hit":
        work.bill += saving_of(fields)
        work.waits[MEMORY] = max(0.0, work.end - work.start - sum(work.waits.values()))


def _note(work: Work, fields: Mapping[str, Any], again: bool) -> None:
    """Add one more attempt, or what a model told of a call."""
    if again:
        work.attempts += 1
        return
    work.bill += bill_of(fields)
