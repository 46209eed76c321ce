"""Replay: how long a run would take if some of its work were faster, or more went on at once.

The spans are played again in simulated time: each is called when those that it came after have
ended, waits for its place and its thread as it did in truth, and takes as long as it took.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from fabula.engine.timeline import Timeline, Work
from fabula.errors import NotReproduced, UnknownName

TOLERANCE = 0.05
"""By how much the replay without a change may miss the measured time."""

POOLS = ("thread", "process")


@dataclass(frozen=True, slots=True)
class Change:
    """What is different in a replay.

    Args:
        speed: How many times as fast the work of this name is; all that it calls included.
        limit: How many parts of this name may go on at once, or how many steps in this pool;
            0 for all.
        bare: Nothing but work and limits: no memory, no waits, no time between the steps.
    """

    speed: Mapping[str, float] = field(default_factory=dict)
    limit: Mapping[str, int] = field(default_factory=dict)
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change would do; `seconds` of a run that takes `before` seconds now."""

    before: float
    seconds: float

    @property
    def shorter(self) -> float:
        """Share of the time that is saved, 0 to 1; below 0 if it takes longer."""
        return 1 - self.seconds / self.before if self.before else 0.0


def what_if(timeline: Timeline, change: Change) -> Outcome:
    """How long the run would have taken.

    Raises:
        UnknownName: The run has no work, or no parts, of a name in the change.
        NotReproduced: The replay without a change does not give the measured time.
    """
    works = timeline.works.values()
    _check("step, model or part", change.speed, {work.name for work in works if work.number})
    _check("limit", change.limit, _limited(timeline))
    before = replayed(timeline)
    if abs(before - timeline.makespan) > TOLERANCE * timeline.makespan:
        raise NotReproduced(
            f"The replay of run {timeline.run} gives {before:.2f} s, but it took "
            f"{timeline.makespan:.2f} s: what its steps waited for is not all in its log, "
            "so no what-if can be told from it."
        )
    return Outcome(before, replayed(timeline, change))


def ideal_seconds(timeline: Timeline, *, limited: bool = True) -> float:
    """How long the work alone would take, each step beginning when it can.

    Args:
        timeline: The run.
        limited: Keep the limits on how many parts, and how many steps of a pool, go on at once.
    """
    endless = {} if limited else dict.fromkeys(_limited(timeline), 0)
    return replayed(timeline, Change(limit=endless, bare=True))


def replayed(timeline: Timeline, change: Change | None = None) -> float:
    """Seconds that the replay takes; of the run as it was, if there is no change."""
    return _Replay(timeline, change or Change()).seconds()


def _limited(timeline: Timeline) -> set[str]:
    """What has a limit in this run: kinds of parts, and the pools that were used."""
    works = timeline.works.values()
    return {work.name for work in works if work.limit} | {_pool_of(work) for work in works} - {""}


def _check(kind: str, names: Mapping[str, object], known: set[str]) -> None:
    for name in names:
        if name not in known:
            raise UnknownName(kind, name, known)


class _Places:
    """So many may go on at once; the others wait in a line."""

    def __init__(self, free: int) -> None:
        self._free = free
        self._line: deque[Callable[[], None]] = deque()

    def enter(self, go: Callable[[], None]) -> None:
        if self._free > 0:
            self._free -= 1
            go()
        else:
            self._line.append(go)

    def leave(self) -> None:
        if self._line:
            self._line.popleft()()
        else:
            self._free += 1


class _Replay:
    """The spans of a run, played again in simulated time."""

    def __init__(self, timeline: Timeline, change: Change) -> None:
        self._timeline, self._works, self._change = timeline, timeline.works, change
        self._now = 0.0
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._planned = 0
        self._ended: set[int] = set()
        self._followers: dict[int, list[Work]] = {}
        self._joiners: dict[int, list[Work]] = {}
        for work in self._works.values():
            for cause in work.after:
                self._followers.setdefault(cause, []).append(work)
            if work.joined:
                self._joiners.setdefault(work.joined, []).append(work)
        self._before = {work.number: len(self._causes(work)) for work in self._works.values()}
        self._within = {work.number: len(self._inside(work)) for work in self._works.values()}
        self._gates: dict[int, _Places] = {}
        self._queued = _queued(timeline)
        sizes = {**timeline.pools, **{p: n for p, n in change.limit.items() if p in POOLS}}
        self._pools = {pool: _Places(size or len(self._works)) for pool, size in sizes.items()}

    def seconds(self) -> float:
        """Play to the end."""
        self._start(self._timeline.whole)
        while self._agenda:
            self._now, _, act = heapq.heappop(self._agenda)
            act()
        return self._now

    def _causes(self, work: Work) -> list[Work]:
        """What must have ended before the span is called."""
        return [self._works[number] for number in work.after if number in self._works]

    def _inside(self, work: Work) -> list[Work]:
        """What must have ended before the span ends."""
        numbers = (*work.inner, work.joined) if work.joined else work.inner
        return [self._works[number] for number in numbers if number in self._works]

    def _plan(self, seconds: float, act: Callable[[], None]) -> None:
        self._planned += 1
        heapq.heappush(self._agenda, (self._now + max(0.0, seconds), self._planned, act))

    def _spare(self, seconds: float) -> float:
        """Time in which nothing is worked: none of it in a bare replay."""
        return 0.0 if self._change.bare else max(0.0, seconds)

    def _call(self, work: Work) -> None:
        """All that it came after has ended: it is called when the recipe has got so far."""
        parent = self._works.get(work.within, self._timeline.whole)
        before = max((cause.end for cause in self._causes(work)), default=parent.start)
        self._plan(self._spare(work.ready - before), partial(self._hold, work))

    def _hold(self, work: Work) -> None:
        """Wait for its place among the parts, or for the memory."""
        if not work.group:
            self._plan(self._spare(work.held), partial(self._start, work))
            return
        if work.group not in self._gates:
            limit = self._change.limit.get(work.name, work.limit)
            self._gates[work.group] = _Places(limit or len(self._works))
        self._gates[work.group].enter(partial(self._start, work))

    def _start(self, work: Work) -> None:
        for number in work.inner:
            if not self._before[number]:
                self._call(self._works[number])
        if work.joined in self._ended:
            self._within[work.number] -= 1
        if self._within[work.number]:
            return
        pool = self._pools.get(_pool_of(work)) if not work.joined else None
        if pool is not None:
            pool.enter(partial(self._toil, work, pool))
        else:
            self._toil(work, None)

    def _toil(self, work: Work, pool: _Places | None) -> None:
        """Nothing is inside of it any more: what is left is its own."""
        inside = max((one.end for one in self._inside(work)), default=None)
        if inside is None:
            own = work.work / self._speed(work)
            spare = sum(work.waits.values()) - self._queued.get(work.number, 0.0)
        else:
            own, spare = 0.0, max(0.0, work.end - inside) / self._speed(work)
        self._plan(own + self._spare(spare), partial(self._end, work, pool))

    def _speed(self, work: Work) -> float:
        speed = 1.0
        while work.number:
            speed *= self._change.speed.get(work.name, 1.0)
            work = self._works.get(work.within, self._timeline.whole)
        return speed

    def _end(self, work: Work, pool: _Places | None) -> None:
        self._ended.add(work.number)
        if pool is not None:
            pool.leave()
        if work.group:
            self._gates[work.group].leave()
        for follower in self._followers.get(work.number, ()):
            self._before[follower.number] -= 1
            if not self._before[follower.number]:
                self._call(follower)
        parent = self._works.get(work.within, self._timeline.whole) if work.number else None
        for waiter in (*self._joiners.get(work.number, ()), *((parent,) if parent else ())):
            self._within[waiter.number] -= 1
            if not self._within[waiter.number]:
                self._toil(waiter, None)


def _pool_of(work: Work) -> str:
    """The pool that it ran in; empty if it ran on the loop."""
    return next((pool for pool in POOLS if pool in work.waits), "")


def _queued(timeline: Timeline) -> dict[int, float]:
    """Seconds that spans waited because their pool was full; it took the rest to begin."""
    queued: dict[int, float] = {}
    for pool, size in timeline.pools.items():
        works = [work for work in timeline.works.values() if pool in work.waits]
        begins = sorted(work.start + work.waits[pool] for work in works)
        ends = sorted(work.end for work in works)
        for work in works:
            if bisect_right(begins, work.start) - bisect_right(ends, work.start) >= size:
                queued[work.number] = work.waits[pool]
    return queued
