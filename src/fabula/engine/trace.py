"""The trace: what a run's time went into, counted from its events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fabula.engine.ports import Event


@dataclass(frozen=True, slots=True)
class Spent:
    """What the calls of one step, or of one kind of model call, came to.

    Args:
        name: The step's name, or the kind of model call.
        calls: How often it was asked for.
        hits: How often the answer was remembered, or being made already.
        made: How often it was made.
        failed: How often making it failed.
        seconds: Time spent making, in all; calls that overlap count each in full.
        longest: The longest single call, in seconds.
    """

    name: str
    calls: int = 0
    hits: int = 0
    made: int = 0
    failed: int = 0
    seconds: float = 0.0
    longest: float = 0.0


@dataclass(frozen=True, slots=True)
class Trace:
    """A run in numbers: steps and model calls by name, in order of first use; `wall` in seconds."""

    steps: tuple[Spent, ...]
    models: tuple[Spent, ...]
    wall: float

    @property
    def calls(self) -> int:
        """Steps asked for."""
        return sum(step.calls for step in self.steps)

    @property
    def hits(self) -> int:
        """Steps that were remembered."""
        return sum(step.hits for step in self.steps)

    @property
    def made(self) -> int:
        """Steps that were made."""
        return sum(step.made for step in self.steps)

    @property
    def hit_ratio(self) -> float:
        """Share of the steps that were remembered, 0 to 1; 0 when there were none."""
        return self.hits / self.calls if self.calls else 0.0


class _Count:
    """The changing form of `Spent`."""

    __slots__ = ("failed", "hits", "longest", "made", "seconds")

    def __init__(self) -> None:
        self.hits = self.made = self.failed = 0
        self.seconds = self.longest = 0.0

    def add(self, how: str, seconds: float) -> None:
        if how == "hit":
            self.hits += 1
            return
        if how == "made":
            self.made += 1
        else:
            self.failed += 1
        self.seconds += seconds
        self.longest = max(self.longest, seconds)

    def spent(self, name: str) -> Spent:
        calls = self.hits + self.made + self.failed
        return Spent(name, calls, self.hits, self.made, self.failed, self.seconds, self.longest)


class Tally:
    """Counts events as they come; `trace` says at any time what they came to."""

    def __init__(self) -> None:
        self._steps: dict[str, _Count] = {}
        self._models: dict[str, _Count] = {}
        self._first: float | None = None
        self._latest = 0.0

    def add(self, event: Event) -> None:
        """Count one event."""
        if self._first is None:
            self._first = event.at
        self._latest = event.at
        fields = event.fields
        if event.kind == "step.finished":
            self._count(self._steps, fields["step"], fields["how"], fields["seconds"])
        elif event.kind == "step.failed":
            self._count(self._steps, fields["step"], "failed", fields["seconds"])
        elif event.kind == "model.called":
            self._count(self._models, fields["model"], fields["how"], fields["seconds"])

    @staticmethod
    def _count(counts: dict[str, _Count], name: str, how: str, seconds: float) -> None:
        count = counts.get(name)
        if count is None:
            count = counts[name] = _Count()
        count.add(how, seconds)

    def trace(self, until: float | None = None) -> Trace:
        """The numbers so far; `until` (Unix seconds) ends the wall time of a run still going on."""
        first = self._latest if self._first is None else self._first
        wall = (self._latest if until is None else until) - first
        return Trace(
            tuple(count.spent(name) for name, count in self._steps.items()),
            tuple(count.spent(name) for name, count in self._models.items()),
            max(0.0, wall),
        )


def trace_of(events: Iterable[Event]) -> Trace:
    """The trace of a run from its log."""
    tally = Tally()
    for event in events:
        tally.add(event)
    return tally.trace()
