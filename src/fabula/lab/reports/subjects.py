"""What a target is about: how fast, how surely, or at what cost; each has a report of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from fabula.lab import metrics
from fabula.lab.record import Record, Verdict

Subject = Literal["performance", "reliability", "resources"]
SUBJECTS: tuple[Subject, ...] = ("performance", "reliability", "resources")

SURELY = {
    one.id
    for one in (
        metrics.JOBS, metrics.RECOVERY, metrics.REPAIR, metrics.DETECTION, metrics.BREAKER,
        metrics.PARTIAL, metrics.CANCELLED, metrics.CANCEL, metrics.INTEGRITY, metrics.WASTED,
    )
}  # fmt: skip
COSTLY = {
    one.id
    for one in (
        metrics.GROWTH, metrics.PEAK, metrics.IDLE, metrics.TREND, metrics.CPU, metrics.NETWORK,
        metrics.SAVED_NETWORK, metrics.HITS, metrics.SAVED_SECONDS, metrics.SAVED_USD, metrics.COST,
    )
}  # fmt: skip


def about(record: Record, subject: Subject) -> Record:
    """The record with only those verdicts that are about a subject."""
    own = (one for one in record.verdicts if subject_of(one, record) == subject)
    return replace(record, verdicts=tuple(own))


def subject_of(verdict: Verdict, record: Record) -> Subject:
    """What a verdict is about: its suite says it, or its metric, or else who measured it."""
    target = verdict.target
    for subject in SUBJECTS:
        if target.suite.endswith(f".{subject}"):
            return subject
    if target.metric in SURELY:
        return "reliability"
    if target.metric in COSTLY:
        return "resources"
    markers = {
        marker
        for outcome in record.outcomes
        if outcome.suite == target.suite and target.metric in outcome.measures
        for marker in outcome.markers
    }
    if markers & {"reliability", "fault"}:
        return "reliability"
    return "performance" if "performance" in markers or "resource" not in markers else "resources"
