"""How services start."""

from __future__ import annotations

import pytest

from fabula.lab.plugin import Meets

pytestmark = pytest.mark.integration


class TestStartup:
    """Health, configuration and dependencies."""

    def test_matrix(self, meets: Meets) -> None:
        """Every service answers at its health endpoint."""
        meets("M-startup-matrix")

    def test_configuration(self, meets: Meets) -> None:
        """Every service says its configuration, and it is valid."""
        meets("M-startup-configuration")

    def test_dependencies(self, meets: Meets) -> None:
        """What a service depends on is there."""
        meets("M-startup-dependencies")

    def test_response(self, meets: Meets) -> None:
        """How soon a service answers after its start was measured."""
        meets("M-startup-response")

    def test_loading(self, meets: Meets) -> None:
        """How long configuration takes to load was measured."""
        meets("M-startup-loading")

    def test_errors(self, meets: Meets) -> None:
        """A service that cannot start says why."""
        meets("M-startup-errors")

    def test_health(self, meets: Meets) -> None:
        """Health of each service."""
        meets("M-health")

    def test_base_health(self, meets: Meets) -> None:
        """Health of most services (recorded as the baseline)."""
        meets("M-base-health")
