"""`fabula lab capacity`: how many requests a second a deployment answers as is demanded."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterable
from contextlib import closing

from rich.console import Console

from fabula.cli.lab.driving import COLUMNS, ROW, begin, row, samples_of
from fabula.cli.lab.writing import (
    exit_code,
    measuring,
    open_console,
    print_plain,
    write_asked,
)
from fabula.errors import BadSetting, UnknownName
from fabula.lab.amounts import read_lasting
from fabula.lab.asking import asked_of
from fabula.lab.deployments import Deployment, open_deployment
from fabula.lab.load import Capacity, LoadRun, drive_open, find_capacity, read_arrivals, read_slo
from fabula.lab.load.capacity import Try
from fabula.lab.load.slo import Slo
from fabula.lab.record import Metric, Outcome, Samples, State

CAPACITY = Metric("capacity.rate", "1/s", "higher", about="the highest rate that was kept")

SUITE = "capacity"
STEADY = ("constant", "poisson")
"""Arrivals that have a rate which can be searched."""


@measuring
def search(flags: argparse.Namespace) -> int:
    """Find how much the deployment can take."""
    _check(flags)
    slo, console = read_slo(flags.slo), open_console()
    deployment = open_deployment(flags.target, flags.key)
    begun = begin()
    with closing(deployment):
        found = asyncio.run(_found(deployment, slo, flags, console))
    state, verdict = judged(found, slo, flags.at_least)
    outcome = _outcome(found, flags, state, verdict, begun.seconds)
    record = begun.record(outcome, deployment, flags.seed)
    print_plain(console, verdict)
    write_asked(record, flags, console)
    return exit_code(record, strict=False)


def _check(flags: argparse.Namespace) -> None:
    read_lasting(flags.seconds)
    if flags.arrivals not in STEADY:
        raise UnknownName("kind of arrivals", flags.arrivals, STEADY)
    for name in ("first", "most"):
        if getattr(flags, name) <= 0:
            raise BadSetting(f"--{name} {getattr(flags, name):g}: needs a number above 0.")
    if flags.at_least is not None and flags.at_least > flags.most:
        raise BadSetting(f"--at-least {flags.at_least:g} is more than is tried: raise --most.")


async def _found(
    deployment: Deployment, slo: Slo, flags: argparse.Namespace, console: Console
) -> Capacity:
    seconds = read_lasting(flags.seconds)
    print_plain(console, f"{'arrivals':>10} {ROW.format(*COLUMNS)}".rstrip())
    async with asked_of(deployment, flags.request, flags.seed) as ask:

        async def steady(rate: float) -> LoadRun:
            come = read_arrivals(f"{flags.arrivals}({rate}, {seconds})", flags.seed)
            run = await drive_open(ask, come)
            print_plain(
                console, line(Try(rate, run, tuple(slo.broken(run)), run.invalid(slo.threshold)))
            )
            return run

        first = min(flags.first, flags.most)
        return await find_capacity(steady, slo, first=first, most=flags.most)


def line(one: Try) -> str:
    """A try as a line of the table, with what it did not keep to and the most frequent failure."""
    return f"{one.rate:>8.1f}/s {row(one.run, _limit(one) or 'kept')}"


def _limit(one: Try) -> str:
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
    beyond = "" if found.limit.startswith("Nothing broke") else "Beyond it: "
    above = f" {beyond}{found.limit}." if found.limit else ""
    if at_least is not None and found.rate < at_least:
        state: State = "invalid" if driver_bound else "failed"
        word = "INVALID" if driver_bound else "FAIL"
        return state, f"{word}: {told}, not the {at_least:g} demanded.{above}"
    return "passed", f"PASS: {told}.{above}"


def _outcome(
    found: Capacity, flags: argparse.Namespace, state: State, verdict: str, seconds: float
) -> Outcome:
    return Outcome(
        suite=SUITE,
        name=" and ".join(flags.request) or "default",
        title=f"How many requests a second keep to {flags.slo}.",
        state=state,
        seconds=seconds,
        reason="" if state == "passed" else verdict,
        markers=("load",),
        measures=(CAPACITY.id,),
        samples=tuple(_samples(found, state)),
        facts={"demanded": flags.slo, "beyond": found.limit},
        said=tuple(line(one) for one in found.tries),
    )


def _samples(found: Capacity, state: State) -> Iterable[Samples]:
    """What was measured; of tries in which the driver was late, nothing."""
    if state != "invalid":
        yield Samples(CAPACITY, (found.rate,))
    for one in found.tries:
        if not one.invalid:
            yield from samples_of(one.run, {"rate": f"{one.rate:.1f}"})
