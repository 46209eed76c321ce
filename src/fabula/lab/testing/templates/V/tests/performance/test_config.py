"""The thresholds and sizes of the performance tests; override the fixtures to have others."""

from __future__ import annotations

from collections.abc import Mapping


def test_thresholds_are_set(performance_thresholds: Mapping[str, float]) -> None:
    """Those that the document names, in ms and MB."""
    assert performance_thresholds["vad_processing"] == 50.0
    assert performance_thresholds["tool_execution_avg"] == 10.0
    assert performance_thresholds["memory_growth_limit"] == 100.0


def test_config_is_set(performance_config: Mapping[str, float]) -> None:
    """How much the tests do."""
    assert performance_config["stress_test_duration"] == 5.0
    assert performance_config["load_test_iterations"] == 100
    assert performance_config["large_session_messages"] == 1000
