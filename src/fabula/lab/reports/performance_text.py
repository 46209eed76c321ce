"""`performance_report.txt`: the voice agent's report, line by line as its document has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fabula.lab.record import Comparison, Record
from fabula.lab.reports.rows import MetricRow, labelled, metric_rows

TITLES: Mapping[str, str] = {
    "vad.seconds": "VAD Processing",
    "tool.lookup.seconds": "Tool Lookup",
    "tool.seconds": "Tool Execution",
    "session.create.seconds": "Session Creation",
    "message.insert.seconds": "Message Insertion",
    "session.query.seconds": "Session Query",
    "response.seconds": "End-to-end Latency",
}
BESIDE: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "vad.seconds": ("realtime.factor", {"subject": "vad"}),
    "tool.seconds": ("throughput.rate", {"work": "tool"}),
    "message.insert.seconds": ("throughput.rate", {"work": "message"}),
}
"""Times whose baseline is a rate, as performance_baseline.txt has it."""


def performance_text(record: Record) -> str:
    """The report as text."""
    title = "Performance Test Report"
    blocks = [f"{title}\n{'=' * len(title)}"]
    timed = (row for row in metric_rows(record) if row.metric.unit in ("s", "ms"))
    blocks += ["\n".join(_lines(row, record)) for row in timed]
    return "\n\n".join(blocks) + "\n"


def _lines(row: MetricRow, record: Record) -> Iterator[str]:
    scale = 1000.0 if row.metric.unit == "s" else 1.0
    name = TITLES.get(row.metric.id) or f"{row.outcome.suite} {row.metric.id}"
    yield f"{name}{labelled(row.labels)}:"
    yield f"  Count: {row.summary.count}"
    for title, figure in (
        ("Average", row.summary.mean),
        ("Min", row.summary.least),
        ("Max", row.summary.most),
    ):
        # One decimal, as the document has it; more where one would say nothing.
        digits = 1 if figure * scale >= 1 else 3
        yield f"  {title}: {figure * scale:.{digits}f} ms"
    beside = _comparison(row, record)
    if beside is not None:
        yield f"  {beside.label}"


def _comparison(row: MetricRow, record: Record) -> Comparison | None:
    own = row.metric.id, row.labels
    for metric, labels in filter(None, (own, BESIDE.get(row.metric.id))):
        for one in record.comparisons:
            if one.metric.id == metric and labels.items() <= one.labels.items():
                return one
    return None
