"""`fabula lab matrix`: each fault of a provider at each moment of a work."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from rich.console import Console
from rich.markup import escape

from fabula.cli.lab.writing import measuring, open_console, tell_all
from fabula.lab import metrics
from fabula.lab.context import Lab, Options
from fabula.lab.deployments import Embedded
from fabula.lab.faults import MOMENTS, Moment, strike
from fabula.lab.faults.cells import faults_in, read_moments, record_cells, row_of
from fabula.lab.faults.matrix import NEVER
from fabula.lab.playbill import WORKS
from fabula.lab.record import Target
from fabula.lab.runner import run_scenarios
from fabula.lab.scenarios import Scenario
from fabula.lab.targets.table import all_targets
from fabula.models.simulator import plan_of, read_fault

SUITE = "matrix"
LATENCY = "lognormal(2, 1)"
"""Seconds that an answer takes: a cell is a few minutes of it, in less than a second."""
DEMANDED = ("T-recovery", "T-integrity")
"""What the documents demand of it."""
ROW = "{:26} {:14} {:24} {:>9} later"
BUDGET_SECONDS = 1800.0


@measuring
def strike_cells(flags: argparse.Namespace) -> int:
    """Strike, tell, judge and report."""
    faults = list(faults_in(flags.faults))
    for fault in faults:
        # Before anything is made: else a mistake would be told after minutes.
        read_fault(fault)
    moments = read_moments(flags.moments) if flags.moments else MOMENTS
    console = open_console()
    record = run_scenarios(
        [_scenario(flags, faults, moments, console)],
        Embedded(),
        Options(clock="real", seed=flags.seed),
        targets=_targets(),
        suites=(SUITE,),
    )
    return tell_all(record, flags, console)


def _scenario(
    flags: argparse.Namespace, faults: Sequence[str], moments: Sequence[Moment], console: Console
) -> Scenario:
    async def run(lab: Lab) -> None:
        plan = plan_of({"seed": flags.seed, "latency": LATENCY})

        work = WORKS[flags.production]
        usual = (await asyncio.to_thread(strike, work, None, NEVER, plan=plan)).seconds
        cells = []
        for fault, moment in product(faults, moments):
            # One at a time, so that Ctrl-C waits for no more than one of them.
            cell = await asyncio.to_thread(strike, work, fault, moment, plan=plan, usual=usual)
            cells.append(cell)
            if console.is_terminal:
                name, when, left, later, *_ = row_of(cell)
                console.print(escape(ROW.format(name, when, left, later)), style="dim")
        record_cells(lab, cells, f"{flags.production}, answers after {LATENCY} s")

    measures = (
        metrics.JOBS, metrics.RECOVERY, metrics.DETECTION, metrics.REPAIR, metrics.WASTED,
        metrics.INTEGRITY,
    )  # fmt: skip
    return Scenario(
        suite=SUITE,
        name=flags.production,
        title=f"{len(faults)} faults at {len(moments)} moments of a work: {flags.production}.",
        run=run,
        markers=("reliability", "fault"),
        measures=measures,
        budget=BUDGET_SECONDS,
    )


def _targets() -> list[Target]:
    return [replace(one, suite=SUITE) for one in all_targets() if one.id in DEMANDED]
