"""`fabula lab rehearse`: works on the virtual clock, seed by seed; will they be done in time?"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import replace

from rich.console import Console

from fabula.cli.lab.writing import measuring, open_console, tell_all
from fabula.engine.policies import Timing
from fabula.errors import BadSetting
from fabula.lab import metrics
from fabula.lab.amounts import read_seconds, read_share
from fabula.lab.clock import Rehearsal, odds, rehearse, virtual_timing
from fabula.lab.context import Lab, Options
from fabula.lab.deployments import Embedded
from fabula.lab.faults.cells import faults_of
from fabula.lab.playbill import WORKS
from fabula.lab.record import Metric, Target
from fabula.lab.reports.rows import told
from fabula.lab.runner import run_scenarios
from fabula.lab.scenarios import Scenario
from fabula.lab.statistics.summary import percentile
from fabula.models.simulator import Plan, Simulator, plan_of

SUITE = "rehearsal"
IN_TIME = Metric("deadline.met", "share", "higher", "count", "works that were done in time")
SPENT = Metric("rehearsal.usd", "USD", "lower", "money", "what models cost, at simulated prices")
BUDGET_SECONDS = 3600.0


@measuring
def foretell(flags: argparse.Namespace) -> int:
    """Rehearse, tell, judge by the deadline, and report."""
    plan = plan_of({"latency": flags.latency})
    plan = replace(plan, faults=tuple(faults_of(flags.faults)) if flags.faults else ())
    deadline = read_seconds(flags.deadline) if flags.deadline else None
    if flags.seeds < 1:
        raise BadSetting(f"--seeds {flags.seeds}: at least one.")
    console = open_console()
    record = run_scenarios(
        [_scenario(flags, plan, deadline, console)],
        Embedded(),
        Options(seed=flags.seed),
        targets=_targets(flags, deadline),
        suites=(SUITE,),
    )
    return tell_all(record, flags, console)


def _scenario(
    flags: argparse.Namespace, plan: Plan, deadline: float | None, console: Console
) -> Scenario:
    work = WORKS[flags.production]

    async def recipe(seed: int) -> None:
        timing: Timing = virtual_timing(seed)
        await work(Simulator(replace(plan, seed=seed)), timing)

    async def run(lab: Lab) -> None:
        done = []
        for seed in range(flags.seed, flags.seed + flags.seeds):
            done += await asyncio.to_thread(rehearse, recipe, [seed])
            if console.is_terminal:
                console.print(f"rehearsal {len(done)} of {flags.seeds}", end="\r", highlight=False)
        _record(lab, done, flags.production, deadline)

    measures = (metrics.RESPONSE, metrics.FIRST, metrics.JOBS, IN_TIME, SPENT)
    title = f"{flags.seeds} rehearsals of a work: {flags.production}."
    return Scenario(SUITE, flags.production, title, run, ("performance",), measures, BUDGET_SECONDS)


def _record(lab: Lab, done: Sequence[Rehearsal], work: str, deadline: float | None) -> None:
    label = {"work": work}
    virtual = replace(metrics.RESPONSE, kind="virtual"), replace(metrics.FIRST, kind="virtual")
    finished = sorted((one for one in done if one.finished), key=lambda one: one.seconds)
    lab.record(virtual[0], [one.seconds for one in finished], **label)
    firsts = [one.first_seconds for one in finished if one.first_seconds is not None]
    lab.record(virtual[1], firsts, **label)
    for one in done:
        lab.check(metrics.JOBS, one.finished and not one.holes, **label)
        lab.record(SPENT, one.usd, **label)
        if deadline is not None:
            lab.check(IN_TIME, one.finished and one.seconds <= deadline, **label)
    for line in lines(done, deadline):
        lab.say(line)
    if finished:
        median = finished[len(finished) // 2]
        lab.explain(median.profile, f"the rehearsal in the middle, seed {median.seed}")


def lines(done: Sequence[Rehearsal], deadline: float | None) -> list[str]:
    """What the rehearsals come to."""
    finished = [one for one in done if one.finished]
    holes = sum(bool(one.holes) for one in finished)
    retries = sum(one.retries for one in done)
    said = [
        f"{len(done)} rehearsals: {len(finished)} finished, {holes} of them with holes, "
        f"{len(done) - len(finished)} failed; {retries} retries"
    ]
    for name, seconds in (
        ("done", [one.seconds for one in finished]),
        ("first part", [one.first_seconds for one in finished if one.first_seconds is not None]),
    ):
        if seconds:
            p50, p95, most = (told(percentile(sorted(seconds), at), "s") for at in (50, 95, 100))
            said.append(f"{name}: half of them within {p50}, 95 % within {p95}, all within {most}")
    if deadline is not None:
        said.append(f"within {told(deadline, 's')}: {odds(done, deadline):.0%}")
    return said


def _targets(flags: argparse.Namespace, deadline: float | None) -> list[Target]:
    """The deadline as a demand, where there is one."""
    if deadline is None:
        return []
    share = read_share(flags.at_least)
    return [
        Target(
            id="deadline",
            document="own",
            suite=SUITE,
            metric=IN_TIME.id,
            says=f"Done within {told(deadline, 's')}",
            relation="at_least",
            limit=share,
            unit="share",
            advice="More parts at once, or a quicker model: the what-ifs say which.",
        )
    ]
