"""What remembering was worth: the same work once more, beside the first time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fabula.engine import Event, trace_of
from fabula.engine.bill import total_of


@dataclass(frozen=True, slots=True)
class CacheUse:
    """One run beside the run that filled the memory.

    Args:
        asked: Steps that it asked for.
        hits: How many of them were remembered.
        saved_usd: What their models would have cost again, as far as that is known.
        saved_seconds: How much sooner it was done; negative if it was later.
        saved_tokens: What they would have taken again.
    """

    asked: int
    hits: int
    saved_usd: float
    saved_seconds: float
    saved_tokens: int

    @property
    def ratio(self) -> float:
        """Share of what was asked for that was remembered, 0 to 1."""
        return self.hits / self.asked if self.asked else 0.0


def cache_use(events: Sequence[Event], before: Sequence[Event] = ()) -> CacheUse:
    """What remembering was worth in a run.

    Args:
        events: Of the run.
        before: Of the run that made what is remembered; without it no time is told as saved.
    """
    trace = trace_of(events)
    tokens = sum(int(event.fields.get("saved_tokens") or 0) for event in events)
    seconds = trace_of(before).wall - trace.wall if before else 0.0
    return CacheUse(trace.calls, trace.hits, total_of(events).saved, seconds, tokens)
