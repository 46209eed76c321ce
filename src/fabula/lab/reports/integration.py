"""`integration_test_report_*.json`: the movie platform's report, for other programs."""

from __future__ import annotations

import json
from typing import Any

from fabula.lab.record import Record
from fabula.lab.reports.rows import counted, headline, metric_rows, moment


def integration_report(record: Record) -> str:
    """Summary with success rates, the services' status, metrics, issues and recommendations."""
    return json.dumps(_report(record), ensure_ascii=False, indent=2) + "\n"


def _report(record: Record) -> dict[str, Any]:
    return {
        "timestamp": moment(record.started_at),
        "duration_seconds": round(record.seconds, 3),
        "executive_summary": _summary(record),
        "service_status_matrix": _services(record),
        "performance_metrics": _metrics(record),
        "tests": [
            {
                "suite": one.suite,
                "name": one.name,
                "status": one.state,
                "seconds": round(one.seconds, 3),
                "reason": one.reason,
            }
            for one in record.outcomes
        ],
        "critical_issues": [
            {"target": one.target.id, "issue": one.target.says, "measured": one.measured}
            for one in record.verdicts
            if one.state == "FAIL"
        ],
        "recommendations": sorted(
            {one.target.advice for one in record.verdicts if one.state == "FAIL"} - {""}
        ),
        "environment": {
            "deployment": record.setup.deployment,
            "system": record.environment.system,
            "python": record.environment.python,
            "revision": record.environment.revision,
        },
    }


def _metrics(record: Record) -> list[dict[str, Any]]:
    return [
        {
            "suite": row.outcome.suite,
            "metric": row.metric.id,
            "labels": dict(row.labels),
            "unit": row.metric.unit,
            "samples": row.summary.count,
            "average": row.summary.mean,
            "min": row.summary.least,
            "max": row.summary.most,
            "p95": row.summary.p95,
        }
        for row in metric_rows(record)
    ]


def _summary(record: Record) -> dict[str, Any]:
    ran = [one for one in record.outcomes if one.state != "skipped"]
    counts = counted(record)
    judged = sum(counts.values()) - counts.get("SKIP", 0)
    return {
        "headline": headline(record),
        "tests": len(record.outcomes),
        "tests_passed": sum(one.state == "passed" for one in ran),
        "test_success_rate": _rate(sum(one.state == "passed" for one in ran), len(ran)),
        "targets": counts,
        "target_success_rate": _rate(counts.get("PASS", 0), judged),
    }


def _services(record: Record) -> dict[str, dict[str, Any]]:
    """Each suite's systems: how many of their scenarios passed."""
    matrix: dict[str, dict[str, Any]] = {}
    for suite in dict.fromkeys(one.suite for one in record.outcomes):
        states = [one.state for one in record.outcomes if one.suite == suite]
        status = "healthy" if set(states) <= {"passed"} else "degraded"
        if "passed" not in states:
            status = "skipped" if set(states) == {"skipped"} else "failing"
        matrix[suite] = {"status": status, "passed": states.count("passed"), "of": len(states)}
    return matrix


def _rate(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
