"""The voice agent's thresholds and sizes, by the names that its document gives them."""

from __future__ import annotations

from collections.abc import Mapping

from fabula.lab.targets.table import all_targets

NAMES: Mapping[str, str] = {
    "vad_processing": "V-vad",
    "vad_realtime_factor": "V-realtime",
    "tool_execution_avg": "V-tool-mean",
    "tool_execution_max": "V-tool-max",
    "tool_throughput": "V-tool-rate",
    "session_creation": "V-session",
    "message_insertion": "V-message",
    "session_query": "V-query",
    "message_throughput": "V-message-rate",
    "end_to_end_latency": "V-end-to-end",
    "concurrent_sessions": "V-sessions",
    "memory_growth_limit": "V-stress-memory",
}
"""Each with the target whose limit it is."""

PERFORMANCE_CONFIG: Mapping[str, float] = {
    "stress_test_duration": 5.0,
    "load_test_iterations": 100,
    "large_session_messages": 1000,
    "concurrent_sessions": 5,
}
"""Seconds, and numbers of what is done."""


def performance_thresholds() -> dict[str, float]:
    """The limits, in the units of their targets."""
    limits = {target.id: target.limit for target in all_targets()}
    return {name: limits[target] for name, target in NAMES.items()}
