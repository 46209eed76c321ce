"""`fabula lab load`: requests at a rate, or by users, told and judged."""

from __future__ import annotations

import argparse
import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

from fabula.cli.lab.driving import COLUMNS, ROW, arrivals_of, begin, row, samples_of
from fabula.cli.lab.writing import (
    exit_code,
    measuring,
    open_console,
    print_plain,
    write_asked,
)
from fabula.errors import BadSetting
from fabula.lab.amounts import read_lasting
from fabula.lab.asking import asked_of
from fabula.lab.deployments import Deployment, open_deployment
from fabula.lab.load import LoadRun, Slo, drive_open, drive_users, read_slo
from fabula.lab.load.closed import Users
from fabula.lab.load.opened import Ask
from fabula.lab.record import Outcome, State
from fabula.models.simulator import read_distribution

SUITE = "load"
WIDTH = 28
MOST_REASONS = 5
BLIND = (
    "Users wait for their answers, so that a stall looks shorter: judge latencies by --arrivals."
)


@dataclass(frozen=True, slots=True)
class Leg:
    """One part of a load: all arrivals, or one number of users.

    Args:
        name: As it is told: "poisson:50", "10 users".
        run: What became of it.
        verdict: What it did not keep to, or why it says nothing; empty if all is well.
        state: "failed" or "invalid" where there is such a verdict.
    """

    name: str
    run: LoadRun
    verdict: str
    state: State


@measuring
def load(flags: argparse.Namespace) -> int:
    """Make the load, tell it, judge it."""
    ladder, seconds = _ladder(flags.users), read_lasting(flags.seconds)
    arrivals_of(flags.arrivals or "constant:1", seconds, flags.seed)
    slo, console = read_slo(flags.slo) if flags.slo else Slo(()), open_console()
    deployment = open_deployment(flags.target, flags.key)
    begun, legs, lines = begin(), list[Leg](), []
    print_plain(console, " " * WIDTH + ROW.format(*COLUMNS).rstrip())

    def told(leg: Leg) -> None:
        legs.append(leg)
        for line in _lines(leg, flags.request):
            lines.append(line)
            print_plain(console, line)

    with closing(deployment):
        asyncio.run(_driven(deployment, flags, slo, ladder, told))
    state, verdict = judged(legs, slo)
    for line in [*_reasons(legs), *([BLIND] if ladder else []), verdict]:
        print_plain(console, line)
    outcome = Outcome(
        suite=SUITE,
        name=flags.arrivals or f"{flags.users} users",
        title=f"What becomes of {' and '.join(flags.request) or 'requests'}.",
        state=state,
        seconds=begun.seconds,
        reason="" if state == "passed" else verdict,
        markers=("load",),
        samples=tuple(one for leg in legs for one in samples_of(leg.run, {"load": leg.name})),
        facts={"demanded": str(slo)} if slo.terms else {},
        said=tuple(lines),
    )
    record = begun.record(outcome, deployment, flags.seed)
    write_asked(record, flags, console)
    return exit_code(record, strict=False)


def _ladder(said: str | None) -> tuple[int, ...]:
    if said is None:
        return ()
    steps = tuple(int(step) if step.strip().isdigit() else 0 for step in said.split(","))
    if min(steps) < 1:
        raise BadSetting(f"--users {said}: needs numbers from 1 on, such as 10 or 1,5,10,20,50.")
    return steps


async def _driven(
    deployment: Deployment,
    flags: argparse.Namespace,
    slo: Slo,
    ladder: tuple[int, ...],
    told: Callable[[Leg], None],
) -> None:
    """Each part of the load, told as soon as it ended."""
    async with asked_of(deployment, flags.request, flags.seed) as ask:
        async for name, run in _runs(ask, flags, ladder):
            broken = "; ".join(slo.broken(run)) if slo.terms else ""
            invalid = run.invalid(slo.threshold)
            verdict = f"INVALID: {invalid}" if invalid else broken
            state: State = "invalid" if invalid else "failed" if broken else "passed"
            told(Leg(name, run, verdict, state))


async def _runs(
    ask: Ask, flags: argparse.Namespace, ladder: tuple[int, ...]
) -> AsyncGenerator[tuple[str, LoadRun]]:
    seconds, think = read_lasting(flags.seconds), read_distribution(flags.think)
    if flags.arrivals:
        arrivals = arrivals_of(flags.arrivals, seconds, flags.seed)
        yield flags.arrivals, await drive_open(ask, arrivals)
    for count in ladder:
        users = Users(
            count, seconds=seconds, think=think, spawn_rate=flags.spawn_rate, seed=flags.seed
        )
        yield f"{count} user{'s' if count > 1 else ''}", await drive_users(ask, users)


def _lines(leg: Leg, requests: list[str]) -> Iterator[str]:
    """A part of a load as lines: all of it, then each request that was made in turn."""
    yield f"{leg.name:{WIDTH}}" + row(leg.run, leg.verdict).rstrip()
    if len(requests) > 1:
        for place, request in enumerate(requests):
            name = f"  {request}"[: WIDTH - 1]
            yield f"{name:{WIDTH}}" + row(leg.run.turn(place, len(requests))).rstrip()


def _reasons(legs: list[Leg]) -> Iterator[str]:
    failures = sum((leg.run.failures for leg in legs), Counter[str]())
    for reason, times in failures.most_common(MOST_REASONS):
        yield f"failed {times} times: {reason}"


def judged(legs: list[Leg], slo: Slo) -> tuple[State, str]:
    """The verdict on a load, and in a sentence why.

    Args:
        legs: Its parts.
        slo: What was demanded; nothing may have been.
    """
    for state, word in (("failed", "FAIL"), ("invalid", "INVALID")):
        for leg in legs:
            if leg.state == state:
                why = leg.verdict.removeprefix("INVALID: ")
                return leg.state, f"{word}: {leg.name}: {why}"
    asked = sum(leg.run.intended for leg in legs)
    if not slo.terms:
        return "passed", f'{asked} requests; nothing was demanded: --slo "p95<500ms,errors<1%"'
    return "passed", f"PASS: {asked} requests keep to {slo}."
