"""Bencher's metric format (BMF): what `bencher run` takes with its adapter `json`."""

from __future__ import annotations

import json

from fabula.lab.record import Record
from fabula.lab.reports.rows import labelled, metric_rows

NANO = {"s": 1e9, "ms": 1e6}


def bencher_report(record: Record) -> str:
    """The medians by benchmark and measure, with the least and the most around them."""
    said: dict[str, dict[str, dict[str, float]]] = {}
    for row in metric_rows(record):
        # Bencher's own measure `latency` is in nanoseconds.
        factor = NANO.get(row.metric.unit)
        measure = "latency" if factor else row.metric.id.replace(".", "-")
        name = f"{row.outcome.suite}::{row.metric.id}{labelled(row.labels)}"
        said.setdefault(name, {})[measure] = {
            "value": row.summary.p50 * (factor or 1.0),
            "lower_value": row.summary.least * (factor or 1.0),
            "upper_value": row.summary.most * (factor or 1.0),
        }
    return json.dumps(said, indent=1) + "\n"
