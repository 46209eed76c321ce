"""`fabula lab report`, `verify` and `history`: tell again what was measured before."""

from __future__ import annotations

import argparse
import sys
from io import TextIOWrapper
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from fabula.cli.lab.writing import (
    GOOD,
    NOTHING,
    PAPER,
    RED,
    REPORTS,
    forms_of,
    open_console,
    print_plain,
    write_reports,
)
from fabula.errors import BadSetting, UnknownName
from fabula.lab.comparing.history import Course, courses, read_history
from fabula.lab.record import Record, Verdict
from fabula.lab.record_file import FILE, read_record
from fabula.lab.reports import report_in
from fabula.lab.reports.console import STYLES, show
from fabula.lab.reports.rows import labelled, told, verdict_cells
from fabula.lab.resources import read_rates
from fabula.lab.resources.pricing import reckoned
from fabula.lab.targets.judge import judge
from fabula.lab.targets.table import DOCUMENTS, all_targets

SPARKS = "▁▂▃▄▅▆▇█"


def report(flags: argparse.Namespace) -> int:
    """Tell a record in other forms: printed if it is one and no folder is named, else written."""
    record = read_record(_record_at(flags.record))
    if flags.rates:
        record = reckoned(record, read_rates(Path(flags.rates)))
    names = list(PAPER) if flags.paper else forms_of(flags.format)
    if not names:
        show(record, open_console(), verbose=True)
    elif len(names) == 1 and not flags.out:
        if isinstance(sys.stdout, TextIOWrapper):
            # What a page or a table says of its own encoding must be so in a file, too.
            sys.stdout.reconfigure(encoding="utf-8")
        sys.stdout.write(report_in(names[0])(record))
    else:
        for path in write_reports(record, names, Path(flags.out or REPORTS)):
            print_plain(open_console(), str(path))
    return GOOD


def _record_at(said: str | None) -> Path:
    """The record that is meant: one that is named, or the one here or in `reports`."""
    if said:
        path = Path(said)
        return path / FILE if path.is_dir() else path
    return next((path for path in (Path(FILE), REPORTS / FILE) if path.exists()), Path(FILE))


def verify(flags: argparse.Namespace) -> int:
    """Print the acceptance tables of the documents, every demand with what a record says of it."""
    wanted = [letter.upper() for letter in flags.document.split(",")] if flags.document else []
    for letter in wanted:
        if letter not in DOCUMENTS:
            raise UnknownName("document", letter, DOCUMENTS)
    record, console = read_record(_record_at(flags.record)), open_console()
    verdicts = judged(record)
    shown = wanted or [letter for letter in DOCUMENTS if letter != "F"]
    for letter in shown:
        _acceptance(letter, [one for one in verdicts if one.target.document == letter], console)
    states = {one.state for one in verdicts if one.target.document in shown}
    if states & {"FAIL", "INVALID"}:
        return RED
    return GOOD if "PASS" in states else NOTHING


def judged(record: Record) -> list[Verdict]:
    """A verdict on every target that there is; of what was not run, why there is none."""
    offers = frozenset(record.setup.offers)
    own = {one.target.id: one for one in record.verdicts}
    return [
        own.get(target.id) or judge(target, record.outcomes, offers) for target in all_targets()
    ]


def _acceptance(letter: str, verdicts: list[Verdict], console: Console) -> None:
    """One document's table: criterion, target, measured, verdict, and how it is verified."""
    met = sum(one.state == "PASS" for one in verdicts)
    console.print(f"\n[bold]{letter}: {DOCUMENTS[letter]}[/], {met} of {len(verdicts)} met")
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("criterion")
    for title in ("target", "measured"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    table.add_column("verified by", style="dim")
    for one in verdicts:
        name, says, limit, measured, state = verdict_cells(one)
        about = f"[dim]: {escape(one.reason)}[/]" if one.reason else ""
        criterion = f"[dim]{name}[/] {escape(says)}{about}"
        verdict = f"[{STYLES[state]}]{state}[/]"
        table.add_row(criterion, limit, measured, verdict, escape(one.target.origin))
    console.print(table)


def history(flags: argparse.Namespace) -> int:
    """Print how each metric went over the runs, and at which run its level changed."""
    if not Path(flags.folder).is_dir():
        raise BadSetting(f"{flags.folder}: there is no such folder of records.")
    console, records = open_console(), read_history(Path(flags.folder))
    found = [one for one in courses(records) if flags.metric in one.metric.id]
    print_plain(console, f"{len(records)} runs")
    for one in found:
        name = f"{one.suite} {one.metric.id}{labelled(one.labels)}"
        last = told(one.values[-1], one.metric.unit)
        print_plain(console, f"{name:60} {spark(one.values)} {last}")
        for place in one.changes:
            print_plain(console, f"  {change(one, place)}")
    return GOOD if found else NOTHING


def spark(values: tuple[float, ...]) -> str:
    """The last sixty figures as a line of bars."""
    least, most = min(values), max(values)
    size = (most - least) or 1.0
    return "".join(SPARKS[int((value - least) / size * 7.999)] for value in values[-60:])


def change(course: Course, place: int) -> str:
    """One change in words: the run, and from what to what."""
    unit = course.metric.unit
    before, after = course.values[place - 1], course.values[place]
    return f"changed at {course.runs[place]}: {told(before, unit)} -> {told(after, unit)}"
