"""`fabula lab run` and `fabula lab list`: measure, judge, tell."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from fabula.cli.lab.writing import (
    GOOD,
    exit_code,
    measuring,
    open_console,
    print_plain,
    write_asked,
)
from fabula.errors import BadSetting, NotInstalled, UnknownName
from fabula.lab.amounts import read_lasting
from fabula.lab.comparing.baseline_text import FILE as BASELINE_TEXT
from fabula.lab.comparing.baselines import FOLDER as BASELINES
from fabula.lab.comparing.baselines import keep
from fabula.lab.comparing.regression import beside
from fabula.lab.context import LADDER, Options
from fabula.lab.deployments import Deployment, open_deployment
from fabula.lab.record import Outcome, Record, Target
from fabula.lab.reports import FORMS
from fabula.lab.reports.console import outcome_line, show
from fabula.lab.resources import read_rates
from fabula.lab.runner import run_scenarios
from fabula.lab.scenarios import MARKERS, Scenario
from fabula.lab.suites import ALIASES, ALL, MODULES, expand, scenarios_of
from fabula.lab.targets.table import all_targets, read_targets, targets_of

REGRESSION = "regression"
NEEDS = ("psutil>=7.1",)
"""What the extra `lab` brings."""


@measuring
def run(flags: argparse.Namespace) -> int:
    """Run the suites."""
    console = open_console()
    if flags.install_deps:
        _install()
    names = [*flags.suites, *flags.suite] or [ALL]
    suites = expand(names, {target.suite for target in all_targets()})
    deployment = open_deployment(flags.target, flags.key)
    with closing(deployment):
        record = _measured(suites, deployment, flags, console)
    show(record, console, verbose=flags.verbose)
    write_asked(record, flags, console)
    return exit_code(record, strict=flags.strict)


def _install() -> None:
    """Bring what the lab needs besides, by this interpreter's pip.

    Raises:
        NotInstalled: pip could not.
    """
    command = [sys.executable, "-m", "pip", "install", "--quiet", *NEEDS]
    if subprocess.run(command, check=False).returncode:  # noqa: S603
        raise NotInstalled("The lab", "lab")


def _measured(
    suites: list[str], deployment: Deployment, flags: argparse.Namespace, console: Console
) -> Record:
    """Run, compare with the baseline if there is one, and keep it as one if that is asked for."""
    options, scenarios = options_of(flags), list(scenarios_of(suites))
    for name in flags.test if scenarios else ():
        if not any(name in one.id for one in scenarios):
            raise UnknownName("scenario", name, [one.id for one in scenarios])

    def told(outcome: Outcome) -> None:
        console.print(outcome_line(outcome), highlight=False, soft_wrap=True)

    def measure(some: Iterable[Scenario], targets: Iterable[Target] = ()) -> Record:
        named = tuple(suites)
        return run_scenarios(
            some, deployment, options, targets=targets, suites=named, on_outcome=told
        )

    def again(ids: set[str]) -> Record:
        print_plain(console, "What looks red is measured again.")
        return measure(one for one in scenarios if one.id in ids)

    record = measure(scenarios, _targets(suites, flags))
    baseline = baseline_of(flags)
    if baseline is not None:
        record = beside(baseline, record, again)
    kept = _kept_at(flags, baseline)
    if kept is not None and any(record.samples()):
        notes = (f"Kept as the baseline: {path}" for path in keep(kept, record))
        record = replace(record, notes=(*record.notes, *notes))
    return record


def baseline_of(flags: argparse.Namespace) -> Path | None:
    """What the run is compared with: what is named, or what `--type regression` finds here."""
    if flags.baseline:
        return Path(flags.baseline)
    if REGRESSION not in flags.type:
        return None
    return next((path for path in (BASELINES, Path(BASELINE_TEXT)) if path.exists()), None)


def _kept_at(flags: argparse.Namespace, baseline: Path | None) -> Path | None:
    """Where this run becomes the baseline: where that is said, or where there is none yet."""
    if flags.save_baseline:
        return baseline or BASELINES
    return Path(BASELINE_TEXT) if REGRESSION in flags.type and baseline is None else None


def options_of(flags: argparse.Namespace) -> Options:
    """The knobs of a run, as the flags have them.

    Raises:
        BadSetting: A flag has a value that cannot be.
    """
    if not 0 <= flags.order_usd < float("inf"):
        raise BadSetting(f"--order-usd {flags.order_usd:g}: a sum of US dollars, 0 for any.")
    if flags.iterations is not None and flags.iterations < 1:
        raise BadSetting(f"--iterations {flags.iterations}: needs a number from 1 on.")
    markers = tuple(flags.type)
    for marker in markers:
        if marker not in MARKERS:
            raise BadSetting(f"--type {marker}: known are {', '.join(MARKERS)}.")
    return Options(
        clock=flags.clock,
        seed=flags.seed,
        quick=flags.quick,
        ladder=_ladder(flags.concurrency),
        repetitions=flags.iterations,
        budget=read_lasting(flags.budget) if flags.budget else None,
        markers=markers,
        tests=(*flags.test, *(["api"] if flags.api_only else [])),
        rates=_rates(flags.rates),
        order_usd=flags.order_usd,
    )


def _rates(said: str | None) -> Path | None:
    """The file of rates, looked at before anything runs."""
    if said is None:
        return None
    read_rates(Path(said))
    return Path(said)


def _ladder(said: str | None) -> tuple[int, ...]:
    if said is None:
        return LADDER
    try:
        steps = tuple(int(step) for step in said.split(","))
    except ValueError:
        steps = ()
    if not steps or min(steps) < 1:
        raise BadSetting(f"--concurrency {said}: needs numbers from 1 on, such as 1,5,10.")
    return steps


def _targets(suites: Iterable[str], flags: argparse.Namespace) -> list[Target]:
    own = read_targets(Path(flags.targets)) if flags.targets else ()
    return [*targets_of(suites), *own]


def list_all(flags: argparse.Namespace) -> int:
    """Print the suites with their scenarios and targets, the aliases and the reports."""
    console = open_console()
    demanded = {target.suite for target in all_targets()}
    for suite in expand(flags.suites or [ALL], demanded):
        _list_suite(suite, console, with_targets=flags.targets)
    if not flags.suites:
        console.print(f"[bold]aliases[/] {', '.join(ALIASES)}, all")
        console.print("[bold]reports[/]")
        for name, form in FORMS.items():
            console.print(f"  {name:14} {form.about} [dim]{form.file}[/]")
    return GOOD


def _list_suite(suite: str, console: Console, *, with_targets: bool) -> None:
    targets, scenarios = targets_of([suite]), list(scenarios_of([suite]))
    missing = "" if suite in MODULES else ", no scenarios yet"
    console.print(f"[bold]{suite}[/] [dim]{len(targets)} targets{missing}[/]")
    for one in scenarios:
        console.print(f"  {one.name:14} {one.title} [dim]{' '.join(one.markers)}[/]")
    for target in targets if with_targets else ():
        console.print(f"  {target.id:26} {target.says}", markup=False)
