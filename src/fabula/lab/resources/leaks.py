"""Leak, cache or clean: three signals, and whether they go on when the run is made longer.

A rule on memory alone misses leaks that are small beside the noise of an allocator, and takes every
cache that fills for a leak. So, job by job, three things are counted: blocks and objects of Python,
which have no noise but know nothing of large buffers, and memory of the process. If one of them
rises, the run is made three and nine times as long: what fills comes to an end, a leak does not.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import inspect
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from fabula.lab.resources.meter import process_memory
from fabula.lab.statistics.summary import median
from fabula.lab.statistics.trends import rising, slope

Kind = Literal["CLEAN", "CACHE/WARM-UP", "LEAK"]
What = Literal["", "objects", "buffers"]

JOBS, WARM_UP = 20, 5
LONGER = (3, 9)
"""How many times as long the run becomes, where a signal rises."""

OBJECTS_A_JOB, BLOCKS_A_JOB, BYTES_A_JOB = 0.5, 20.0, 6_000.0
"""What rises less than this is the watching itself, or too little to matter (a block is some 60
bytes): with jobs that do nothing it was 0 objects, 5 blocks and 2,000 bytes."""

ALLOWED = {"objects": OBJECTS_A_JOB, "blocks": BLOCKS_A_JOB, "memory": BYTES_A_JOB}

BY_CHANCE = 0.01
"""Memory goes up and down by itself; a rise must be less likely than this to be by chance."""

GOES_ON = 0.5
"""A signal that keeps this share of its slope when the run is made longer goes on."""


@dataclass(slots=True)
class Signals:
    """What was counted after each job; of another process, its memory only."""

    objects: list[float] = field(default_factory=list)
    blocks: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    pid: int | None = None

    def take(self) -> None:
        """Count once more, after a full garbage collection."""
        if self.pid is not None:
            self.memory.append(float(process_memory(self.pid)))
            self.blocks.append(0.0)
            self.objects.append(0.0)
            return
        gc.collect()
        _give_back()
        self.memory.append(float(process_memory()))
        # Before the list of all objects exists.
        self.blocks.append(float(sys.getallocatedblocks()))
        self.objects.append(float(len(gc.get_objects())))

    def rises(self, jobs: int) -> dict[str, float]:
        """What a job adds to each signal, by the second half of the first so many jobs.

        The first half warms up: pools grow to their size, modules are imported.
        """
        halves = {
            name: getattr(self, name)[jobs // 2 : jobs + 1]
            for name in ("objects", "blocks", "memory")
        }
        rises = {name: _rise(values) for name, values in halves.items()}
        if rising(_thinned(halves["memory"])) > BY_CHANCE:
            rises["memory"] = min(0.0, rises["memory"])
        return rises


def _give_back() -> None:
    """Let the allocator give back what is free: it would keep it, now more and now less."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def _rise(values: Sequence[float]) -> float:
    groups = _thinned(values)
    return slope(groups) / _size(values) if len(groups) > 1 else 0.0


def _thinned(values: Sequence[float]) -> list[float]:
    """At most forty medians of neighbours: pairs grow with the square of the values."""
    size = _size(values)
    return [median(values[at : at + size]) for at in range(0, len(values) - size + 1, size)]


def _size(values: Sequence[float]) -> int:
    return max(1, len(values) // 40)


@dataclass(frozen=True, slots=True)
class LeakVerdict:
    """What the lab concluded.

    Args:
        kind: CLEAN, CACHE/WARM-UP (it fills, and comes to an end), or LEAK (it goes on).
        what: What leaks: "objects" of Python, or "buffers" that Python does not count.
        bytes_a_job: Memory that a job adds at the end of the run.
        growth: Memory more after the first twenty jobs, as a share of that before them.
        jobs: How many were run, without those to warm up.
        rises: What a job adds to each signal: after the first run, and after each longer one.
        memory: Bytes before the first job, and after each job of the first run.
    """

    kind: Kind
    what: What
    bytes_a_job: float
    growth: float
    jobs: int
    rises: Mapping[str, tuple[float, ...]]
    memory: tuple[float, ...] = ()

    def __str__(self) -> str:
        kind = f"{self.kind}({self.what})" if self.what else self.kind
        return f"{kind}: {self.bytes_a_job / 1000:+.1f} KB a job over {self.jobs} jobs"


Job = Callable[[int], "Awaitable[object] | object"]


async def watch_memory(
    job: Job,
    *,
    jobs: int = JOBS,
    warm_up: int = WARM_UP,
    longer: Sequence[int] = LONGER,
    pid: int | None = None,
) -> LeakVerdict:
    """Run a job again and again, and judge what it leaves behind.

    Args:
        job: Does its work, given its number; may be async.
        jobs: Of the first run; at least 8.
        warm_up: Jobs before, which do not count.
        longer: How many times as long the run becomes if something rises.
        pid: The process in which the jobs are done; None: this one.

    Raises:
        NotInstalled: psutil is not there.
    """
    signals, done = Signals(pid=pid), 0

    async def work(until: int) -> None:
        nonlocal done
        while done < until:
            outcome = job(done)
            if inspect.isawaitable(outcome):
                await outcome
            done += 1
            # It reads from the system, for which a loop must not wait.
            await asyncio.to_thread(signals.take)

    await work(warm_up)
    # What is there already need not be looked at again after each job.
    gc.freeze()
    try:
        signals = Signals(pid=pid)
        await asyncio.to_thread(signals.take)
        lengths = [jobs]
        await work(warm_up + jobs)
        for times in longer:
            if not _suspects(signals.rises(lengths[-1])):
                break
            lengths.append(jobs * times)
            await work(warm_up + jobs * times)
    finally:
        gc.unfreeze()
    return judge_signals(signals, lengths)


def judge_signals(signals: Signals, lengths: Sequence[int]) -> LeakVerdict:
    """The verdict on what was counted.

    Args:
        signals: After each job; the first count is that before the first job.
        lengths: How many jobs the run had, and each longer one.
    """
    rises = [signals.rises(length) for length in lengths]
    first, last = rises[0], rises[-1]
    going = [name for name in _suspects(last) if _goes_on(name, rises)]
    kind: Kind = "CLEAN"
    what: What = ""
    if going:
        kind, what = "LEAK", "buffers" if going == ["memory"] else "objects"
    elif _suspects(first):
        kind = "CACHE/WARM-UP"
    before, after = signals.memory[0], signals.memory[min(lengths[0], len(signals.memory) - 1)]
    return LeakVerdict(
        kind=kind,
        what=what,
        bytes_a_job=last["memory"],
        growth=after / before - 1 if before else 0.0,
        jobs=lengths[-1],
        rises={name: tuple(one[name] for one in rises) for name in first},
        memory=tuple(signals.memory[: lengths[0] + 1]),
    )


def _suspects(rises: Mapping[str, float]) -> list[str]:
    """The signals that rise by more than the watching itself makes them."""
    return [name for name, most in ALLOWED.items() if rises[name] > most]


def _goes_on(name: str, rises: Sequence[Mapping[str, float]]) -> bool:
    """Whether a rise is no filling; one that was seen in one length only cannot be told apart."""
    *before, last = [one[name] for one in rises if one[name] > ALLOWED[name]]
    return bool(before) and last >= GOES_ON * min(before)
