"""`performance_report.md`: response times, load, endpoints, components, and how it scales."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.lab.metrics import COMPONENT, ENDPOINT, FIRST, RESPONSE, SPEEDUP, SUCCESS, THROUGHPUT
from fabula.lab.record import Record
from fabula.lab.reports.layout import bullets, section, table
from fabula.lab.reports.rows import MetricRow, climbed, labelled, told
from fabula.lab.reports.sections import (
    by_label,
    chart,
    comparisons,
    document,
    facts_of,
    named,
    of_metrics,
    recommendations,
    tables,
    targets,
    times,
)
from fabula.lab.reports.subjects import COSTLY, SURELY, about

SCALES = "No limit was met within what was tried: raise `--concurrency` to find it."
UNTRIED = "Nothing was tried by many at the same time: `fabula lab run video.performance` does."


def performance_report(whole: Record) -> str:
    """The report in Markdown."""
    record = about(whole, "performance")
    return document(
        "Performance Report",
        record,
        [
            section("Response Time Statistics", *_responses(record)),
            section("Concurrent Load Testing Results", *_load(record)),
            section("API Endpoint Latency Breakdown", *_by(record, ENDPOINT.id, "endpoint")),
            section("Component-Level Performance Analysis", *_components(record)),
            section("Critical Path, Efficiency and What-If", *tables(record, "performance")),
            *filter(None, [comparisons(record)]),
            targets(record),
            recommendations(record, "Scalability Recommendations", _otherwise(record)),
        ],
    )


def _responses(record: Record) -> list[str]:
    special = {COMPONENT.id, ENDPOINT.id} | SURELY | COSTLY
    seconds = [
        row
        for row in of_metrics(record, *_timed(record))
        if row.metric.id not in special and row.metric.unit in ("s", "ms")
    ]
    return [times(seconds, "what", named), chart(seconds, named) if len(seconds) > 1 else ""]


def _timed(record: Record) -> set[str]:
    return {samples.metric.id for _, samples in record.samples()}


def _load(record: Record) -> list[str]:
    """One row a step of the ladder: response, throughput, success."""
    found = _ladder(record)
    steps = sorted({int(row.labels["concurrency"]) for row in found})
    rows = []
    for step in steps:
        response, rate, success = (
            _at([row for row in found if row.metric == metric], step)
            for metric in (RESPONSE, THROUGHPUT, SUCCESS)
        )
        rows.append(
            (
                str(step),
                told(response.summary.mean, "s") if response else "",
                told(response.summary.p95, "s") if response else "",
                told(rate.summary.most, "1/s") if rate else "",
                told(success.summary.mean, "share") if success else "",
            )
        )
    gains = of_metrics(record, SPEEDUP.id)
    rates = of_metrics(record, THROUGHPUT.id)
    return [
        table(("concurrency", "avg", "P95", "throughput", "success"), rows),
        chart(rates, by_label("concurrency")) if len(rates) > 1 else "",
        bullets(f"Speed-up, {_of(row)}: {told(row.summary.p50, 'x')}{_over(row)}" for row in gains),
    ]


def _of(row: MetricRow) -> str:
    return row.outcome.suite + labelled(row.labels)


def _over(row: MetricRow) -> str:
    if row.summary.count < 2:
        return ""
    least, most = (told(figure, "x") for figure in (row.summary.least, row.summary.most))
    return f" (median of {row.summary.count}, {least} to {most})"


def _otherwise(record: Record) -> str:
    return SCALES if _ladder(record) else UNTRIED


def _ladder(record: Record) -> list[MetricRow]:
    return climbed(of_metrics(record, RESPONSE.id, THROUGHPUT.id, SUCCESS.id))


def _at(rows: Sequence[MetricRow], step: int) -> MetricRow | None:
    return next((row for row in rows if row.labels.get("concurrency") == str(step)), None)


def _by(record: Record, metric: str, label: str) -> list[str]:
    rows = of_metrics(record, metric)
    return [times(rows, label, by_label(label)), chart(rows, by_label(label))]


def _components(record: Record) -> list[str]:
    first = of_metrics(record, FIRST.id)
    said = [f"First scene after {told(row.summary.p50, 's')}." for row in first]
    return [
        *_by(record, COMPONENT.id, "component"),
        bullets([*said, *facts_of(record, "bottleneck")]),
    ]
