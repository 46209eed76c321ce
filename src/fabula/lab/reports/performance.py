"""`performance_report.md`: response times, load, endpoints, components, and how it scales."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.lab.metrics import COMPONENT, ENDPOINT, FIRST, RESPONSE, SPEEDUP, SUCCESS, THROUGHPUT
from fabula.lab.record import Record
from fabula.lab.reports.layout import section, table
from fabula.lab.reports.rows import MetricRow, told
from fabula.lab.reports.sections import (
    by_label,
    chart,
    comparisons,
    document,
    named,
    of_metrics,
    recommendations,
    tables,
    targets,
    times,
)

SCALES = "No limit was met within what was tried: raise `--concurrency` to find it."


def performance_report(record: Record) -> str:
    """The report in Markdown."""
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
            recommendations(record, "Scalability Recommendations", SCALES),
        ],
    )


def _responses(record: Record) -> list[str]:
    special = {COMPONENT.id, ENDPOINT.id}
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
    steps = sorted(
        {
            int(row.labels["concurrency"])
            for row in of_metrics(record, RESPONSE.id, THROUGHPUT.id, SUCCESS.id, SPEEDUP.id)
            if row.labels.get("concurrency", "").isdigit()
        }
    )
    rows = []
    for step in steps:
        response, rate, success = (
            _at(of_metrics(record, metric.id), step) for metric in (RESPONSE, THROUGHPUT, SUCCESS)
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
        "\n".join(f"Speed-up: {told(row.summary.p50, 'x')}{_over(row)}" for row in gains),
    ]


def _over(row: MetricRow) -> str:
    count = row.summary.count
    return f" (median of {count}, {told(row.summary.least, 'x')} to {told(row.summary.most, 'x')})"


def _at(rows: Sequence[MetricRow], step: int) -> MetricRow | None:
    return next((row for row in rows if row.labels.get("concurrency") == str(step)), None)


def _by(record: Record, metric: str, label: str) -> list[str]:
    rows = of_metrics(record, metric)
    return [times(rows, label, by_label(label)), chart(rows, by_label(label))]


def _components(record: Record) -> list[str]:
    first = of_metrics(record, FIRST.id)
    said = [f"First scene after {told(row.summary.p50, 's')}." for row in first]
    facts = [
        f"{name}: {fact}" for outcome in record.outcomes for name, fact in outcome.facts.items()
    ]
    return [*_by(record, COMPONENT.id, "component"), "\n".join(said), "\n\n".join(facts)]
