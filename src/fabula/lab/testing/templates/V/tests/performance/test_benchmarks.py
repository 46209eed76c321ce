"""Each component of the voice agent by itself."""

from __future__ import annotations

import pytest

from fabula.lab.plugin import Meets

pytestmark = pytest.mark.performance


class TestAudioPerformance:
    """Voice activity."""

    def test_vad_processing_speed(self, meets: Meets) -> None:
        """Voice activity in 1 s of sound."""
        meets("V-vad", "V-realtime")

    def test_vad_memory_usage(self, meets: Meets) -> None:
        """Growth of memory over long sound."""
        meets("V-vad-memory")


class TestToolPerformance:
    """Tools."""

    def test_tool_registry_lookup_speed(self, meets: Meets) -> None:
        """Finding a tool (the document names no limit: that of a call)."""
        meets("V-tool-lookup")

    def test_tool_execution_performance(self, meets: Meets) -> None:
        """A tool, on average."""
        meets("V-tool-mean", "V-tool-max", "V-tool-rate")


class TestSessionPerformance:
    """Sessions."""

    def test_session_creation_speed(self, meets: Meets) -> None:
        """Creating a session."""
        meets("V-session")

    def test_message_insertion_speed(self, meets: Meets) -> None:
        """Inserting a message."""
        meets("V-message", "V-message-rate")

    def test_session_query_performance(self, meets: Meets) -> None:
        """Querying a session."""
        meets("V-query")
