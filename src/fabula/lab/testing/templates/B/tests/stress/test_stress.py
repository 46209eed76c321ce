"""BookGen beyond what is usual."""

from __future__ import annotations

import pytest

from fabula.lab.plugin import Meets

pytestmark = pytest.mark.stress


class TestStressScenarios:
    """What it bears."""

    def test_rapid_fire_requests(self, meets: Meets) -> None:
        """Requests as fast as they can be sent."""
        meets("B-stress-rapid-fire")

    def test_concurrent_job_creation(self, meets: Meets) -> None:
        """Jobs begun at the same time."""
        meets("B-stress-concurrent-jobs")

    def test_mixed_load(self, meets: Meets) -> None:
        """Reads and writes together."""
        meets("B-stress-mixed-load")

    def test_sustained_load(self, meets: Meets) -> None:
        """The same load for long."""
        meets("B-stress-sustained-load")

    def test_error_recovery(self, meets: Meets) -> None:
        """Good answers again after errors."""
        meets("B-stress-error-recovery")

    def test_memory_leak_detection(self, meets: Meets) -> None:
        """No memory is lost under stress."""
        meets("B-stress-memory-leak")
