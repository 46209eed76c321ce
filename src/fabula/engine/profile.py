"""The profile of a run: where time and money went, how near to the ideal, and the bottleneck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fabula.engine.bill import Bill
from fabula.engine.critical import Segment, critical_path, sums_by_name
from fabula.engine.replay import ideal_seconds
from fabula.engine.timeline import RECIPE, Timeline, Work


@dataclass(frozen=True, slots=True)
class Row:
    """All spans of one kind and name.

    Args:
        kind: "step", "model" or "part".
        name: Of the step, the kind of model call, or the kind of part.
        calls: How often it was asked for.
        hits: How often it was remembered, or being made already.
        failed: How often it failed.
        attempts: How often models were asked; as many as calls if none was asked twice.
        work: Seconds of work in all, those of its inner spans included, waits not.
        longest: Seconds of the longest call, waits included.
        waited: Seconds of waits in all.
        critical: Seconds of the critical path, waits included; with those of inner spans not.
        bill: What they cost and saved, with all that they called.
    """

    kind: str
    name: str
    calls: int
    hits: int
    failed: int
    attempts: int
    work: float
    longest: float
    waited: float
    critical: float
    bill: Bill


@dataclass(frozen=True, slots=True)
class Profile:
    """A run, explained.

    Args:
        timeline: Its spans.
        path: Its critical path: every moment of the run.
        bill: What it cost and saved in all.
        rows: Its steps, models and parts, the one with most of the critical path first.
        ideal: Seconds that the work alone takes, with the limits that were set.
        unlimited: Seconds that the work alone takes, were there no limits.
    """

    timeline: Timeline
    path: tuple[Segment, ...]
    bill: Bill
    rows: tuple[Row, ...]
    ideal: float
    unlimited: float

    @property
    def efficiency(self) -> float:
        """The ideal as a share of the time that it took, 0 to 1."""
        makespan = self.timeline.makespan
        return min(1.0, self.ideal / makespan) if makespan else 1.0

    @property
    def shares(self) -> dict[str, float]:
        """Share of the run by work or wait on the critical path, the most first; in all, 1."""
        makespan = self.timeline.makespan or 1.0
        return {name: seconds / makespan for name, seconds in sums_by_name(self.path).items()}

    @property
    def bottleneck(self) -> str:
        """The work, or the wait, that most of the run's time was spent on."""
        return next(iter(self.shares), RECIPE)


def profile_of(timeline: Timeline) -> Profile:
    """Explain a run."""
    path = critical_path(timeline)
    named: dict[tuple[str, str], list[Work]] = {}
    for work in timeline.works.values():
        if work.number:
            named.setdefault((work.kind, work.name), []).append(work)
    critical: dict[tuple[str, str], float] = {}
    for segment in path:
        key = segment.work.kind, segment.work.name
        critical[key] = critical.get(key, 0.0) + segment.seconds
    bills = timeline.bills()
    rows = [
        _row(works, critical.get(key, 0.0), _sum(works, timeline, bills))
        for key, works in named.items()
    ]
    rows.sort(key=lambda row: (-row.critical, -row.work))
    ideal, unlimited = ideal_seconds(timeline), ideal_seconds(timeline, limited=False)
    return Profile(timeline, path, bills[0], tuple(rows), ideal, unlimited)


def _row(works: list[Work], critical: float, bill: Bill) -> Row:
    return Row(
        kind=works[0].kind,
        name=works[0].name,
        calls=len(works),
        hits=sum(work.how == "hit" for work in works),
        failed=sum(work.how == "failed" for work in works),
        attempts=sum(work.attempts for work in works),
        work=sum(work.work for work in works),
        longest=max(work.end - work.ready for work in works),
        waited=sum(work.held + sum(work.waits.values()) for work in works),
        critical=critical,
        bill=bill,
    )


def _sum(works: list[Work], timeline: Timeline, bills: Mapping[int, Bill]) -> Bill:
    """The bill of spans of one name; what one of them called within another counts once."""
    numbers = {work.number for work in works}
    total = Bill()
    for work in works:
        around = timeline.works.get(work.within)
        while around is not None and around.number and around.number not in numbers:
            around = timeline.works.get(around.within)
        if around is None or not around.number:
            total += bills[work.number]
    return total
