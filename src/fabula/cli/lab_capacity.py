"""`fabula lab capacity`: how many requests a second a deployment answers as is demanded."""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Iterable
from datetime import UTC, datetime

from rich.console import Console

from fabula.cli.lab_writing import UNREACHABLE, exit_code, open_console, print_plain, write_asked
from fabula.errors import BadSetting, UnreachableAddress
from fabula.lab.asking import asked_of
from fabula.lab.deployments import Deployment, open_deployment
from fabula.lab.environment import look_around
from fabula.lab.load import Capacity, LoadRun, drive_open, find_capacity, read_arrivals, read_slo
from fabula.lab.load.arrivals import Arrivals
from fabula.lab.load.capacity import Try
from fabula.lab.load.slo import Slo
from fabula.lab.metrics import RESPONSE, THROUGHPUT
from fabula.lab.record import Metric, Outcome, Record, Samples, Setup, State
from fabula.lab.statistics.summary import percentile

CAPACITY = Metric("capacity.rate", "1/s", "higher", about="the highest rate that was kept")

SUITE = "capacity"
STEADY = ("constant", "poisson")
"""Arrivals that have a rate which can be searched."""
COLUMNS = ("arrivals", "asked", "p50 ms", "p95 ms", "p99 ms", "errors", "answered", "lag p99", "")
ROW = "{:>10} {:>6} {:>8} {:>8} {:>8} {:>7} {:>9} {:>8}  {}"


def search(flags: argparse.Namespace) -> int:
    """Find how much the deployment can take, or ask it once as the arrivals are written."""
    _check(flags)
    slo, console = read_slo(flags.slo), open_console()
    steady = flags.arrivals in STEADY
    arrivals = None if steady else arrivals_of(flags.arrivals, flags.seconds, flags.seed)
    try:
        deployment = open_deployment(flags.target, flags.key)
    except UnreachableAddress as problem:
        print_plain(Console(stderr=True), f"fabula: {problem}")
        return UNREACHABLE
    started_at, started, environment = time.time(), time.perf_counter(), look_around()

    found = asyncio.run(_found(deployment, slo, arrivals, flags, console))
    state, verdict = judged(found, slo, flags.at_least)
    seconds = time.perf_counter() - started
    record = Record(
        id=datetime.fromtimestamp(started_at, UTC).strftime("%Y%m%d-%H%M%S"),
        started_at=started_at,
        seconds=seconds,
        setup=Setup(
            (SUITE,), deployment.name, seed=flags.seed, offers=tuple(sorted(deployment.offers))
        ),
        environment=environment,
        outcomes=(_outcome(found, flags, state, verdict, seconds),),
    )
    print_plain(console, verdict)
    write_asked(record, flags, console)
    return exit_code(record, strict=False)


def _check(flags: argparse.Namespace) -> None:
    for name in ("seconds", "first", "most"):
        if getattr(flags, name) <= 0:
            raise BadSetting(f"--{name} {getattr(flags, name):g}: needs a number above 0.")
    if flags.at_least is not None and flags.at_least > flags.most:
        raise BadSetting(f"--at-least {flags.at_least:g} is more than is tried: raise --most.")


async def _found(
    deployment: Deployment,
    slo: Slo,
    arrivals: Arrivals | None,
    flags: argparse.Namespace,
    console: Console,
) -> Capacity:
    """Search, where the arrivals have no rate of their own; else what one drive of them shows."""
    async with asked_of(deployment, flags.scenario, flags.seed) as ask:
        print_plain(console, ROW.format(*COLUMNS).rstrip())

        async def drive(come: Arrivals, rate: float) -> Try:
            run = await drive_open(ask, come)
            one = Try(rate, run, tuple(slo.broken(run)), run.invalid(slo.threshold))
            print_plain(console, row(one))
            return one

        async def steady(rate: float) -> LoadRun:
            come = read_arrivals(f"{flags.arrivals}({rate}, {flags.seconds})", flags.seed)
            return (await drive(come, rate)).run

        if arrivals is None:
            first = min(flags.first, flags.most)
            return await find_capacity(steady, slo, first=first, most=flags.most)
        one = await drive(arrivals, _rate(arrivals))
        return Capacity(one.rate if one.kept else 0.0, _limit(one), (one,))


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


def _rate(arrivals: Arrivals) -> float:
    """Arrivals a second, on average."""
    return len(arrivals) / arrivals[-1] if arrivals and arrivals[-1] else float(len(arrivals))


def row(one: Try) -> str:
    """A try as a line of the table."""
    run = one.run
    if not run.requests:
        return ROW.format(f"{one.rate:.1f}/s", 0, *["-"] * 6, _limit(one))
    times = (f"{percentile(run.latencies, share) * 1000:.1f}" for share in (50, 95, 99))
    lag = f"{percentile(run.lags, 99) * 1000:.1f}"
    errors, answered = f"{run.errors:.1%}", f"{run.throughput:.1f}/s"
    verdict = _limit(one) or "kept"
    return ROW.format(f"{one.rate:.1f}/s", run.intended, *times, errors, answered, lag, verdict)


def _limit(one: Try) -> str:
    """What a try did not keep to, with the most frequent failure; or why it says nothing."""
    if one.invalid:
        return f"INVALID: {one.invalid}"
    failures = [reason for reason, _ in one.run.failures.most_common(1)]
    return "; ".join([*one.broken, *failures]) if one.broken else ""


def judged(found: Capacity, slo: Slo, at_least: float | None) -> tuple[State, str]:
    """The verdict, and in a sentence what was found.

    Args:
        found: What the search found.
        slo: What was demanded of each answer.
        at_least: The rate that is demanded, if one is.
    """
    valid = [one for one in found.tries if not one.invalid]
    driver_bound = any(one.invalid for one in found.tries) and found.at_least
    more = "at least " if found.at_least else ""
    told = f"{more}{found.rate:.1f} requests a second keep to {slo}"
    if not found.rate and (driver_bound or not valid):
        return "invalid", f"INVALID: the driver was late, so nothing is judged. {found.limit}"
    if not found.rate:
        return "failed", f"FAIL: no rate that was tried keeps to {slo}. {found.limit}"
    beyond = "" if found.limit.startswith("nothing broke") else "Beyond it: "
    above = f" {beyond}{found.limit}." if found.limit else ""
    if at_least is not None and found.rate < at_least:
        state: State = "invalid" if driver_bound else "failed"
        word = "INVALID" if driver_bound else "FAIL"
        return state, f"{word}: {told}, not the {at_least:g} demanded.{above}"
    return "passed", f"PASS: {told}.{above}"


def _outcome(
    found: Capacity, flags: argparse.Namespace, state: State, verdict: str, seconds: float
) -> Outcome:
    title = f"How many requests a second keep to {flags.slo}."
    return Outcome(
        suite=SUITE,
        name=flags.scenario or "default",
        title=title,
        state=state,
        seconds=seconds,
        reason="" if state == "passed" else verdict,
        markers=("load",),
        measures=(CAPACITY.id,),
        samples=tuple(_samples(found, state)),
        facts={"demanded": flags.slo, "beyond": found.limit},
        said=tuple(row(one) for one in found.tries),
    )


def _samples(found: Capacity, state: State) -> Iterable[Samples]:
    """What was measured; of tries in which the driver was late, nothing."""
    if state != "invalid":
        yield Samples(CAPACITY, (found.rate,))
    for one in found.tries:
        if not one.invalid and one.run.requests:
            label = {"rate": f"{one.rate:.1f}"}
            yield Samples(RESPONSE, tuple(one.run.latencies), label)
            yield Samples(THROUGHPUT, (one.run.throughput,), label)
