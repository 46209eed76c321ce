"""What the journal of a simulator says about its clients: how they met what went wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby, pairwise
from typing import Any, Literal

from fabula.models.simulator.journal import Entry

MOST_ATTEMPTS = 6
"""More than these for one call, and it is a storm: the usual clients make three."""
SOON_SECONDS = 0.1
"""Asking again earlier than this, twice running, is no backing off."""
EARLY = 0.9
"""Who comes back after this share of the time has kept to it: clocks differ a little."""

UNRETRYABLE = frozenset({400, 401, 402, 403, 404, 405, 413, 415, 422})
_TRUNCATED = frozenset({"drop", "cut", "length", "garbled", "stall"})

Level = Literal["bad", "look"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that clients did, and how often.

    Args:
        name: Such as "retry-after-ignored".
        level: "bad", or "look" at it: there may be a good reason.
        count: For how many calls.
        told: What it means, as a sentence.
        example: The call, its caller and path.
    """

    name: str
    level: Level
    count: int
    told: str
    example: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said about the clients.

    Args:
        passed: Whether nothing bad was found.
        calls: Different calls.
        attempts: All attempts of them.
        failed: Attempts that a fault or a limit struck.
        findings: What was found, the bad first.
    """

    passed: bool
    calls: int
    attempts: int
    failed: int
    findings: tuple[Finding, ...]

    def tree(self) -> dict[str, Any]:
        """The verdict as JSON has it."""
        return asdict(self)


FINDINGS: dict[str, tuple[Level, str]] = {
    "retry-storm": ("bad", f"A call was tried more than {MOST_ATTEMPTS} times."),
    "retry-after-ignored": ("bad", "A call came back before the time it was told."),
    "no-backoff": ("bad", f"A call came back within {SOON_SECONDS:g} s of failing, twice running."),
    "unretryable-retried": (
        "bad",
        "A call came back although its error said it never can succeed.",
    ),
    "truncated-accepted": ("bad", "A question went on from an answer that had broken off."),
    "truncated-unanswered": (
        "look",
        "An answer broke off, and its call did not come back: given up, or taken for whole?",
    ),
}
"""What can be found: how bad it is, and what it means."""


def judge(entries: Iterable[Entry]) -> Verdict:
    """The verdict on those who asked."""
    listed = [entry for entry in entries if entry.ending]
    ranked = sorted(listed, key=lambda one: (one.call.caller, one.call.key, one.attempt))
    calls = [list(own) for _, own in groupby(ranked, lambda one: (one.call.caller, one.call.key))]
    found: dict[str, list[Entry]] = {}
    for attempts in calls:
        for name in set(_found(attempts)):
            found.setdefault(name, []).append(attempts[0])
    findings = tuple(
        Finding(name, level, len(found[name]), told, _example(found[name][0]))
        for name, (level, told) in FINDINGS.items()
        if name in found
    )
    failed = sum(one.failed for one in listed)
    passed = not any(one.level == "bad" for one in findings)
    return Verdict(passed, len(calls), len(listed), failed, findings)


def _found(attempts: list[Entry]) -> Iterator[str]:
    """What there is to say about the attempts of one call."""
    # Asking again what was answered well is no retry: some ask the same question twice.
    retries = [(one, other) for one, other in pairwise(attempts) if one.failed]
    if len(retries) >= MOST_ATTEMPTS:
        yield "retry-storm"
    soon = [_wait(one, other) < SOON_SECONDS for one, other in retries if one.retry_after is None]
    if any(one and other for one, other in pairwise(soon)):
        yield "no-backoff"
    for one, other in retries:
        if one.retry_after is not None and _wait(one, other) < EARLY * one.retry_after:
            yield "retry-after-ignored"
        if one.status in UNRETRYABLE:
            yield "unretryable-retried"
    if any(one.accepted for one in attempts):
        yield "truncated-accepted"
    if attempts[-1].fault in _TRUNCATED and attempts[-1].ending != "aborted":
        yield "truncated-unanswered"


def _wait(one: Entry, other: Entry) -> float:
    return other.began - one.ended


def _example(entry: Entry) -> str:
    return f"{entry.call.caller or 'somebody'}: {entry.call.path} {entry.call.key}"
