"""The voice agent beside performance_baseline.txt."""

from __future__ import annotations

import pytest

from fabula.lab.plugin import Meets

pytestmark = pytest.mark.regression


class TestRegression:
    """Not more than 20 % worse."""

    def test_vad_baseline(self, meets: Meets) -> None:
        """Voice activity beside performance_baseline.txt."""
        meets("V-base-vad")

    def test_tool_baseline(self, meets: Meets) -> None:
        """Tools beside performance_baseline.txt."""
        meets("V-base-tool")

    def test_session_baseline(self, meets: Meets) -> None:
        """Sessions beside performance_baseline.txt."""
        meets("V-base-session")
