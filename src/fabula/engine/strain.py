"""What models were under in a run: asked again, asked twice, left alone, asked less at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fabula.engine.breaker import State
from fabula.engine.ports import Event


@dataclass(slots=True)
class Strain:
    """One model, or one step with a policy, that did not answer as it should.

    Args:
        who: Its identity.
        retries: How often it was asked again after a failure.
        hedges: How often it was asked a second time because an answer was late.
        opened: How often its breaker opened: it was left alone.
        state: Of its breaker at the end of the run.
        least: The fewest calls that it was given at the same time; None if never fewer than usual.
        reason: Why it was last asked again.
    """

    who: str
    retries: int = 0
    hedges: int = 0
    opened: int = 0
    state: State = "closed"
    least: int | None = None
    reason: str = ""

    def __str__(self) -> str:
        told = [
            f"asked again {_times(self.retries)}" if self.retries else "",
            f"asked twice for late answers {_times(self.hedges)}" if self.hedges else "",
            f"left alone {_times(self.opened)}" if self.opened else "",
            "still left alone at the end" if self.state != "closed" else "",
            f"given no more than {self.least} at the same time" if self.least else "",
        ]
        last = f"; last: {self.reason}" if self.reason else ""
        return f"{self.who}: {', '.join(filter(None, told))}{last}"


def strains_of(events: Iterable[Event]) -> list[Strain]:
    """Every model that was under strain in a run, in the order in which it began."""
    found: dict[str, Strain] = {}
    for event in events:
        kind, fields = event.kind, event.fields
        if kind not in {"model.retried", "model.hedged", "model.breaker", "model.window"}:
            continue
        one = found.setdefault(str(fields["who"]), Strain(str(fields["who"])))
        if kind == "model.retried":
            one.retries += 1
            one.reason = str(fields["reason"])
        elif kind == "model.hedged":
            one.hedges += 1
        elif kind == "model.breaker":
            one.state = fields["state"]
            one.opened += one.state == "open"
        else:
            one.least = min(one.least or fields["size"], fields["size"])
    return list(found.values())


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
