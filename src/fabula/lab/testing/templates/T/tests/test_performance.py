"""How fast the text-to-video service is."""

from __future__ import annotations

import pytest

from fabula.lab.plugin import Meets, Report

pytestmark = pytest.mark.performance


def test_single_request(meets: Meets) -> None:
    """A single request."""
    meets("T-single")


def test_concurrent_load(meets: Meets) -> None:
    """1, 5, 10, 20 and 50 jobs at a time were measured."""
    meets("T-ladder", "T-success", "T-throughput")


def test_api_latency(meets: Meets) -> None:
    """The health endpoint."""
    meets("T-api-health", "T-api-status", "T-api-listing")


def test_component_speed(meets: Meets) -> None:
    """The speed of writing by itself was measured."""
    meets("T-component-llm", "T-component-tts", "T-component-visual")


def test_generate_performance_report(lab_report: Report) -> None:
    """Write `tests/reports/performance_report.md`."""
    written = lab_report("performance", "tests/reports")

    assert written.name == "performance_report.md"
