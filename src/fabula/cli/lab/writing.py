"""What the commands of the lab share: reports in files, and the exit code of a record."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from pathlib import Path

from rich.console import Console

from fabula.cli.exits import FAILED, INTERRUPTED
from fabula.errors import BadSetting, UnknownName, UnreachableAddress
from fabula.lab.record import Record
from fabula.lab.reports import FORMS, write_report
from fabula.lab.reports.console import show, show_tables
from fabula.lab.reports.github import complaints

GOOD, RED, INCONCLUSIVE, UNREACHABLE, NOTHING = 0, FAILED, 3, 4, 5
"""The exit codes of the lab; 2 is usage, as everywhere."""

Command = Callable[[argparse.Namespace], int]

REPORTS = Path("reports")
WIDTH = 140
PAPER = ("paper", "latex", "csv")


def exit_code(record: Record, *, strict: bool) -> int:
    """What a run ends with."""
    if record.stopped:
        return INTERRUPTED
    states = [verdict.state for verdict in record.verdicts]
    outcomes = [outcome.state for outcome in record.outcomes]
    colours = [comparison.colour for comparison in record.comparisons]
    if "FAIL" in states or "failed" in outcomes or "red" in colours:
        return RED
    if "INVALID" in states or "invalid" in outcomes or "passed" not in outcomes:
        return NOTHING
    return INCONCLUSIVE if strict and "inconclusive" in colours else GOOD


def measuring(command: Command) -> Command:
    """A command that measures: what cannot be written is told before; nobody there is code 4."""

    @wraps(command)
    def measure(flags: argparse.Namespace) -> int:
        forms_of(getattr(flags, "format", None))
        _look_at(getattr(flags, "out", None))
        try:
            return command(flags)
        except UnreachableAddress as problem:
            print_plain(Console(stderr=True), f"fabula: {problem}")
            return UNREACHABLE

    return measure


def _look_at(out: str | None) -> None:
    """Raise `BadSetting` where no folder can be, before an hour is measured for nothing."""
    if not out:
        return
    place = Path(out).absolute()
    there = next(path for path in (place, *place.parents) if path.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        raise BadSetting(f"--out {out}: {there} is no folder that can be written to.")


def tell_all(record: Record, flags: argparse.Namespace, console: Console) -> int:
    """Print tables, what scenarios said and what was judged; write what was asked for.

    Returns:
        The exit code.
    """
    show_tables(record, console)
    for outcome in record.outcomes:
        print_plain(console, "\n".join(outcome.said))
    show(record, console)
    write_asked(record, flags, console)
    return exit_code(record, strict=False)


def write_asked(record: Record, flags: argparse.Namespace, console: Console) -> None:
    """Write the reports that the flags of a run ask for, and say where they are."""
    names = forms_of(flags.format)
    if flags.generate_report:
        names = list(FORMS)
    if (flags.out or flags.save) and "json" not in names:
        names = ["json", *names]
    folder = Path(flags.out or (REPORTS if flags.generate_report else "."))
    for path in write_reports(record, names, folder):
        print_plain(console, str(path))


def forms_of(said: str | None) -> list[str]:
    """The names of reports in a flag.

    Raises:
        UnknownName: There is no such report.
    """
    names = [name.strip() for name in said.split(",")] if said else []
    for name in names:
        if name not in FORMS:
            raise UnknownName("report", name, FORMS)
    return names


def write_reports(record: Record, names: Iterable[str], folder: Path) -> Iterator[Path]:
    """Write the record, and the reports of these names, into a folder."""
    for name in names:
        path = write_report(record, name, folder)
        if name == "github":
            _tell_github(record, path)
        yield path


def _tell_github(record: Record, report: Path) -> None:
    """On a runner of GitHub's: the summary onto the page of the run, and a line for each miss."""
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if not summary:
        return
    with Path(summary).open("a", encoding="utf-8") as page:
        page.write(report.read_text(encoding="utf-8"))
    for line in complaints(record):
        print(line)


def open_console() -> Console:
    """The terminal; a pipe or a file is as wide as tables need."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDTH)


def print_plain(console: Console, line: str) -> None:
    """Print a line as it is, however long."""
    console.print(line, markup=False, highlight=False, soft_wrap=True)
