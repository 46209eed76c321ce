"""One of a thing is told otherwise than many."""

from __future__ import annotations

from fabula.plurals import counted


def test_one_is_singular() -> None:
    """None and many are plural; a word may have a plural of its own."""
    assert [counted(n, "scene") for n in (0, 1, 2)] == ["0 scenes", "1 scene", "2 scenes"]
    assert counted(2, "retry", "retries") == "2 retries"
    assert counted(12_000, "token") == "12,000 tokens"
