"""What flows between the services."""

from __future__ import annotations

import pytest

from fabula.lab.plugin import Meets

pytestmark = pytest.mark.integration


class TestCrossService:
    """Discovery, workflows and consistency."""

    def test_health(self, meets: Meets) -> None:
        """Every service is healthy."""
        meets("M-cross-health")

    def test_availability(self, meets: Meets) -> None:
        """The report says which services are there."""
        meets("M-cross-availability")

    def test_connectivity(self, meets: Meets) -> None:
        """Services reach each other."""
        meets("M-cross-connectivity")

    def test_character_brain(self, meets: Meets) -> None:
        """A character that is created is known to the brain."""
        meets("M-cross-character-brain")

    def test_orchestration(self, meets: Meets) -> None:
        """A task goes through the orchestrator."""
        meets("M-cross-orchestration")

    def test_celery(self, meets: Meets) -> None:
        """A background task is done."""
        meets("M-cross-celery")

    def test_integrity(self, meets: Meets) -> None:
        """All services tell the same about a character."""
        meets("M-cross-integrity")

    def test_protocol(self, meets: Meets) -> None:
        """What services send each other is valid."""
        meets("M-cross-protocol")

    def test_propagation(self, meets: Meets) -> None:
        """An error in one service is told by the next."""
        meets("M-cross-propagation")

    def test_contract(self, meets: Meets) -> None:
        """The API keeps to its contract."""
        meets("M-cross-contract")

    def test_network_failure(self, meets: Meets) -> None:
        """A network failure is survived."""
        meets("M-cross-network-failure")

    def test_unavailable(self, meets: Meets) -> None:
        """A service that is away is noticed and told."""
        meets("M-cross-unavailable")

    def test_reconnect(self, meets: Meets) -> None:
        """Connections are made again."""
        meets("M-cross-reconnect")

    def test_restart(self, meets: Meets) -> None:
        """A service that came back is noticed."""
        meets("M-cross-restart")

    def test_degradation(self, meets: Meets) -> None:
        """With too little of everything it slows down, and does not break."""
        meets("M-cross-degradation")

    def test_cleanup(self, meets: Meets) -> None:
        """Nothing is left behind."""
        meets("M-cross-cleanup")

    def test_memory(self, meets: Meets) -> None:
        """Memory is stable over many operations."""
        meets("M-cross-memory")
