"""What a machine can measure: its clock, its noise, its driver, and so the least change it sees."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from fabula.lab.comparing.ab import Effort, compare_sides
from fabula.lab.comparing.colours import Found
from fabula.lab.load.arrivals import constant
from fabula.lab.load.http import Http
from fabula.lab.load.opened import drive_open
from fabula.lab.load.requests import LAG_SECONDS
from fabula.lab.load.sink import sink
from fabula.lab.record import Metric
from fabula.lab.statistics.summary import percentile

RATES = (100, 200, 500, 1000, 2000)
DRIVEN_SECONDS = 2.0
PAIRS = (12, 30, 100)
"""For how many pairs the least change is told."""
MEASURED = 60
"""Pairs of each unit that are measured."""
RESAMPLES = 500
SEEN = 0.9
"""What is seen so often is said to be seen."""

BUSY_ROUNDS = 120_000
WAITS = 4, 0.005

SPREAD = Metric("doctor.spread", "share", about="deviation of the same work; label `unit`")
LEAST = Metric("doctor.least_change", "share", about="that 30 pairs see; label `unit`")
LAG = Metric("driver.lag.seconds", about="by how much the driver sends late; label `rate`")
SLEPT = Metric("doctor.oversleep.seconds", about="by how much a sleep of 1 ms is too long")


def work_busily() -> None:
    """Keep a core busy for some 10 ms."""
    sum(number * number % 7 for number in range(BUSY_ROUNDS))


def wait_idly() -> None:
    """Wait for 20 ms, as for a model."""
    times, seconds = WAITS
    for _ in range(times):
        time.sleep(seconds)


UNITS: Mapping[str, tuple[Callable[[], None], Callable[[], float]]] = {
    "busy, by the wall clock": (work_busily, time.perf_counter),
    "busy, by CPU time": (work_busily, time.process_time),
    "waiting": (wait_idly, time.perf_counter),
}
"""What is measured against itself, and by which clock."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The same work, measured in pairs.

    Args:
        seconds: Each of them.
        ratios: Second by first of each pair.
    """

    seconds: tuple[float, ...]
    ratios: tuple[float, ...]

    @property
    def deviation(self) -> float:
        """Standard deviation, as a share of the mean."""
        return statistics.stdev(self.seconds) / statistics.fmean(self.seconds)

    def least(self, pairs: int, seed: int = 0) -> float:
        """The least slowdown that so many pairs would tell from none, nine times of ten.

        The interval of a median is between two of the sorted ratios, by the binomial distribution
        (Conover, *Practical Nonparametric Statistics*, 1999, section 3.2).
        """
        chance = random.Random(seed)  # noqa: S311
        place = max(0, int(pairs / 2 - 0.98 * pairs**0.5))
        lows = [sorted(chance.choices(self.ratios, k=pairs))[place] for _ in range(RESAMPLES)]
        return max(0.0, 1 / percentile(sorted(lows), 100 * (1 - SEEN)) - 1)


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was found.

    Args:
        tick_seconds: Between two different readings of the clock.
        overslept: By how much each sleep of 1 ms was too long, in seconds.
        stolen: Share of CPU time that the host gave to others, 0 to 1; None where it is not told.
        spreads: By unit.
        lags: By arrivals a second: by how much each request was sent late, in seconds.
        colours: Of comparisons of the same code.
    """

    tick_seconds: float
    overslept: tuple[float, ...]
    stolen: float | None
    spreads: Mapping[str, Spread]
    lags: Mapping[int, tuple[float, ...]]
    colours: Counter[str]

    @property
    def trusted_rate(self) -> int:
        """The highest rate at which the driver was on time; 0 if it never was."""
        good = [rate for rate, lags in self.lags.items() if percentile(lags, 99) <= LAG_SECONDS]
        return max(good, default=0)


def examine(
    comparisons: int = 0, *, rates: Sequence[int] = RATES, pairs: int = MEASURED
) -> Checkup:
    """Examine this machine; some 20 s.

    Args:
        comparisons: How often the same code is compared with itself, besides.
        rates: Arrivals a second that the driver tries.
        pairs: How many pairs of each unit.
    """
    before = _cpu_times()
    spreads = {name: _spread(*unit, pairs) for name, unit in UNITS.items()}
    overslept = tuple(sorted(_overslept() for _ in range(200)))
    colours = Counter(_same_code(seed) for seed in range(comparisons))
    lags = _lags(rates)
    return Checkup(_tick(), overslept, _stolen(before, _cpu_times()), spreads, lags, colours)


def _tick() -> float:
    readings = [time.perf_counter() for _ in range(10_000)]
    return min(b - a for a, b in pairwise(readings) if b > a)


def _overslept() -> float:
    began = time.perf_counter()
    time.sleep(0.001)
    return time.perf_counter() - began - 0.001


def _spread(work: Callable[[], None], clock: Callable[[], float], pairs: int) -> Spread:
    def once() -> float:
        began = clock()
        work()
        return clock() - began

    once()
    measured = [(once(), once()) for _ in range(pairs)]
    seconds = tuple(one for pair in measured for one in pair)
    return Spread(seconds, tuple(second / first for first, second in measured if first))


class _Same:
    """A side that works busily, as the other does."""

    def measure(self) -> Found:
        """How long it took."""
        began = time.perf_counter()
        work_busily()
        took = time.perf_counter() - began
        return {("doctor", "same.seconds", ()): (Metric("same.seconds"), (took,))}


def _same_code(seed: int) -> str:
    return compare_sides(_Same(), _Same(), Effort(seed=seed))[0].colour


def _lags(rates: Sequence[int]) -> dict[int, tuple[float, ...]]:
    with sink() as address:
        return {rate: asyncio.run(_lag(address, rate)) for rate in rates}


async def _lag(address: str, rate: int) -> tuple[float, ...]:
    async with Http(address) as http:
        run = await drive_open(lambda _number: http.get("/"), constant(rate, DRIVEN_SECONDS))
    return tuple(run.lags)


def _cpu_times() -> tuple[int, ...]:
    """What the cores did since the machine began, in ticks; the eighth was stolen by the host."""
    try:
        line = Path("/proc/stat").read_text("ascii").partition("\n")[0]
    except OSError:
        return ()
    return tuple(int(word) for word in line.split()[1:9])


def _stolen(before: tuple[int, ...], after: tuple[int, ...]) -> float | None:
    if len(before) < 8:
        return None
    spent = [now - then for then, now in zip(before, after, strict=True)]
    return spent[7] / sum(spent) if sum(spent) else 0.0


BUSY, BUSY_CPU, _ = UNITS
QUIET, NOISY = 0.03, 0.10


def advise(found: Checkup, load: float) -> list[str]:
    """What to do about it, the worst first.

    Args:
        found: By `examine`.
        load: Processes that wanted a core just before, for each core.
    """
    advice = []
    if found.colours["red"]:
        times = f"{found.colours['red']} of {found.colours.total()}"
        advice.append(f"The same code was red {times} times: do not gate on this machine.")
    if found.trusted_rate < max(found.lags):
        upto = (
            f"up to {found.trusted_rate} arrivals a second" if found.trusted_rate else "at no rate"
        )
        advice.append(
            f"The driver is on time {upto}; else loads are INVALID: drive from elsewhere."
        )
    if (found.stolen or 0) > 0.01:
        advice.append(
            f"The host takes {found.stolen:.1%} of the CPU for others: no wall clock is fair."
        )
    if load > 0.5:
        advice.append(
            f"Others want the cores, too (load {load:.2f} a core): wait until they are done."
        )
    wall, cpu = (found.spreads[name] for name in (BUSY, BUSY_CPU))
    if wall.deviation > NOISY:
        advice.append(
            f"The same work scatters by {wall.deviation:.0%}: judge changes by `fabula lab ab`, or "
            "on `--clock virtual`; stored baselines of seconds will be red by chance."
        )
    if cpu.deviation < 0.5 * wall.deviation and wall.deviation > QUIET:
        advice.append("CPU time scatters less than half as much: compare by `.cpu` metrics.")
    return advice or ["A quiet machine: stored baselines can be believed, too."]
