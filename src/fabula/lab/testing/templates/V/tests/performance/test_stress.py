"""The voice agent under load."""

from __future__ import annotations

import pytest

from fabula.lab.plugin import Meets

pytestmark = [pytest.mark.stress, pytest.mark.slow]


class TestStressTests:
    """What it bears."""

    def test_vad_continuous_processing(self, meets: Meets) -> None:
        """Voice activity without a pause stays faster than real time."""
        meets("V-stress-vad")

    def test_concurrent_tool_execution(self, meets: Meets) -> None:
        """Tools in a second, many at a time."""
        meets("V-stress-tools")

    def test_session_high_volume(self, meets: Meets) -> None:
        """Messages in a second, 1,000 of them."""
        meets("V-stress-sessions")

    def test_memory_stability_under_load(self, meets: Meets) -> None:
        """Growth of memory under sustained load."""
        meets("V-stress-memory")
