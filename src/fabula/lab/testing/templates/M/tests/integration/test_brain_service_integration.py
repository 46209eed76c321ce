"""The brain service by WebSocket."""

from __future__ import annotations

import pytest

from fabula.lab.plugin import Meets

pytestmark = pytest.mark.integration


class TestBrainService:
    """Connections, messages and characters."""

    def test_maintain(self, meets: Meets) -> None:
        """A connection is made, and holds."""
        meets("M-brain-maintain")

    def test_protocol(self, meets: Meets) -> None:
        """Messages follow MCP."""
        meets("M-brain-protocol")

    def test_errors(self, meets: Meets) -> None:
        """A faulty message gets an error, and the connection holds."""
        meets("M-brain-errors")

    def test_recovery(self, meets: Meets) -> None:
        """A lost connection is made again."""
        meets("M-brain-recovery")

    def test_create(self, meets: Meets) -> None:
        """Create_character creates a character."""
        meets("M-brain-create")

    def test_similar(self, meets: Meets) -> None:
        """Find_similar_characters finds it."""
        meets("M-brain-similar")

    def test_embedding(self, meets: Meets) -> None:
        """A new character has an embedding."""
        meets("M-brain-embedding")

    def test_concurrent(self, meets: Meets) -> None:
        """Many connections at the same time are answered."""
        meets("M-brain-concurrent")

    def test_invalid_tool(self, meets: Meets) -> None:
        """A tool that does not exist is refused."""
        meets("M-brain-invalid-tool")

    def test_missing_parameters(self, meets: Meets) -> None:
        """A call that lacks parameters is refused."""
        meets("M-brain-missing-parameters")

    def test_base_creation(self, meets: Meets) -> None:
        """Creating a character, with its embedding (recorded as the baseline)."""
        meets("M-base-creation")
