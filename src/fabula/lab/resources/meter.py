"""A meter beside the work: what this process and all its children take, sampled in a thread."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Self

from fabula.errors import NotInstalled

MB = 1_000_000
EVERY_SECONDS = 0.05
"""Between two samples: a peak that is shorter may be missed."""
YOUNG_SECONDS = 1.0
"""A child that is older runs its own program, or is one of those that never will."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What a process and its children have at one moment.

    Args:
        at: Steady seconds.
        rss: Bytes of memory in use; what several share counts in each of them.
        processes: How many there are.
    """

    at: float
    rss: int
    processes: int


@dataclass(frozen=True, slots=True)
class Usage:
    """What the work took.

    Args:
        seconds: How long it was metered.
        cpu_seconds: CPU time of all processes, ended ones too.
        rss_before: Bytes of memory in use, with what processes share in each of them.
        rss_peak: The most that a sample found.
        rss_after: Bytes of memory in use.
        uss_before: Bytes that would be free if they all ended; None where the system does not say.
        uss_after: The same afterwards.
        read_bytes: From disks; None where the system does not say.
        written_bytes: To disks.
        sent_bytes: Over the network, by the whole machine: systems do not count it by process.
        received_bytes: The same the other way.
        descriptors: Open files and sockets more than before.
        most_processes: The most that a sample found.
        samples: In order of time.
        own_seconds: CPU time of the meter itself, which is in `cpu_seconds` too.
    """

    seconds: float
    cpu_seconds: float
    rss_before: int
    rss_peak: int
    rss_after: int
    uss_before: int | None
    uss_after: int | None
    read_bytes: int | None
    written_bytes: int | None
    sent_bytes: int
    received_bytes: int
    descriptors: int
    most_processes: int
    samples: tuple[Sample, ...]
    own_seconds: float

    @property
    def growth_mb(self) -> float:
        """Memory more than before, in MB; the peak counts, for it has to be there."""
        return max(0.0, (self.rss_peak - self.rss_before) / MB)

    @property
    def kept_mb(self) -> float:
        """Memory that was not given back, in MB."""
        return (self.rss_after - self.rss_before) / MB

    @property
    def cpu_share(self) -> float:
        """Cores in use, as a share of those that there are, 0 to 1."""
        return self.cpu_seconds / self.seconds / cores() if self.seconds else 0.0

    @property
    def memory_gb_seconds(self) -> float:
        """Memory in use over time: what a provider of machines bills."""
        area = 0.0
        for before, after in zip(self.samples, self.samples[1:], strict=False):
            area += (before.rss + after.rss) / 2 * (after.at - before.at)
        return area / 1e9


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def process_memory(pid: int | None = None) -> int:
    """Bytes of memory that a process filled itself; without the libraries that it only maps.

    Not USS: that also grows by a library when the last other process that maps it ends.

    Args:
        pid: Of the process; this one if None.

    Raises:
        NotInstalled: psutil is not there.
    """
    return _Tree(pid).memory()


class Meter:
    """Meters what happens between its begin and its end.

    ```python
    with Meter() as meter:
        make_a_film()
    print(meter.usage.growth_mb, meter.usage.cpu_share)
    ```

    Args:
        pid: Of the process, whose children count too; this one if None.
        every: Seconds between two samples.

    Raises:
        NotInstalled: psutil is not there.
    """

    def __init__(self, pid: int | None = None, *, every: float = EVERY_SECONDS) -> None:
        self._tree = _Tree(pid)
        self._every, self._end = every, threading.Event()
        self._thread = threading.Thread(target=self._watch, name="fabula-meter", daemon=True)
        self._samples: list[Sample] = []
        self._own = 0.0
        self._usage: Usage | None = None

    def __enter__(self) -> Self:
        self._before = self._tree.look()
        self._samples.append(self._tree.sample())
        self._began = time.perf_counter()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        seconds = time.perf_counter() - self._began
        self._end.set()
        self._thread.join()
        self._samples.append(self._tree.sample())
        self._usage = self._used(seconds, self._before, self._tree.look())

    @property
    def usage(self) -> Usage:
        """What the work took, once it is done."""
        if self._usage is None:
            raise RuntimeError("A meter tells what was used when its work is done.")
        return self._usage

    def _watch(self) -> None:
        while not self._end.wait(self._every):
            self._samples.append(self._tree.sample())
        self._own = time.thread_time()

    def _used(self, seconds: float, before: _Look, after: _Look) -> Usage:
        samples = tuple(self._samples)
        return Usage(
            seconds=seconds,
            cpu_seconds=after.cpu - before.cpu,
            rss_before=samples[0].rss,
            rss_peak=max(sample.rss for sample in samples),
            rss_after=samples[-1].rss,
            uss_before=before.uss,
            uss_after=after.uss,
            read_bytes=_more(before.read, after.read),
            written_bytes=_more(before.written, after.written),
            sent_bytes=after.sent - before.sent,
            received_bytes=after.received - before.received,
            descriptors=after.descriptors - before.descriptors,
            most_processes=max(sample.processes for sample in samples),
            samples=samples,
            own_seconds=self._own,
        )


@dataclass(frozen=True, slots=True)
class _Look:
    """A look at all that costs more to look at; sums over the processes."""

    cpu: float
    uss: int | None
    read: int | None
    written: int | None
    sent: int
    received: int
    descriptors: int


class _Tree:
    """A process and its children."""

    def __init__(self, pid: int | None) -> None:
        try:
            import psutil
        except ImportError:
            raise NotInstalled("Metering memory and CPU", "lab") from None
        self._psutil = psutil
        self._root = psutil.Process(pid)

    def _all(self) -> list[Any]:
        with suppress(self._psutil.Error):
            children = self._root.children(recursive=True)
            return [self._root, *(one for one in children if not self._is_copy(one))]
        return []

    def _is_copy(self, one: Any) -> bool:
        """Whether a process has just been forked, and runs no program of its own yet.

        Until then it tells the memory of its parent as its own, which would count it twice.
        """
        try:
            young = time.time() - one.create_time() < YOUNG_SECONDS
            return bool(young and one.cmdline() == one.parent().cmdline())
        except (AttributeError, self._psutil.Error):
            return True

    def memory(self) -> int:
        """Bytes of the process itself: what is in use, less what is mapped from files."""
        told = self._root.memory_info()
        return int(told.rss - getattr(told, "shared", 0))

    def sample(self) -> Sample:
        """A quick one."""
        at, found = time.perf_counter(), self._all()
        return Sample(at, int(self._sum(found, lambda one: one.memory_info().rss)), len(found))

    def look(self) -> _Look:
        """A thorough one."""
        found, add = self._all(), self._sum
        network = self._psutil.net_io_counters()
        return _Look(
            cpu=add(found, lambda one: sum(one.cpu_times()[:4])),
            uss=self._told(partial(add, found, lambda one: one.memory_full_info().uss)),
            read=self._told(partial(add, found, lambda one: one.io_counters().read_bytes)),
            written=self._told(partial(add, found, lambda one: one.io_counters().write_bytes)),
            sent=network.bytes_sent,
            received=network.bytes_recv,
            descriptors=int(add(found, _descriptors)),
        )

    def _sum(self, found: Iterable[Any], read: Callable[[Any], float]) -> float:
        """The sum over the processes; one that ends meanwhile has nothing."""
        total = 0.0
        for one in found:
            with suppress(self._psutil.NoSuchProcess, self._psutil.ZombieProcess):
                total += read(one)
        return total

    def _told(self, read: Callable[[], float]) -> int | None:
        """The figure, if this system tells it."""
        try:
            return int(read())
        except (AttributeError, NotImplementedError, self._psutil.AccessDenied):
            return None


def _descriptors(one: Any) -> int:
    """Open files and sockets; handles, as Windows calls them."""
    return int(one.num_fds() if hasattr(one, "num_fds") else one.num_handles())


def _more(before: int | None, after: int | None) -> int | None:
    return None if before is None or after is None else after - before
