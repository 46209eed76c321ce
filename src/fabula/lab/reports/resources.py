"""`resources_report.md`: memory, CPU, network, cache and cost."""

from __future__ import annotations

from fabula.lab import metrics
from fabula.lab.record import Record
from fabula.lab.reports.layout import section, table
from fabula.lab.reports.rows import labelled, told
from fabula.lab.reports.sections import (
    chart,
    document,
    figures,
    named,
    of_metrics,
    recommendations,
    tables,
    targets,
)

JOBS_A_MONTH = "jobs a month"
"""The fact that says how many; suites take it from their rates."""
USUALLY = 1000
"""Assumed where nobody says."""
FITS = "Everything that was measured stays within its limits."


def resources_report(record: Record) -> str:
    """The report in Markdown."""
    memory = (metrics.IDLE, metrics.PEAK, metrics.GROWTH, metrics.TREND)
    cache = (metrics.HITS, metrics.SAVED_SECONDS, metrics.SAVED_USD)
    network = (metrics.NETWORK, metrics.SAVED_NETWORK)
    return document(
        "Resource Usage Report",
        record,
        [
            section("Memory Consumption Patterns", *_figures(record, *(one.id for one in memory))),
            section("CPU Utilization Analysis", *_figures(record, metrics.CPU.id)),
            section("Network Bandwidth Usage", *_figures(record, *(one.id for one in network))),
            section("Cache Efficiency Metrics", *_figures(record, *(one.id for one in cache))),
            section("Infrastructure Cost Estimation", cost_table(record)),
            *tables(record, "resources", level=2),
            targets(record),
            recommendations(record, "Optimization Recommendations", FITS),
        ],
    )


def _figures(record: Record, *names: str) -> list[str]:
    rows = of_metrics(record, *names)
    units = {row.metric.unit for row in rows}
    return [figures(rows, named), chart(rows, named) if len(rows) > 1 and len(units) == 1 else ""]


def cost_table(record: Record) -> str:
    """What a job costs, a thousand of them, and a month; by part and in all."""
    rows = of_metrics(record, metrics.COST.id)
    if not rows:
        return ""
    parts = [(labelled(row.labels).strip(" ()") or "a job", row.summary.mean) for row in rows]
    if len(parts) > 1:
        parts.append(("together", sum(cost for _, cost in parts)))
    said = [one.facts[JOBS_A_MONTH] for one in record.outcomes if JOBS_A_MONTH in one.facts]
    month = float(said[0]) if said else USUALLY
    return table(
        ("part", "per job", "per 1,000 jobs", f"per month ({month:,.0f} jobs)"),
        (
            (name, told(cost, "USD"), told(cost * 1000, "USD"), told(cost * month, "USD"))
            for name, cost in parts
        ),
    )
