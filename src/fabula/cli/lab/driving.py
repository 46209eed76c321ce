"""What the lab's commands about load share: how requests are written, told and recorded."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from fabula.lab.deployments import Deployment
from fabula.lab.environment import look_around
from fabula.lab.load import LoadRun, read_arrivals
from fabula.lab.load.arrivals import Arrivals
from fabula.lab.metrics import ERRORS, RESPONSE, THROUGHPUT
from fabula.lab.record import Environment, Metric, Outcome, Record, Samples, Setup
from fabula.lab.statistics.summary import percentile

LAG = Metric("driver.lag.seconds", about="by how much the driver itself sent late")

COLUMNS = ("asked", "p50 ms", "p95 ms", "p99 ms", "errors", "answered", "lag p99", "")
ROW = "{:>6} {:>8} {:>8} {:>8} {:>7} {:>9} {:>8}  {}"


def row(run: LoadRun, verdict: str = "") -> str:
    """A load as a line of the table, below `COLUMNS`."""
    if not run.requests:
        return ROW.format(0, *["-"] * 6, verdict)
    times = (f"{percentile(run.latencies, share) * 1000:.1f}" for share in (50, 95, 99))
    lag = f"{percentile(run.lags, 99) * 1000:.1f}"
    return ROW.format(
        run.intended, *times, f"{run.errors:.1%}", f"{run.throughput:.1f}/s", lag, verdict
    )


def arrivals_of(text: str, seconds: float, seed: int) -> Arrivals:
    """What `--arrivals` means: `poisson:20`, `ramp:1-50`, `stairs:5-10-20`, `trace:FILE`.

    Args:
        text: As it was typed; the drivers' own form, `poisson(20, 30)`, will do, too.
        seconds: How long, all stairs together; a trace takes as long as it does.
        seed: Of the chance of poisson.

    Raises:
        UnknownName: There is no such kind.
        BadSetting: A number is missing, or cannot be.
    """
    kind, colon, told = text.partition(":")
    if not colon or "(" in kind:
        return read_arrivals(text, seed)
    if kind == "trace":
        return read_arrivals(f"trace({told})", seed)
    rates = told.split("-")
    each = seconds / len(rates) if kind == "stairs" else seconds
    return read_arrivals(f"{kind}({', '.join(rates)}, {each})", seed)


def samples_of(run: LoadRun, labels: Mapping[str, str]) -> tuple[Samples, ...]:
    """What a load measured, for the record; nothing if nothing was sent."""
    if not run.requests:
        return ()
    failed = tuple(float(bool(one.failure)) for one in run.requests)
    return (
        Samples(RESPONSE, tuple(run.latencies), labels),
        Samples(ERRORS, failed + (1.0,) * run.dropped, labels),
        Samples(THROUGHPUT, (run.throughput,), labels),
        Samples(LAG, tuple(run.lags), labels),
    )


@dataclass(frozen=True, slots=True)
class Begun:
    """When a load began, and where."""

    at: float
    clock: float
    environment: Environment

    @property
    def seconds(self) -> float:
        """Since then."""
        return time.perf_counter() - self.clock

    def record(self, outcome: Outcome, deployment: Deployment, seed: int) -> Record:
        """The record of a load."""
        offers = tuple(sorted(deployment.offers))
        return Record(
            id=datetime.fromtimestamp(self.at, UTC).strftime("%Y%m%d-%H%M%S"),
            started_at=self.at,
            seconds=self.seconds,
            setup=Setup((outcome.suite,), deployment.name, seed=seed, offers=offers),
            environment=self.environment,
            outcomes=(outcome,),
        )


def begin() -> Begun:
    """Note when and where it begins."""
    return Begun(time.time(), time.perf_counter(), look_around())
