"""`performance_baseline.txt`: one line a metric, such as `VAD_BASELINE: 2.5x`.

It has one figure where a record has samples, and no machine: `fabula lab run --baseline FOLDER`
keeps more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from fabula.errors import BadInput
from fabula.lab.comparing.colours import Series, compare, found_in
from fabula.lab.record import Comparison, Metric, Record
from fabula.lab.statistics.summary import median

FILE = "performance_baseline.txt"

NAMES: Mapping[str, tuple[str, Mapping[str, str], str]] = {
    "VAD": ("realtime.factor", {"subject": "vad"}, "x"),
    "TOOL": ("throughput.rate", {"work": "tool"}, "exec/sec"),
    "SESSION": ("throughput.rate", {"work": "message"}, "msgs/sec"),
}
"""The names of the voice agent's file: the metric and labels that are meant, and the unit said."""

_LINE = re.compile(r"(?P<name>\w+)_BASELINE:\s*(?P<figure>[\d.]+)\s*(?P<unit>\S*)")


def from_text(path: Path) -> dict[str, float]:
    """Read the file: figures by name.

    Raises:
        BadInput: It is not there, or a line is none.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise BadInput(str(path), "is not there", "--save-baseline writes it.") from None
    found = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            problem = f"{line.strip()!r} is no baseline"
            raise BadInput(str(path), problem, "Write NAME_BASELINE: 2.5x.", place=f"line {number}")
        found[match["name"]] = float(match["figure"])
    return found


def to_text(record: Record) -> str:
    """The medians of all that the record measured for regression."""
    lines = []
    for name, metric, values in named(record):
        unit = NAMES[name][2] if name in NAMES else metric.unit
        gap = "" if unit == "x" else " "
        lines.append(f"{name}_BASELINE: {_figure(median(values))}{gap}{unit}".rstrip())
    return "\n".join([*lines, ""])


def compare_text(baseline: Mapping[str, float], record: Record) -> tuple[Comparison, ...]:
    """What the record measured of the names of the file."""
    return compare(
        Series((suite_of(record, metric), metric.id, ()), metric, (baseline[name],), values)
        for name, metric, values in named(record)
        if name in baseline
    )


def named(record: Record) -> Iterable[tuple[str, Metric, tuple[float, ...]]]:
    """The samples of scenarios that are marked `regression`, each with its name in the file."""
    marked = {one.suite for one in record.outcomes if "regression" in one.markers}
    for (suite, _, labels), (metric, values) in found_in(record).items():
        if suite in marked and values:
            yield _name(metric, dict(labels)), metric, values


def suite_of(record: Record, metric: Metric) -> str:
    """The suite that measured a metric."""
    return next(outcome.suite for outcome, one in record.samples() if one.metric == metric)


def _name(metric: Metric, labels: Mapping[str, str]) -> str:
    for name, (wanted, where, _) in NAMES.items():
        if metric.id == wanted and where.items() <= labels.items():
            return name
    words = [metric.id, *(f"{name}_{label}" for name, label in sorted(labels.items()))]
    return re.sub(r"\W+", "_", "_".join(words)).upper()


def _figure(value: float) -> str:
    """At least one decimal, as the document has it, and four digits that count."""
    digits = f"{value:.4g}"
    if "e" in digits:
        digits = f"{value:.10f}".rstrip("0")
    return digits if "." in digits else f"{digits}.0"
