"""How fast the brain answers by WebSocket."""

from __future__ import annotations

import pytest

from fabula.lab.plugin import Meets

pytestmark = [pytest.mark.performance, pytest.mark.slow]


class TestWebSocketPerformance:
    """Latency, throughput, many at a time."""

    def test_connect(self, meets: Meets) -> None:
        """Connecting by WebSocket."""
        meets("M-connect")

    def test_round_trip(self, meets: Meets) -> None:
        """A message there and back, creating a character."""
        meets("M-round-trip")

    def test_throughput(self, meets: Meets) -> None:
        """Messages in a second."""
        meets("M-throughput")

    def test_connections(self, meets: Meets) -> None:
        """Requests that succeed with up to 10 connections."""
        meets("M-connections")

    def test_degradation(self, meets: Meets) -> None:
        """From 5 to 20 connections it slows down, and does not break."""
        meets("M-degradation")

    def test_memory_under_load(self, meets: Meets) -> None:
        """Memory under load stays within its limit."""
        meets("M-performance-memory-under-load")

    def test_sequential_rapid(self, meets: Meets) -> None:
        """Messages one by one beside all at once were measured."""
        meets("M-performance-sequential-rapid")

    def test_batch_size(self, meets: Meets) -> None:
        """The best size of a batch was found."""
        meets("M-performance-batch-size")

    def test_utilization(self, meets: Meets) -> None:
        """Use of CPU and memory was measured."""
        meets("M-performance-utilization")

    def test_recovery(self, meets: Meets) -> None:
        """Connecting again after a loss was timed."""
        meets("M-performance-recovery")
