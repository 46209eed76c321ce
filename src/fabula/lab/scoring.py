"""The reliability score: how much of what was promised held; docs/lab-faults.md defines it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fabula.lab import metrics
from fabula.lab.record import Record
from fabula.lab.statistics.summary import mean

WEIGHTS: Mapping[str, float] = {
    "success": 0.4,
    "recovery": 0.2,
    "integrity": 0.2,
    "breaker": 0.1,
    "cancel": 0.1,
}
"""The parts of the score; together 1."""

MEASURED_BY: Mapping[str, str] = {
    "success": metrics.JOBS.id,
    "recovery": metrics.RECOVERY.id,
    "integrity": metrics.INTEGRITY.id,
    "breaker": metrics.BREAKER.id,
    "cancel": metrics.CANCELLED.id,
}
"""The metric that each part is measured by."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the score: its weight, and the share that held; None if it was not measured."""

    name: str
    weight: float
    share: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """0 to 100, of what was measured; None if nothing was."""

    parts: tuple[Part, ...]

    @property
    def measured(self) -> float:
        """The weight of what was measured, 0 to 1."""
        return sum(part.weight for part in self.parts if part.share is not None)

    @property
    def value(self) -> float | None:
        """The weighted mean of what was measured, times 100."""
        points = sum(part.weight * part.share for part in self.parts if part.share is not None)
        return 100 * points / self.measured if self.measured else None


def reliability(record: Record) -> Score:
    """The score of a record. Success is that of normal operation: of jobs that no fault hit."""
    return Score(
        tuple(
            Part(name, WEIGHTS[name], _share(record, metric))
            for name, metric in MEASURED_BY.items()
        )
    )


def _share(record: Record, metric: str) -> float | None:
    values = [
        value
        for _, samples in record.samples()
        if samples.metric.id == metric and not _under_fault(metric, samples.labels)
        for value in samples.values
    ]
    return mean(values) if values else None


def _under_fault(metric: str, labels: Mapping[str, str]) -> bool:
    return metric == metrics.JOBS.id and labels.get("fault", "none") != "none"
