"""How surely the text-to-video service works."""

from __future__ import annotations

import pytest

from fabula.lab.plugin import Meets, Report

pytestmark = pytest.mark.reliability


def test_normal_operation(meets: Meets) -> None:
    """Jobs that succeed in normal operation."""
    meets("T-normal")


def test_tts_failures(meets: Meets) -> None:
    """Where 30 % of the speech calls fail."""
    meets("T-tts", "T-recovery")


def test_llm_circuit_breaker(meets: Meets) -> None:
    """The breaker opens where a model fails completely, and closes again."""
    meets("T-breaker")


def test_partial_failures(meets: Meets) -> None:
    """A job goes on although some of its scenes fail."""
    meets("T-partial", "T-consistency")


def test_job_cancellation(meets: Meets) -> None:
    """A cancelled job ends at once, and pays for nothing after."""
    meets("T-cancel")


def test_data_integrity(meets: Meets) -> None:
    """Assets and metadata are what they should be."""
    meets("T-integrity")


def test_redis_failure(meets: Meets) -> None:
    """Jobs go on although Redis is away."""
    meets("T-redis")


def test_generate_reliability_report(lab_report: Report) -> None:
    """Write `tests/reports/reliability_report.md`."""
    written = lab_report("reliability", "tests/reports")

    assert written.name == "reliability_report.md"
