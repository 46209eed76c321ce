"""The rows that reports share: what a record says, as text that people read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isclose

from fabula.lab.record import Comparison, Metric, Outcome, Record, Relation, Target, Verdict
from fabula.lab.statistics.summary import Summary, summarize

_FIGURE = re.compile(r"|-|[-+$]?[\d.,]+ ?(%|x|ms|s|[kMG]?B)?")

SIGNS: Mapping[Relation, str] = {"below": "<", "at_most": "≤", "above": ">", "at_least": "≥"}


@dataclass(frozen=True, slots=True)
class MetricRow:
    """The samples of one metric with the same labels.

    Args:
        outcome: The scenario that took them.
        metric: What was measured.
        labels: Of what.
        values: All of them.
        summary: What they come to.
    """

    outcome: Outcome
    metric: Metric
    labels: Mapping[str, str]
    values: tuple[float, ...]
    summary: Summary

    @property
    def name(self) -> str:
        """The metric, and what it was measured of."""
        return self.metric.id + labelled(self.labels)


def are_figures(column: Sequence[str]) -> bool:
    """Whether the cells of a column are figures, or nothing: they then stand to the right."""
    return any(column) and all(_FIGURE.fullmatch(cell) for cell in column)


def labelled(labels: Mapping[str, str]) -> str:
    """Labels behind a name: " (concurrency 10)"."""
    told = ", ".join(f"{name} {label}" for name, label in sorted(labels.items()))
    return f" ({told})" if told else ""


def metric_rows(record: Record) -> list[MetricRow]:
    """All samples of the record."""
    return [
        MetricRow(outcome, one.metric, one.labels, one.values, summarize(one.values))
        for outcome, one in record.samples()
        if one.values
    ]


def climbed(rows: Iterable[MetricRow]) -> list[MetricRow]:
    """Those at several steps of concurrency, by scenarios that climbed them."""
    found = [row for row in rows if row.labels.get("concurrency", "").isdigit()]
    steps: dict[str, set[str]] = {}
    for row in found:
        steps.setdefault(row.outcome.id, set()).add(row.labels["concurrency"])
    return [row for row in found if len(steps[row.outcome.id]) > 1]


def told(value: float | None, unit: str) -> str:
    """A figure with its unit, with as many digits as anyone reads."""
    if value is None:
        return "not measured"
    if unit in _FORMS:
        return _FORMS[unit](value)
    if unit.startswith("1/"):
        return f"{_short(value)}{unit[1:]}"
    return f"{_short(value)} {unit}".rstrip()


def _short(value: float) -> str:
    if isclose(value, round(value), rel_tol=1e-9) and abs(value) < 1e6:
        return f"{round(value)}"
    if isclose(value, round(value, 1), rel_tol=1e-9) and abs(value) < 100:
        return f"{value:,.1f}"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 4
    return f"{value:,.{digits}f}"


def _seconds(value: float) -> str:
    return f"{_short(value * 1000)} ms" if 0 < abs(value) < 0.1 else f"{_short(value)} s"


def _cents(value: float) -> int:
    """How many digits an amount needs to be more than nothing."""
    return 2 if abs(value) >= 1 or not value else 4 if abs(value) >= 0.001 else 6


_FORMS: Mapping[str, Callable[[float], str]] = {
    "yes": lambda value: "yes" if value >= 1 else "no",
    "share": lambda value: f"{_short(value * 100)} %",
    "USD": lambda value: f"${value:,.{_cents(value)}f}",
    "s": _seconds,
}
"""Units that have a form of their own."""


ENOUGH: Mapping[int, int] = {95: 20, 99: 100}
"""A percentile of fewer samples than this is little more than the largest of them."""
FEW = "\\* of fewer than 20 samples (P95) or 100 (P99): little more than the largest."


def tail(summary: Summary, percent: int, unit: str) -> str:
    """P95 or P99, with a star where there are too few samples for it."""
    figure = {95: summary.p95, 99: summary.p99}[percent]
    return told(figure, unit) + ("" if summary.count >= ENOUGH[percent] else "*")


def scatter(summary: Summary, unit: str) -> str:
    """The standard deviation, which a single sample has not."""
    return told(summary.deviation, unit) if summary.count > 1 else "–"  # noqa: RUF001 a dash


def limit_of(target: Target) -> str:
    """The limit of a target: "p95 < 500 ms"."""
    if target.unit == "yes":
        return "yes"
    limit = f"{SIGNS[target.relation]} {told(target.limit, target.unit)}"
    return limit if target.statistic in ("mean", "last", "sum") else f"{target.statistic} {limit}"


def verdict_cells(verdict: Verdict) -> tuple[str, str, str, str, str]:
    """Target, demand, limit, measured, verdict."""
    target = verdict.target
    shown = "" if verdict.measured is None else told(verdict.measured, target.unit)
    return target.id, target.says, limit_of(target), shown, verdict.state


def counted(record: Record) -> dict[str, int]:
    """How many verdicts of each kind, those that there are none of left out."""
    counts: dict[str, int] = {}
    for state in ("PASS", "FAIL", "INVALID", "SKIP"):
        number = sum(verdict.state == state for verdict in record.verdicts)
        if number:
            counts[state] = number
    return counts


def headline(record: Record) -> str:
    """The whole run in a line: "11 of 11 targets met"."""
    counts = counted(record)
    judged = sum(counts.values()) - counts.get("SKIP", 0)
    line = f"{counts.get('PASS', 0)} of {judged} targets met" if judged else "nothing was judged"
    if not judged and record.comparisons:
        line = f"{len(record.comparisons)} metrics compared"
    reds = sum(comparison.colour == "red" for comparison in record.comparisons)
    for number, what in (
        (counts.get("FAIL", 0), "missed"),
        (counts.get("INVALID", 0), "invalid"),
        (counts.get("SKIP", 0), "skipped"),
        (reds, "red beside the baseline"),
    ):
        if number:
            line += f", {number} {what}"
    failed = sum(one.state == "failed" for one in record.outcomes)
    if failed:
        line += f", {failed} scenario{'s' * (failed > 1)} failed"
    return line


def environment_lines(record: Record) -> Iterator[tuple[str, str]]:
    """Where it was measured, as name and text."""
    where, setup = record.environment, record.setup
    yield "when", moment(record.started_at)
    yield "suites", ", ".join(setup.suites)
    yield "deployment", setup.deployment
    yield "clock", f"{setup.clock}, seed {setup.seed}" + (", quick" if setup.quick else "")
    yield "machine", f"{where.cpu}, {where.cores} cores, {where.memory_mb / 1024:.0f} GB"
    yield "fingerprint", where.machine
    yield "system", f"{where.system}, Python {where.python}"
    yield "load before", f"{where.load:g} a core"
    yield "versions", ", ".join(f"{name} {version}" for name, version in where.packages.items())
    if where.revision:
        yield "revision", where.revision


def moment(seconds: float) -> str:
    """A time in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def comparison_cells(one: Comparison) -> tuple[str, str, str, str, str]:
    """Metric, before, now, change with its interval, label."""
    unit = one.metric.unit
    return (
        f"{one.suite} {one.metric.id}{labelled(one.labels)}",
        told(one.before, unit),
        told(one.after, unit),
        f"{one.gain:+.1%} ({one.low:+.1%} to {one.high:+.1%})",
        one.label,
    )
