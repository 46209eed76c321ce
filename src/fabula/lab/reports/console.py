"""The record on a terminal."""

from __future__ import annotations

from io import StringIO
from typing import Literal

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from fabula.lab.comparing.colours import LABELS
from fabula.lab.record import Outcome, Record
from fabula.lab.record import Table as Found
from fabula.lab.reports.rows import (
    are_figures,
    comparison_cells,
    environment_lines,
    headline,
    metric_rows,
    told,
    verdict_cells,
)

STYLES = {
    "PASS": "green", "FAIL": "bold red", "SKIP": "dim", "INVALID": "magenta",
    "passed": "green", "failed": "bold red", "skipped": "dim", "invalid": "magenta",
    "green": "green", "yellow": "yellow", "red": "bold red", "inconclusive": "dim",
}  # fmt: skip
WIDTH = 120


def console_report(record: Record) -> str:
    """The record as plain text."""
    text = StringIO()
    show(record, Console(file=text, width=WIDTH, no_color=True), verbose=True)
    return text.getvalue()


def show(record: Record, console: Console, *, verbose: bool = False) -> None:
    """Print the verdicts, then what did not go well; every metric too, if that is wanted."""
    if verbose:
        show_environment(record, console)
        _show_metrics(record, console)
        show_tables(record, console)
    if record.verdicts:
        show_verdicts(record, console)
    if record.comparisons:
        show_comparisons(record, console, all_of_them=verbose)
    for outcome in record.outcomes:
        if outcome.state in ("failed", "invalid"):
            console.print(outcome_line(outcome))
    for verdict in record.verdicts:
        if verdict.state in ("FAIL", "INVALID"):
            console.print(f"{verdict.target.id}: {verdict.reason}", markup=False, soft_wrap=True)
    for note in record.notes:
        console.print(note, markup=False, soft_wrap=True)
    console.print(f"{headline(record)}; {record.seconds:.1f} s", markup=False, highlight=False)


def outcome_line(outcome: Outcome) -> str:
    """A scenario in a line, with rich's markup."""
    style = STYLES[outcome.state]
    line = f"[{style}]{outcome.state:8}[/] {outcome.id} [dim]{outcome.seconds:.1f} s[/]"
    if outcome.prepared:
        line += f" [dim]({outcome.prepared:.1f} s of them prepared)[/]"
    return f"{line}  {escape(outcome.reason)}" if outcome.reason else line


def show_tables(record: Record, console: Console) -> None:
    """Print what the scenarios found that is a table."""
    for outcome in record.outcomes:
        for found in outcome.tables:
            _show_table(found, console)


def _show_table(found: Found, console: Console) -> None:
    """Print what a scenario found that is a table."""
    table = Table(box=None, pad_edge=False, header_style="dim", title_justify="left")
    for title, column in zip(found.columns, zip(*found.rows, strict=True), strict=True):
        justify: Literal["left", "right"] = "right" if are_figures(column) else "left"
        table.add_column(escape(title), justify=justify)
    for row in found.rows:
        table.add_row(*map(escape, row))
    console.print(f"\n[bold]{escape(found.title)}[/]", highlight=False)
    console.print(table)
    if found.note:
        console.print(found.note, markup=False, highlight=False, soft_wrap=True)


def show_environment(record: Record, console: Console) -> None:
    """Print where it was measured."""
    for name, text in environment_lines(record):
        console.print(f"[dim]{name:12}[/] {escape(text)}", highlight=False, soft_wrap=True)


def show_verdicts(record: Record, console: Console) -> None:
    """Print the table of targets."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("target", "demand"):
        table.add_column(title)
    for title in ("limit", "measured"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    for verdict in record.verdicts:
        name, says, limit, measured, state = verdict_cells(verdict)
        about = verdict.reason if state in ("SKIP", "PASS") else ""
        demand = escape(says) + (f"[dim]: {escape(about)}[/]" if about else "")
        table.add_row(name, demand, limit, measured, f"[{STYLES[state]}]{state}[/]")
    console.print(table)


def show_comparisons(record: Record, console: Console, *, all_of_them: bool) -> None:
    """Print the metrics beside their baseline; of those that are stable only how many there are."""
    stable = [one for one in record.comparisons if one.label.startswith(LABELS["green"])]
    if stable and not all_of_them:
        console.print(f"{len(stable)} of {len(record.comparisons)} are stable beside the baseline")
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("metric")
    for title in ("before", "now", "change (95 %)"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("")
    for one in record.comparisons:
        if one in stable and not all_of_them:
            continue
        name, before, after, change, label = map(escape, comparison_cells(one))
        table.add_row(name, before, after, change, f"[{STYLES[one.colour]}]{label}[/]")
    if table.row_count:
        console.print(table)


def _show_metrics(record: Record, console: Console) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("metric")
    for title in ("samples", "min", "mean", "p50", "p95", "max"):
        table.add_column(title, justify="right", no_wrap=True)
    for row in metric_rows(record):
        found, unit = row.summary, row.metric.unit
        figures = (found.least, found.mean, found.p50, found.p95, found.most)
        cells = [told(figure, unit) for figure in figures]
        table.add_row(escape(f"{row.outcome.suite} {row.name}"), str(found.count), *cells)
    console.print(table)
