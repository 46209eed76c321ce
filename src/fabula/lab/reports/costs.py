"""What a job costs, as a table: per job, per 1,000 jobs, per month."""

from __future__ import annotations

from fabula.lab import metrics
from fabula.lab.record import Record, Table
from fabula.lab.reports.rows import labelled, metric_rows, told
from fabula.lab.resources.pricing import ALL, JOBS_A_MONTH, RATES

USUALLY = 1000
"""Jobs a month; assumed where nobody says."""


def cost_table(record: Record) -> Table | None:
    """A row for each part, and one for all of them; None if no cost was measured."""
    costs = _costs(record)
    whole = costs.pop(ALL, sum(costs.values()))
    if not costs:
        return None
    month = float(_fact(record, JOBS_A_MONTH) or USUALLY)
    source = _fact(record, RATES)
    return Table(
        title="What a job costs",
        columns=("part", "per job", "per 1,000 jobs", f"per month ({month:,.0f} jobs)"),
        rows=tuple(
            (name, told(usd, "USD"), told(usd * 1000, "USD"), told(usd * month, "USD"))
            for name, usd in ({**costs, "together": whole} if len(costs) > 1 else costs).items()
        ),
        report="resources",
        note=f"Rates: {source}." if source else "",
    )


def job_usd(record: Record) -> float | None:
    """What a job costs in all, in US dollars; None if no cost was measured."""
    costs = _costs(record)
    return costs.get(ALL, sum(costs.values())) if costs else None


def _costs(record: Record) -> dict[str, float]:
    """By part; where a suite told the sum, too, as `ALL`."""
    costs: dict[str, float] = {}
    for row in metric_rows(record):
        if row.metric.id == metrics.COST.id:
            part = row.labels.get("part") or labelled(row.labels).strip(" ()") or "a job"
            costs[part] = costs.get(part, 0.0) + row.summary.mean
    return costs


def _fact(record: Record, name: str) -> str:
    return next((one.facts[name] for one in record.outcomes if name in one.facts), "")
