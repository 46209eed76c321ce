"""`fabula lab doctor`: what this machine can measure, and what to do about it."""

from __future__ import annotations

import argparse
from typing import Any

from fabula.cli.lab.driving import begin
from fabula.cli.lab.writing import (
    exit_code,
    measuring,
    open_console,
    print_plain,
    write_asked,
)
from fabula.lab.comparing.checkup import LAG, LEAST, PAIRS, SLEPT, SPREAD, Checkup, advise, examine
from fabula.lab.deployments import Embedded
from fabula.lab.record import Environment, Outcome, Samples
from fabula.lab.statistics.summary import percentile

SUITE = "doctor"
GATED = 30
"""Pairs of `fabula lab ab`, if nobody says otherwise."""
WIDTH = 26
QUICK: Any = {"rates": (100, 1000), "pairs": 20}


@measuring
def doctor(flags: argparse.Namespace) -> int:
    """Examine the machine, tell it, advise."""
    console, begun = open_console(), begin()
    found = examine(flags.aa, **QUICK) if flags.quick else examine(flags.aa)
    advice = advise(found, begun.environment.load)
    lines = [*told(found, begun.environment), *advice]
    for line in lines:
        print_plain(console, line)
    outcome = Outcome(
        suite=SUITE,
        name="machine",
        title="What this machine can measure.",
        state="passed",
        seconds=begun.seconds,
        samples=tuple(_samples(found)),
        facts={"advice": " ".join(advice)},
        said=tuple(lines),
    )
    record = begun.record(outcome, Embedded(), seed=0)
    write_asked(record, flags, console)
    return exit_code(record, strict=False)


def told(found: Checkup, where: Environment) -> list[str]:
    """What was found, line by line.

    Args:
        found: By the examination.
        where: The machine.
    """
    late = percentile(found.overslept, 99) * 1000
    stolen = "" if found.stolen is None else f", {found.stolen:.1%} stolen by the host"
    pairs = "".join(f"{count:>7} pairs" for count in PAIRS)
    machine = f"{where.cpu}, {where.cores} cores, load {where.load:.2f} a core{stolen}"
    lines = [
        f"{'machine':{WIDTH}}{machine}",
        f"{'clock':{WIDTH}}ticks of {found.tick_seconds * 1e9:.0f} ns; "
        f"a sleep of 1 ms is {late:.2f} ms too long at most (p99)",
        "",
        f"{'the same work, in pairs':{WIDTH}}{'spread':>8}{pairs}   <- slowdown seen 9 times of 10",
    ]
    for name, spread in found.spreads.items():
        least = "".join(f"{spread.least(count):>12.1%} " for count in PAIRS)
        lines.append(f"{name:{WIDTH}}{spread.deviation:>8.1%}{least.rstrip()}")
    lines += [
        "",
        f"{'arrivals a second':{WIDTH}}" + "".join(f"{rate:>8}" for rate in found.lags),
        f"{'sent late by, p99 in ms':{WIDTH}}"
        + "".join(f"{percentile(lags, 99) * 1000:>8.2f}" for lags in found.lags.values()),
        "",
    ]
    if found.colours:
        counted = ", ".join(f"{count} {colour}" for colour, count in found.colours.most_common())
        lines += [f"{'the same code, compared':{WIDTH}}{counted}", ""]
    return lines


def _samples(found: Checkup) -> list[Samples]:
    samples = [Samples(SLEPT, found.overslept)]
    for name, spread in found.spreads.items():
        samples.append(Samples(SPREAD, (spread.deviation,), {"unit": name}))
        samples.append(Samples(LEAST, (spread.least(GATED),), {"unit": name}))
    return [
        *samples,
        *(Samples(LAG, lags, {"rate": str(rate)}) for rate, lags in found.lags.items()),
    ]
