"""`reliability_report.md`: success, recovery, breaker, holes, integrity, and a score of it all."""

from __future__ import annotations

from fabula.lab import metrics
from fabula.lab.record import Record
from fabula.lab.reports.layout import bullets, section, table
from fabula.lab.reports.rows import told
from fabula.lab.reports.sections import (
    by_label,
    chart,
    document,
    facts_of,
    figures,
    merged,
    named,
    of_metrics,
    recommendations,
    tables,
    targets,
    times,
)
from fabula.lab.reports.subjects import about
from fabula.lab.scoring import reliability

HOLDS = "Every target of this that was measured is met."


def reliability_report(whole: Record) -> str:
    """The report in Markdown."""
    record = about(whole, "reliability")
    return document(
        "Reliability Report",
        record,
        [
            section("Success Rate under Normal Conditions", _rates(record, "none")),
            section("Error Recovery and MTTR", *_recovery(record)),
            section(
                "Circuit Breaker Effectiveness",
                _shares(record, metrics.BREAKER.id),
                bullets(facts_of(record, "breaker")),
            ),
            section("Partial Failure Handling", _shares(record, metrics.PARTIAL.id)),
            section("Job Cancellation", *_cancel(record)),
            section("Data Integrity Validation", *_integrity(record)),
            *tables(record, "reliability", level=2),
            section("Reliability Score", _score(record)),
            targets(record),
            recommendations(record, "Recommendations", HOLDS),
        ],
    )


def _rates(record: Record, fault: str) -> str:
    rows = of_metrics(record, metrics.JOBS.id, metrics.SUCCESS.id)
    return figures([row for row in rows if row.labels.get("fault", "none") == fault], named)


def _shares(record: Record, *names: str) -> str:
    return figures(of_metrics(record, *names), named)


def _recovery(record: Record) -> list[str]:
    rows = merged(of_metrics(record, metrics.RECOVERY.id), "fault")
    seconds = merged(of_metrics(record, metrics.REPAIR.id, metrics.DETECTION.id))
    return [
        figures(rows, by_label("fault")),
        chart(rows, by_label("fault")) if len(rows) > 1 else "",
        times(seconds, "what", named),
        figures(merged(of_metrics(record, metrics.WASTED.id)), named),
    ]


def _cancel(record: Record) -> list[str]:
    return [
        _shares(record, metrics.CANCELLED.id),
        times(of_metrics(record, metrics.CANCEL.id), "what", named),
    ]


def _integrity(record: Record) -> list[str]:
    rows = merged(of_metrics(record, metrics.INTEGRITY.id), "invariant")
    return [figures(rows, by_label("invariant"))]


def _score(record: Record) -> str:
    """The score with its sum, so that nobody has to believe it."""
    score = reliability(record)
    formula = f"100 x ({' + '.join(f'{part.weight:.2f} {part.name}' for part in score.parts)})"
    if score.value is None:
        return f"Not measured in this run. It would be {formula}."
    rows = [
        (part.name, f"{part.weight:.0%}", told(part.share, "share") if part.share is not None else
         "not measured", "" if part.share is None else f"{100 * part.weight * part.share:.1f}")
        for part in score.parts
    ]  # fmt: skip
    whole = f"**{score.value:.1f} of 100**" + (
        f", of what was measured ({score.measured:.0%} of the weight)" if score.measured < 1 else ""
    )
    return "\n\n".join([whole, formula, table(("part", "weight", "measured", "points"), rows)])
