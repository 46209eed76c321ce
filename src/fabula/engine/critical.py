"""The critical path: which work, or which wait, each moment of a run was spent on.

Walked back from the end. A span ended when the last of its inner spans did; it was ready when the
last of those that it came after ended; it started when whoever held its place ended. What lies
between two of these moments is the work, or the wait, of the span that it belongs to.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from fabula.engine.timeline import LIMIT, MEMORY, Timeline, Work

SLACK = 1e-5
"""Seconds by which moments of the log may differ that were the same."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the critical path.

    Args:
        work: The span that it belongs to.
        wait: What was waited for; empty if it was worked.
        begin: In seconds since the run began.
        end: In seconds since the run began.
        caller: Name of the step that asked, for a model: which of a run's questions is slow.
    """

    work: Work
    wait: str
    begin: float
    end: float
    caller: str = ""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end - self.begin

    @property
    def name(self) -> str:
        """The work, or the wait and the work that waited: "narrate: speech", "limit (scene)"."""
        name = f"{self.caller}: {self.work.name}" if self.caller else self.work.name
        return f"{self.wait} ({name})" if self.wait else name


def critical_path(timeline: Timeline) -> tuple[Segment, ...]:
    """The segments in order of time: each begins where the one before ended, the last ends the run.

    Together they are the whole makespan.
    """
    path: list[Segment] = []
    for segment in reversed(list(_Walk(timeline).back())):
        before = path[-1] if path else None
        if before and (before.work.number, before.wait) == (segment.work.number, segment.wait):
            path[-1] = replace(before, end=segment.end)
        elif segment.seconds > 0:
            path.append(segment)
    return tuple(path)


def sums_by_name(path: Sequence[Segment]) -> dict[str, float]:
    """Seconds of the critical path by work or wait, the most first."""
    sums: dict[str, float] = {}
    for segment in path:
        sums[segment.name] = sums.get(segment.name, 0.0) + segment.seconds
    return dict(sorted(sums.items(), key=lambda item: -item[1]))


class _Walk:
    """The way back: at each moment a span that held the run up, and the moment."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._now = timeline.makespan
        self._groups: dict[int, list[Work]] = {}
        for work in timeline.works.values():
            if work.group:
                self._groups.setdefault(work.group, []).append(work)

    def back(self) -> Iterator[Segment]:
        work: Work | None = self._timeline.whole
        seen: set[int] = set()
        while work is not None and work.number not in seen:
            seen.add(work.number)
            held_by = yield from self._through(work)
            work = held_by or (yield from self._to_its_cause(work))
        # Only spans without any length can go round in a circle.
        yield self._until(self._timeline.whole, 0.0)

    def _until(self, work: Work, begin: float, wait: str = "") -> Segment:
        """From `begin` to the present moment, which then is `begin`."""
        begin = min(max(begin, 0.0), self._now)
        segment = Segment(work, wait, begin, self._now, self._caller(work))
        self._now = begin
        return segment

    def _caller(self, work: Work) -> str:
        """The step that a model's answer is for; empty for anything but a model."""
        if work.kind != "model":
            return ""
        around = self._timeline.works.get(work.within)
        return around.name if around is not None and around.kind == "step" else ""

    def _through(self, work: Work) -> Generator[Segment, None, Work | None]:
        """From the end of a span to its start, or to the end of another one that it waited for."""
        last = self._timeline.latest([work.joined] if work.joined else work.inner)
        if last is not None:
            # What it gave is stored when all its inner spans have ended.
            stored = self._now - work.waits.get(MEMORY, 0.0)
            yield self._until(work, max(stored, last.end), MEMORY)
            yield self._until(work, last.end)
            return last
        yield from self._from_start(work, work.waits)
        return None

    def _from_start(self, work: Work, waits: Mapping[str, float]) -> Iterator[Segment]:
        """From the present moment to the start of a span: its work, and before that its waits."""
        waited = sum(waits.values())
        yield self._until(work, work.start + waited)
        for name, seconds in waits.items():
            waited -= seconds
            yield self._until(work, work.start + waited, name)

    def _to_its_cause(self, work: Work) -> Generator[Segment, None, Work | None]:
        """From the start of a span to the end of the one that let it begin; None at the very start.

        A span without inner ones is left at its start; the first of the inner ones leads here too.
        """
        while work.number:
            freed_by = self._freed_by(work)
            if freed_by is not None:
                yield self._until(work, freed_by.end, LIMIT)
                return freed_by
            yield self._until(work, work.ready, LIMIT if work.kind == "part" else MEMORY)
            parent = self._timeline.works.get(work.within, self._timeline.whole)
            cause = self._timeline.latest(work.after)
            if cause is not None:
                yield self._until(parent, cause.end)
                return cause
            # It waited before it called anything: for its place, say, under a step's policy.
            before = {name: time for name, time in parent.waits.items() if name != MEMORY}
            yield from self._from_start(parent, before)
            work = parent
        return None

    def _freed_by(self, work: Work) -> Work | None:
        """The part whose end made room for this one."""
        ended = [
            one.end
            for one in self._groups.get(work.group, ())
            if work.ready < one.end <= work.start + SLACK and one is not work
        ]
        if not ended:
            return None
        return next(one for one in self._groups[work.group] if one.end == max(ended))
