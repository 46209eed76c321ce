"""What a simulator was asked and how each request ended; counts for `/stats`."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from fabula.models.simulator.calls import Call

MOST_ENTRIES = 50_000
MOST_CALLS = 200_000
"""What is remembered of long load tests: the last so many."""

TELLING_LETTERS = 8
"""A shorter beginning of an answer might be another answer."""

Ending = Literal["", "whole", "broken", "aborted"]


@dataclass(slots=True)
class Entry:
    """One attempt of a call.

    Args:
        call: What was asked.
        attempt: 1 for the first time that this caller asked exactly this.
        began: When it came, in seconds of the simulator's clock.
        ended: When the last byte was sent, or the connection was gone.
        status: HTTP status; 0 if none was sent.
        fault: The fault that struck; empty for none.
        retry_after: When it was told to come back, in seconds.
        ending: "whole", "broken" off by a fault, or "aborted" by the client; empty while it lasts.
        broken_text: What had been said when a stream ended too early.
        accepted: Whether the question has such a text in it, as if it had been an answer.
    """

    call: Call
    attempt: int
    began: float
    bytes_in: int
    bytes_out: int = 0
    ended: float = 0.0
    status: int = 0
    fault: str = ""
    retry_after: float | None = None
    ending: Ending = ""
    broken_text: str = ""
    accepted: bool = False

    @property
    def failed(self) -> bool:
        """Whether a client has reason to ask again."""
        return self.ending != "whole" or self.status >= 400 or bool(self.fault)

    def tree(self) -> dict[str, Any]:
        """What `/journal` tells: when it came and how it ended, not what was asked."""
        return {
            "model": self.call.kind,
            "attempt": self.attempt,
            "began": self.began,
            "ended": self.ended,
            "status": self.status,
            "fault": self.fault,
            "ending": self.ending,
            "failed": self.failed,
        }


@dataclass(slots=True)
class Journal:
    """Every attempt, and what they add up to."""

    entries: deque[Entry] = field(default_factory=lambda: deque(maxlen=MOST_ENTRIES))
    in_flight: int = 0
    most_in_flight: int = 0
    refused: int = 0
    _attempts: dict[tuple[str, str], int] = field(default_factory=dict)
    _broken: set[str] = field(default_factory=set)
    _counts: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _sums: Counter[str] = field(default_factory=Counter)

    def begin(self, call: Call, now: float, bytes_in: int) -> Entry:
        """Note an attempt that has come."""
        name = (call.caller, call.key)
        attempt = self._attempts.pop(name, 0) + 1
        self._attempts[name] = attempt
        if len(self._attempts) > MOST_CALLS:
            del self._attempts[next(iter(self._attempts))]
        entry = Entry(call, attempt, now, bytes_in)
        entry.accepted = bool(self._broken) and not self._broken.isdisjoint(_answers_in(call))
        self.entries.append(entry)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        return entry

    def end(self, entry: Entry, now: float) -> None:
        """Note how it ended; the entry says it."""
        entry.ended = now
        self.in_flight -= 1
        if len(entry.broken_text) >= TELLING_LETTERS:
            self._broken.add(entry.broken_text)
        sums = self._sums
        sums["requests"] += 1
        sums["retries"] += entry.attempt > 1
        sums["bytes_in"] += entry.bytes_in
        sums["bytes_out"] += entry.bytes_out
        sums[entry.ending] += 1
        for what, value in (
            ("by_status", str(entry.status or "none")),
            ("by_fault", entry.fault),
            ("by_path", entry.call.path),
            ("by_caller", entry.call.caller),
        ):
            if value:
                self._counts[what][value] += 1

    def stats(self) -> dict[str, Any]:
        """All that was counted since the last reset."""
        sums = ("requests", "retries", "whole", "broken", "aborted", "bytes_in", "bytes_out")
        counted = ("by_status", "by_fault", "by_path", "by_caller")
        return {
            "in_flight": self.in_flight,
            "most_in_flight": self.most_in_flight,
            "not_understood": self.refused,
            **{name: self._sums[name] for name in sums},
            **{name: dict(self._counts[name]) for name in counted},
        }


def _answers_in(call: Call) -> Iterator[str]:
    """The answers that a question shows to the model, as those it gave before."""
    for message in call.body.get("messages", ()):
        if message.get("role") == "assistant" and isinstance(message.get("content"), str):
            yield message["content"]
