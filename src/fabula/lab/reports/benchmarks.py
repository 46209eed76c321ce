"""`benchmark_report.txt`: BookGen's three forms of results, and its alerts."""

from __future__ import annotations

from collections.abc import Iterator

from fabula.lab.metrics import ENDPOINT, ERRORS, GROWTH, PEAK, RESPONSE, SUCCESS
from fabula.lab.record import Record, Verdict
from fabula.lab.reports.rows import SIGNS, MetricRow, metric_rows, told
from fabula.lab.statistics.summary import mean, percentile


def benchmark_report(record: Record) -> str:
    """The report as text."""
    rows = metric_rows(record)
    blocks = [*_benchmarks(rows, record), *_load(rows, record), *_memory(rows, record)]
    blocks += _alerts(record)
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _benchmarks(rows: list[MetricRow], record: Record) -> Iterator[list[str]]:
    for row in rows:
        if row.metric.unit not in ("s", "ms"):
            continue
        scale = 1000.0 if row.metric.unit == "s" else 1.0
        yield [
            _test_name(row),
            f"  Mean: {row.summary.mean * scale:.2f}ms",
            f"  Min: {row.summary.least * scale:.2f}ms",
            f"  Max: {row.summary.most * scale:.2f}ms",
            *(f"  {_mark(verdict)}" for verdict in _about(row, record)),
        ]


def _test_name(row: MetricRow) -> str:
    if row.metric.id == ENDPOINT.id:
        return f"test_{row.labels.get('endpoint', 'api')}_endpoint_performance"
    return f"test_{row.outcome.name}: {row.name}"


def _about(row: MetricRow, record: Record) -> Iterator[Verdict]:
    for verdict in record.verdicts:
        target = verdict.target
        fits = target.metric == row.metric.id and target.where.items() <= row.labels.items()
        if target.suite == row.outcome.suite and fits and verdict.state in ("PASS", "FAIL"):
            yield verdict


def _mark(verdict: Verdict) -> str:
    mark = "✅" if verdict.state == "PASS" else "❌"
    if verdict.target.unit == "yes":
        return f"{mark} {verdict.state}"
    limit = told(verdict.target.limit, verdict.target.unit).replace(" ", "")
    sign = SIGNS[verdict.target.relation]
    return f"{mark} {verdict.state}: {sign} {limit} target"


def _load(rows: list[MetricRow], record: Record) -> Iterator[list[str]]:
    asked = [value for row in rows if row.metric.id == SUCCESS.id for value in row.values]
    asked += [1 - value for row in rows if row.metric.id == ERRORS.id for value in row.values]
    if not asked:
        return
    failures = sum(value < 1 for value in asked)
    seconds = [
        value for row in rows if row.metric.id in (RESPONSE.id, ENDPOINT.id) for value in row.values
    ]
    lines = [f"Total requests: {len(asked)}", f"Total failures: {failures}"]
    if seconds:
        lines.append(f"Average response time: {mean(seconds) * 1000:.2f}ms")
        lines.append(f"95th percentile: {percentile(seconds, 95) * 1000:.2f}ms")
    lines.append(f"Error rate: {failures / len(asked) * 100:.1f}%")
    missed = sum(verdict.state == "FAIL" for verdict in record.verdicts)
    good = "✅ PASS: All metrics within targets"
    yield [*lines, f"❌ FAIL: {missed} outside their targets" if missed else good]


def _memory(rows: list[MetricRow], record: Record) -> Iterator[list[str]]:
    peaks = [row for row in rows if row.metric.id == PEAK.id]
    if peaks:
        most = max(row.summary.most for row in peaks)
        lines = [f"Maximum memory usage: {most / 1000:.3f} GB"]
        lines += sorted({_mark(verdict) for row in peaks for verdict in _about(row, record)})
        grown = [value for row in rows if row.metric.id == GROWTH.id for value in row.values]
        if grown:
            lines.append(f"Memory per operation: {mean(grown):.1f} MB")
        yield lines


def _alerts(record: Record) -> Iterator[list[str]]:
    """A warning for each target that was missed, with what to do."""
    for verdict in record.verdicts:
        if verdict.state == "FAIL":
            measured = told(verdict.measured, verdict.target.unit)
            yield [
                f"🚨 WARNING: {verdict.target.says}: {measured}, {_mark(verdict)[2:]}",
                f"  {verdict.reason}",
            ]
