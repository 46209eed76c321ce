"""Who leaks: the lines of code whose memory is still there after some jobs.

By memray where it is installed (four times the time, buffers of C libraries too), else by the
standard library's tracemalloc (eight times the time, Python's memory only). So neither is used in
the run that judges whether there is a leak.
"""

from __future__ import annotations

import gc
import importlib.util
import tempfile
import tracemalloc
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MOST = 5
WARM_UP = 3


@dataclass(frozen=True, slots=True)
class Culprit:
    """A line of code, and what it asked for and never gave back.

    Args:
        place: File and line.
        bytes_a_job: On average.
        allocations: How many pieces, in all.
    """

    place: str
    bytes_a_job: float
    allocations: int


def find_culprits(job: Callable[[int], object], jobs: int = 10, *, tool: str = "") -> list[Culprit]:
    """The lines that keep the most memory over some jobs, the most first.

    Args:
        job: Does its work, given its number.
        jobs: How many are watched, after three to warm up.
        tool: "memray" or "tracemalloc"; by default memray, if it is installed.
    """
    for number in range(WARM_UP):
        job(number)
    gc.collect()
    watch = _by_memray if (tool or tool_of()) == "memray" else _by_tracemalloc
    return watch(job, jobs)


def tool_of() -> str:
    """What finds them here: memray, or tracemalloc where that is not installed."""
    return "memray" if importlib.util.find_spec("memray") else "tracemalloc"


def _by_tracemalloc(job: Callable[[int], object], jobs: int) -> list[Culprit]:
    tracemalloc.start(1)
    try:
        before = tracemalloc.take_snapshot()
        for number in range(jobs):
            job(WARM_UP + number)
        gc.collect()
        after = tracemalloc.take_snapshot()
    finally:
        tracemalloc.stop()
    own = tracemalloc.Filter(inclusive=False, filename_pattern=tracemalloc.__file__)
    grown = after.filter_traces([own]).compare_to(before.filter_traces([own]), "lineno")
    return [
        Culprit(str(one.traceback[0]), one.size_diff / jobs, one.count_diff)
        for one in sorted(grown, key=lambda one: -one.size_diff)[:MOST]
        if one.size_diff > 0
    ]


def _by_memray(job: Callable[[int], object], jobs: int) -> list[Culprit]:
    import memray

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "allocations.bin"
        # Else small objects of Python would be seen only as the arenas that they share.
        with memray.Tracker(file, trace_python_allocators=True):
            for number in range(jobs):
                job(WARM_UP + number)
            gc.collect()
        sizes: Counter[str] = Counter()
        counts: Counter[str] = Counter()
        with memray.FileReader(file) as reader:
            for record in reader.get_leaked_allocation_records(merge_threads=True):
                place = _place(record.stack_trace(max_stacks=1))
                sizes[place] += record.size
                counts[place] += record.n_allocations
    return [Culprit(place, size / jobs, counts[place]) for place, size in sizes.most_common(MOST)]


def _place(stack: list[tuple[str, str, int]]) -> str:
    if not stack:
        return "outside of Python"
    _, file, line = stack[0]
    return f"{file}:{line}"
