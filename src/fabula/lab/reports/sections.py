"""What several Markdown reports say: where it was measured, what was demanded, what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from fabula.lab.record import Record
from fabula.lab.reports.layout import bars, bullets, section, table
from fabula.lab.reports.rows import (
    ENOUGH,
    FEW,
    MetricRow,
    comparison_cells,
    environment_lines,
    headline,
    labelled,
    metric_rows,
    moment,
    scatter,
    tail,
    told,
    verdict_cells,
)
from fabula.lab.statistics.summary import summarize

MARKS = {"PASS": "✅ PASS", "FAIL": "❌ FAIL", "SKIP": "⏭ SKIP", "INVALID": "⚠ INVALID"}


def document(title: str, record: Record, sections: Iterable[str]) -> str:
    """A whole report: headline first, environment and date last."""
    where = table(("", ""), environment_lines(record))
    updated = f"**Last Updated**: {moment(record.started_at)[:10]}"
    told = headline(record) if record.verdicts else "Nothing of this was judged in this run."
    body = [f"# {title}", f"**{told}**", *sections]
    return "\n\n".join([*body, section("Environment", where), updated]) + "\n"


def of_metrics(record: Record, *names: str) -> list[MetricRow]:
    """The samples of these metrics."""
    return [row for row in metric_rows(record) if row.metric.id in names]


def merged(rows: Iterable[MetricRow], *labels: str) -> list[MetricRow]:
    """One row for all samples of a metric that are alike in these labels."""
    found: dict[tuple[str, ...], MetricRow] = {}
    for row in rows:
        kept = {name: row.labels[name] for name in labels if name in row.labels}
        key = row.metric.id, *kept.values()
        values = (*found[key].values, *row.values) if key in found else row.values
        found[key] = replace(row, labels=kept, values=values, summary=summarize(values))
    return list(found.values())


def distinct(rows: Sequence[MetricRow], name: Callable[[MetricRow], str]) -> list[str]:
    """What names each row; where two have the same name, the scenario besides."""
    names = [name(row) for row in rows]
    return [
        one if names.count(one) == 1 else f"{one}, {row.outcome.id}"
        for one, row in zip(names, rows, strict=True)
    ]


def times(rows: Sequence[MetricRow], first: str, name: Callable[[MetricRow], str]) -> str:
    """Response time statistics, a row for each: what the documents ask for."""
    cells = [
        (
            one,
            str(row.summary.count),
            *(
                told(figure, row.metric.unit)
                for figure in (row.summary.least, row.summary.mean, row.summary.most)
            ),
            *(tail(row.summary, percent, row.metric.unit) for percent in ENOUGH),
            scatter(row.summary, row.metric.unit),
        )
        for one, row in zip(distinct(rows, name), rows, strict=True)
    ]
    listed = table((first, "samples", "min", "avg", "max", "P95", "P99", "stddev"), cells)
    few = any(row.summary.count < max(ENOUGH.values()) for row in rows)
    return f"{listed}\n\n{FEW}" if few else listed


def by_label(label: str) -> Callable[[MetricRow], str]:
    """What names a row: one of its labels, else all of them."""

    def name(row: MetricRow) -> str:
        return row.labels.get(label) or labelled(row.labels).strip(" ()") or row.outcome.name

    return name


def chart(rows: Sequence[MetricRow], name: Callable[[MetricRow], str]) -> str:
    """The means, as bars."""
    scales = {"ms": 0.001, "KB": 0.001, "GB": 1000.0}
    return bars(
        (
            one,
            row.summary.mean * scales.get(row.metric.unit, 1.0),
            told(row.summary.mean, row.metric.unit),
        )
        for one, row in zip(distinct(rows, name), rows, strict=True)
    )


def figures(rows: Sequence[MetricRow], name: Callable[[MetricRow], str]) -> str:
    """Samples, mean, least and most, for what is no time."""
    return table(
        ("", "samples", "mean", "min", "max"),
        (
            (
                one,
                str(row.summary.count),
                told(row.summary.mean, row.metric.unit),
                told(row.summary.least, row.metric.unit),
                told(row.summary.most, row.metric.unit),
            )
            for one, row in zip(distinct(rows, name), rows, strict=True)
        ),
    )


def named(row: MetricRow) -> str:
    """A row by what its metric is about, and its labels."""
    return (row.metric.about or row.metric.id).partition(";")[0] + labelled(row.labels)


def facts_of(record: Record, first: str) -> list[str]:
    """What scenarios found that is no figure, by how its name begins."""
    return [
        f"{name}: {fact}"
        for outcome in record.outcomes
        for name, fact in outcome.facts.items()
        if name.startswith(first)
    ]


def tables(record: Record, report: str, *, level: int = 3) -> list[str]:
    """What scenarios found that is a table, of those that belong into this report."""
    return [
        section(one.title, table(one.columns, one.rows), one.note, level=level)
        for outcome in record.outcomes
        for one in outcome.tables
        if one.report == report
    ]


def targets(record: Record) -> str:
    """Every target with what was measured; those that were skipped come last."""
    rows = []
    for verdict in sorted(record.verdicts, key=lambda one: one.state == "SKIP"):
        name, says, limit, measured, state = verdict_cells(verdict)
        why = f" ({verdict.reason})" if state == "SKIP" else ""
        rows.append((name, says, limit, measured, MARKS[state] + why))
    return section("Targets", table(("target", "demand", "limit", "measured", "verdict"), rows))


def comparisons(record: Record) -> str:
    """The metrics beside their baseline; nothing if there was none."""
    if not record.comparisons:
        return ""
    rows = (comparison_cells(one) for one in record.comparisons)
    titles = ("metric", "before", "now", "change (95 % interval)", "")
    return section("Beside the baseline", table(titles, rows))


def recommendations(record: Record, title: str, otherwise: str) -> str:
    """What to do about each target that was missed; something to say if none was."""
    missed = [verdict for verdict in record.verdicts if verdict.state in ("FAIL", "INVALID")]
    lines = [
        f"**{one.target.says}** ({one.target.id}): {one.target.advice or one.reason}"
        for one in missed
    ]
    return section(title, bullets(lines) or otherwise)
