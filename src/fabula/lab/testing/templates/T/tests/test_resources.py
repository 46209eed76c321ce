"""What the text-to-video service takes."""

from __future__ import annotations

import pytest

from fabula.lab.plugin import Meets, Report

pytestmark = pytest.mark.resource


def test_baseline(meets: Meets) -> None:
    """The idle system was measured."""
    meets("T-idle")


def test_single_job(meets: Meets) -> None:
    """Memory that a job adds."""
    meets("T-memory", "T-cpu")


def test_concurrent_load(meets: Meets) -> None:
    """1, 5, 10 and 20 jobs at a time were measured."""
    meets("T-scaling")


def test_memory_leak(meets: Meets) -> None:
    """Growth of memory over 20 jobs."""
    meets("T-leak")


def test_cache_efficiency(meets: Meets) -> None:
    """What is remembered of repeated inputs."""
    meets("T-cache")


def test_connection_pooling(meets: Meets) -> None:
    """Connections that pooling saves."""
    meets("T-pooling")


def test_infrastructure_cost(meets: Meets) -> None:
    """Cost is told per job, per month and per 1,000 jobs."""
    meets("T-cost")


def test_generate_resources_report(lab_report: Report) -> None:
    """Write `tests/reports/resources_report.md`."""
    written = lab_report("resources", "tests/reports")

    assert written.name == "resources_report.md"
