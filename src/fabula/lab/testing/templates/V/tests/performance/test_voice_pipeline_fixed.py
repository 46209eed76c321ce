"""The voice agent from end to end."""

from __future__ import annotations

import pytest

from fabula.lab.plugin import Meets

pytestmark = [pytest.mark.performance, pytest.mark.integration]


class TestVoicePipeline:
    """From an utterance to the answer."""

    def test_end_to_end_latency(self, meets: Meets) -> None:
        """From the end of an utterance to the answer."""
        meets("V-end-to-end")

    def test_concurrent_sessions(self, meets: Meets) -> None:
        """Sessions at the same time."""
        meets("V-sessions")
