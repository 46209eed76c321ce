"""`fabula lab`: run suites, judge what they measured, and tell it."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console

from fabula.cli.exits import FAILED
from fabula.errors import BadSetting, UnreachableAddress
from fabula.lab.context import LADDER, Options
from fabula.lab.deployments import open_deployment
from fabula.lab.record import Outcome, Record, Target
from fabula.lab.record_file import write_record
from fabula.lab.reports import FORMS, report_in
from fabula.lab.reports.console import outcome_line, show
from fabula.lab.runner import run_scenarios
from fabula.lab.scenarios import MARKERS
from fabula.lab.suites import ALIASES, MODULES, expand, scenarios_of
from fabula.lab.targets.table import all_targets, read_targets, targets_of

GOOD, RED, INCONCLUSIVE, UNREACHABLE, NOTHING = 0, FAILED, 3, 4, 5
"""The exit codes of the lab; 2 is usage, as everywhere."""


def run(flags: argparse.Namespace) -> int:
    """Run the suites."""
    console = Console()
    try:
        deployment = open_deployment(flags.target, flags.key)
    except UnreachableAddress as problem:
        Console(stderr=True).print(f"fabula: {problem}", markup=False, soft_wrap=True)
        return UNREACHABLE
    suites = expand(flags.suites, {target.suite for target in all_targets()})

    def told(outcome: Outcome) -> None:
        console.print(outcome_line(outcome), highlight=False, soft_wrap=True)

    record = run_scenarios(
        scenarios_of(suites),
        deployment,
        options_of(flags),
        targets=_targets(suites, flags),
        suites=tuple(suites),
        on_outcome=told,
    )
    show(record, console, verbose=flags.verbose)
    _write(record, flags, console)
    return exit_code(record, strict=flags.strict)


def options_of(flags: argparse.Namespace) -> Options:
    """The knobs of a run, as the flags have them.

    Raises:
        BadSetting: A flag has a value that cannot be.
    """
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
        budget=flags.budget,
        markers=markers,
        tests=(*flags.test, *(["api"] if flags.api_only else [])),
    )


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


def _write(record: Record, flags: argparse.Namespace, console: Console) -> None:
    """Write what the flags ask for, and say where it is."""
    names = flags.format.split(",") if flags.format else []
    if flags.generate_report:
        names = list(FORMS)
    if not names and (flags.out or flags.save):
        names = ["json"]
    folder = Path(flags.out or ("reports" if flags.generate_report else "."))
    for path in write_reports(record, names, folder):
        console.print(f"{path}", markup=False, highlight=False, soft_wrap=True)


def write_reports(record: Record, names: Iterable[str], folder: Path) -> Iterable[Path]:
    """Write the record, and the reports of these names, into a folder."""
    for name in names:
        report = report_in(name)
        path = folder / FORMS[name].file.format(id=record.id)
        if name == "json":
            write_record(record, path)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(report(record), encoding="utf-8")
        yield path


def exit_code(record: Record, *, strict: bool) -> int:
    """What a run ends with."""
    states = [verdict.state for verdict in record.verdicts]
    outcomes = [outcome.state for outcome in record.outcomes]
    colours = [comparison.colour for comparison in record.comparisons]
    if "FAIL" in states or "failed" in outcomes or "red" in colours:
        return RED
    if "INVALID" in states or "invalid" in outcomes or "passed" not in outcomes:
        return NOTHING
    return INCONCLUSIVE if strict and "inconclusive" in colours else GOOD


def list_all(flags: argparse.Namespace) -> int:
    """Print the suites with their scenarios and targets, the markers and the reports."""
    console = Console(highlight=False)
    demanded = {target.suite for target in all_targets()}
    for suite in expand(flags.suites or ["all"], demanded):
        targets = [target for target in all_targets() if target.suite == suite]
        scenarios = list(scenarios_of([suite]))
        missing = "" if suite in MODULES else ", none of them built yet"
        counts = f"{len(scenarios)} scenarios, {len(targets)} targets{missing}"
        console.print(f"[bold]{suite}[/] [dim]{counts}[/]")
        for one in scenarios:
            console.print(f"  {one.name:22} {one.title} [dim]{' '.join(one.markers)}[/]")
        for target in targets if flags.targets else ():
            console.print(f"  {target.id:26} {target.says}", markup=False)
    if not flags.suites:
        console.print(f"[bold]aliases[/] {', '.join(ALIASES)}, all")
        console.print("[bold]reports[/]")
        for name, form in FORMS.items():
            console.print(f"  {name:14} {form.about} [dim]{form.file}[/]")
    return GOOD
