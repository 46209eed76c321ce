"""What the commands of the lab share: reports in files, and the exit code of a record."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.console import Console

from fabula.cli.exits import FAILED, INTERRUPTED
from fabula.errors import UnknownName
from fabula.lab.record import Record
from fabula.lab.reports import FORMS, write_report
from fabula.lab.reports.github import complaints

GOOD, RED, INCONCLUSIVE, UNREACHABLE, NOTHING = 0, FAILED, 3, 4, 5
"""The exit codes of the lab; 2 is usage, as everywhere."""

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


def write_asked(record: Record, flags: argparse.Namespace, console: Console) -> None:
    """Write the reports that the flags of a run ask for, and say where they are."""
    names = forms_of(flags.format)
    if flags.generate_report:
        names = list(FORMS)
    if not names and (flags.out or flags.save):
        names = ["json"]
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
