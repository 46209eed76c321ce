"""Benchmarks of BookGen's API."""

from __future__ import annotations

import pytest

from fabula.lab.plugin import Meets

pytestmark = pytest.mark.performance


class TestAPIPerformance:
    """How soon endpoints answer."""

    def test_health_endpoint_performance(self, meets: Meets) -> None:
        """The health endpoint."""
        meets("B-health")

    def test_api_response_time(self, meets: Meets) -> None:
        """Synchronous endpoints."""
        meets("B-api")

    def test_cold_start_vs_warm_cache(self, meets: Meets) -> None:
        """A warm cache beside a cold start."""
        meets("B-warm")

    def test_concurrent_request_handling(self, meets: Meets) -> None:
        """Simultaneous users, with everything else within its limits."""
        meets("B-users")


class TestGeneration:
    """How soon a biography is there."""

    def test_biography_generation_time(self, meets: Meets) -> None:
        """A complete biography."""
        meets("B-biography")

    def test_throughput(self, meets: Meets) -> None:
        """Biographies in an hour."""
        meets("B-throughput")


class TestMemory:
    """What memory a worker takes."""

    def test_memory_per_worker(self, meets: Meets) -> None:
        """Memory of a worker."""
        meets("B-memory")

    def test_memory_of_openrouter_client(self, meets: Meets) -> None:
        """Memory of the OpenRouter client."""
        meets("B-memory-openrouter")

    def test_memory_of_length_validation(self, meets: Meets) -> None:
        """Memory of the validation of lengths."""
        meets("B-memory-validation")

    def test_memory_of_concurrent_operations(self, meets: Meets) -> None:
        """Memory with 10 users at the same time."""
        meets("B-memory-concurrent")

    def test_memory_leak(self, meets: Meets) -> None:
        """No memory is lost."""
        meets("B-memory-leak")


class TestAlerts:
    """Whether it warns."""

    def test_latency(self, meets: Meets) -> None:
        """A warning where the average is above 200 ms."""
        meets("B-alert-latency")

    def test_errors(self, meets: Meets) -> None:
        """A warning where more than 1 % fail."""
        meets("B-alert-errors")

    def test_memory(self, meets: Meets) -> None:
        """A warning where a worker takes more than 2 GB."""
        meets("B-alert-memory")

    def test_throughput(self, meets: Meets) -> None:
        """A warning below 2 biographies in an hour."""
        meets("B-alert-throughput")
