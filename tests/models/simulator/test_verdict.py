"""Tests of the verdict: each bad manner is found, and good manners pass."""

from __future__ import annotations

import pytest

from fabula.models.simulator.calls import Call
from fabula.models.simulator.journal import Entry, Journal
from fabula.models.simulator.verdict import judge


def attempts(*told: tuple[float, int, str, float | None]) -> list[Entry]:
    """The attempts of one call: when each began, its status, its fault, its Retry-After."""
    call = Call("chat/completions", "text", {}, "key", "client", 0, 1)
    return [
        Entry(call, n, began, 10, 10, began, status, fault, retry_after, "whole")
        for n, (began, status, fault, retry_after) in enumerate(told, 1)
    ]


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        (attempts((0, 200, "", None), (0.01, 200, "", None)), []),
        (attempts((0, 429, "429", 2.0), (2.1, 200, "", None)), []),
        (attempts((0, 429, "429", 2.0), (0.5, 200, "", None)), ["retry-after-ignored"]),
        (attempts((0, 401, "401", None), (5, 401, "401", None)), ["unretryable-retried"]),
        (attempts(*((n * 9.0, 500, "500", None) for n in range(9))), ["retry-storm"]),
        (attempts(*((n * 0.01, 500, "500", None) for n in range(3))), ["no-backoff"]),
        (attempts((0, 500, "500", None), (0.01, 200, "", None)), []),
        (attempts((0, 200, "cut", None)), ["truncated-unanswered"]),
        (attempts((0, 200, "cut", None), (1, 200, "", None)), []),
    ],
)
def test_manners_are_found(entries: list[Entry], found: list[str]) -> None:
    """What a client did is found by its name."""
    assert [finding.name for finding in judge(entries).findings] == found


def test_suspicion_is_no_failure() -> None:
    """What may have a good reason is shown, and passes."""
    verdict = judge(attempts((0, 200, "cut", None)))

    assert verdict.passed
    assert verdict.tree()["findings"][0]["level"] == "look"


def test_journal_counts_by_everything() -> None:
    """Requests are counted by status, fault, path and caller."""
    journal = Journal()
    (one,) = attempts((0, 200, "", None))
    for ending in ("whole", "aborted"):
        entry = journal.begin(one.call, 1.0, 10)
        entry.ending, entry.status, entry.bytes_out = ending, 200, 5
        journal.end(entry, 2.0)
    stats = journal.stats()

    assert (stats["requests"], stats["retries"], stats["aborted"], stats["bytes_in"]) == (
        2,
        1,
        1,
        20,
    )
    assert stats["by_caller"] == {"client": 2}
    assert stats["in_flight"] == 0
    assert stats["most_in_flight"] == 1
