"""Records for the tests of the lab, made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fabula.lab.record import (
    Environment,
    Metric,
    Outcome,
    Record,
    Samples,
    Setup,
    Target,
    Verdict,
)

RESPONSE = Metric("response.seconds", "s", about="from the request to the answer")
RATE = Metric("throughput.rate", "1/s", "higher")

MACHINE = Environment(
    machine="0123456789ab",
    cpu="Test CPU",
    cores=2,
    memory_mb=2048,
    system="Linux 6 x86_64",
    python="3.11.7",
    packages={"fabula": "0.1.0"},
    load=0.25,
    revision="abcdef",
)


def target_of(**said: Any) -> Target:
    """A target of the response time: on average below 2 s, unless something else is said."""
    usual: dict[str, Any] = {
        "id": "T-single",
        "document": "T",
        "suite": "video.performance",
        "metric": "response.seconds",
        "says": "A single request",
        "relation": "below",
        "limit": 2.0,
        "unit": "s",
        "advice": "Look at the trace.",
    }
    return Target(**usual | said)


def outcome_of(*samples: Samples, **said: Any) -> Outcome:
    """A scenario that passed, unless something else is said."""
    usual: dict[str, Any] = {
        "suite": "video.performance",
        "name": "single",
        "title": "One request after the other.",
        "state": "passed",
        "seconds": 1.5,
        "markers": ("performance",),
        "measures": ("response.seconds",),
        "samples": samples,
    }
    return Outcome(**usual | said)


def samples_of(metric: Metric, *values: float, **labels: str) -> Samples:
    """Samples of a metric."""
    return Samples(metric, values, labels)


def record_of(*outcomes: Outcome, machine: str = MACHINE.machine, **said: Any) -> Record:
    """The record of these outcomes, on a machine of this fingerprint."""
    usual: dict[str, Any] = {
        "id": "20261121-120000",
        "started_at": 1795262400.0,
        "seconds": 12.5,
        "setup": Setup(("video.performance",)),
        "environment": replace(MACHINE, machine=machine),
        "outcomes": outcomes,
    }
    return Record(**usual | said)


def small_record() -> Record:
    """One scenario, one target met and one missed."""
    outcome = outcome_of(
        Samples(RESPONSE, (0.5, 0.7, 0.6), {"concurrency": "1"}),
        Samples(RATE, (12.0,), {"concurrency": "50"}),
    )
    slow = target_of(id="T-quick", limit=0.1)
    return record_of(
        outcome,
        verdicts=(
            Verdict(target_of(), "PASS", 0.6, 3),
            Verdict(slow, "FAIL", 0.6, 3, "Look at the trace."),
        ),
    )
