"""`resources_report.md`: memory, CPU, network, cache and cost."""

from __future__ import annotations

from fabula.lab import metrics
from fabula.lab.record import Record
from fabula.lab.reports.costs import cost_table
from fabula.lab.reports.layout import bullets, section, table
from fabula.lab.reports.sections import (
    chart,
    document,
    facts_of,
    figures,
    named,
    of_metrics,
    recommendations,
    tables,
    targets,
)
from fabula.lab.reports.subjects import about

FITS = "Everything that was measured stays within its limits."


def resources_report(whole: Record) -> str:
    """The report in Markdown."""
    record = about(whole, "resources")
    memory = (metrics.IDLE, metrics.PEAK, metrics.GROWTH, metrics.TREND)
    cache = (metrics.HITS, metrics.SAVED_SECONDS, metrics.SAVED_USD)
    network = (metrics.NETWORK, metrics.SAVED_NETWORK)
    return document(
        "Resource Usage Report",
        record,
        [
            section(
                "Memory Consumption Patterns",
                *_figures(record, *(one.id for one in memory)),
                bullets(facts_of(record, "memory")),
            ),
            section("CPU Utilization Analysis", *_figures(record, metrics.CPU.id)),
            section("Network Bandwidth Usage", *_figures(record, *(one.id for one in network))),
            section("Cache Efficiency Metrics", *_figures(record, *(one.id for one in cache))),
            section("Infrastructure Cost Estimation", *_costs(record)),
            *tables(record, "resources", level=2),
            targets(record),
            recommendations(record, "Optimization Recommendations", FITS),
        ],
    )


def _figures(record: Record, *names: str) -> list[str]:
    rows = of_metrics(record, *names)
    units = {row.metric.unit for row in rows}
    return [figures(rows, named), chart(rows, named) if len(rows) > 1 and len(units) == 1 else ""]


def _costs(record: Record) -> list[str]:
    found = cost_table(record)
    return [table(found.columns, found.rows), found.note] if found else []
