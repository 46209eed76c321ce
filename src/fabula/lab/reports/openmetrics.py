"""OpenMetrics text: for Prometheus, and for GitLab's merge requests."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fabula.lab.record import Record
from fabula.lab.reports.rows import MetricRow, metric_rows

UNITS: Mapping[str, tuple[str, float]] = {
    "s": ("seconds", 1.0),
    "ms": ("seconds", 0.001),
    "MB": ("bytes", 1e6),
    "GB": ("bytes", 1e9),
    "share": ("ratio", 1.0),
    "x": ("ratio", 1.0),
    "1/s": ("per_second", 1.0),
    "USD": ("usd", 1.0),
}
"""OpenMetrics wants the base unit, and it in the name."""

_NAMELESS = re.compile(r"[^a-zA-Z0-9_]+")


def openmetrics_report(record: Record) -> str:
    """The figures of each metric as a summary, and a gauge for each verdict.

    What can be below zero, as growth can, may be no summary; it is a gauge for each figure.
    """
    families: dict[str, list[MetricRow]] = {}
    for row in metric_rows(record):
        families.setdefault(_family(row), []).append(row)
    lines = []
    for family, rows in families.items():
        unit = next((one for one, _ in UNITS.values() if family.endswith(f"_{one}")), "")
        summed = all(row.summary.least >= 0 for row in rows)
        lines.append(f"# TYPE {family} {'summary' if summed else 'gauge'}")
        lines += [f"# UNIT {family} {unit}"] if unit else []
        lines += [line for row in rows for line in (_samples(row) if summed else _gauges(row))]
    if record.verdicts:
        lines.append("# TYPE fabula_lab_target_met gauge")
        lines += [
            f"fabula_lab_target_met{_labels({'target': one.target.id, 'suite': one.target.suite})} "
            f"{int(one.state == 'PASS')}"
            for one in record.verdicts
            if one.state != "SKIP"
        ]
    return "\n".join([*lines, "# EOF", ""])


def _family(row: MetricRow) -> str:
    unit = UNITS.get(row.metric.unit, ("", 1.0))[0]
    name = _NAMELESS.sub("_", row.metric.id).strip("_")
    name = name.removesuffix(f"_{unit}") if unit else name
    return f"fabula_lab_{name}_{unit}".rstrip("_")


def _samples(row: MetricRow) -> list[str]:
    family, factor = _family(row), UNITS.get(row.metric.unit, ("", 1.0))[1]
    labels = {"suite": row.outcome.suite, **row.labels}
    quantiles = {"0.5": row.summary.p50, "0.95": row.summary.p95, "0.99": row.summary.p99}
    lines = [
        f"{family}{_labels(labels | {'quantile': name})} {value * factor:.9g}"
        for name, value in quantiles.items()
    ]
    whole = row.summary.mean * row.summary.count * factor
    lines.append(f"{family}_count{_labels(labels)} {row.summary.count}")
    lines.append(f"{family}_sum{_labels(labels)} {whole:.9g}")
    return lines


def _gauges(row: MetricRow) -> list[str]:
    family, factor = _family(row), UNITS.get(row.metric.unit, ("", 1.0))[1]
    figures = {"mean": row.summary.mean, "min": row.summary.least, "max": row.summary.most}
    labels = {"suite": row.outcome.suite, **row.labels}
    return [
        f"{family}{_labels(labels | {'statistic': name})} {value * factor:.9g}"
        for name, value in figures.items()
    ]


def _labels(labels: Mapping[str, str]) -> str:
    said = ",".join(
        f'{_NAMELESS.sub("_", name)}="{_escaped(label)}"' for name, label in sorted(labels.items())
    )
    return f"{{{said}}}"


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
