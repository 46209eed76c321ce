"""Bills: what calls used and cost; what nobody knows the price of is told apart from nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import floor, log10
from typing import Any

from fabula.engine.ports import Event
from fabula.plurals import counted

_NO_AMOUNTS = frozenset({"usd", "who", "priced_by", "within", "part", "index"})
"""Fields of `model.used` that are not amounts of something."""


@dataclass(frozen=True, slots=True)
class Bill:
    """What some calls cost, each attempt that was answered for itself.

    Args:
        calls: How many told what they used.
        usd: What they cost in US dollars, as far as that is known.
        unknown: How many of them have a price that nobody knows.
        saved: What was remembered would have cost so many dollars again, as far as that is known.
        used: Amounts by name: tokens_in, tokens_out, letters, pictures, ...
    """

    calls: int = 0
    usd: float = 0.0
    unknown: int = 0
    saved: float = 0.0
    used: Mapping[str, float] = field(default_factory=dict)

    @property
    def tokens(self) -> int:
        """Tokens, in and out together."""
        return int(self.used.get("tokens_in", 0) + self.used.get("tokens_out", 0))

    def __add__(self, other: Bill) -> Bill:
        used = Counter(dict(self.used))
        used.update(other.used)
        return Bill(
            self.calls + other.calls,
            self.usd + other.usd,
            self.unknown + other.unknown,
            self.saved + other.saved,
            dict(used),
        )

    def __str__(self) -> str:
        """As a person reads it: "no cost", "$0.02", "at least $0.02, 3 calls of unknown price"."""
        if not self.unknown:
            return money(self.usd) if self.usd else "no cost"
        unknown = f"{counted(self.unknown, 'call')} of unknown price"
        return f"at least {money(self.usd)}, {unknown}" if self.usd else unknown

    def told(self) -> str:
        """With what was saved: "$0.021, $0.50 saved"."""
        return f"{self}, {money(self.saved)} saved" if self.saved else str(self)


def total_of(events: Iterable[Event]) -> Bill:
    """The bill of a run as its events tell it, all its executions together."""
    total = Bill()
    for event in events:
        if event.kind == "model.used":
            total += bill_of(event.fields)
        elif event.fields.get("saved_usd"):
            total += saving_of(event.fields)
    return total


def bill_of(fields: Mapping[str, Any]) -> Bill:
    """The bill of one call, as its event `model.used` tells it."""
    usd = fields.get("usd")
    used = {
        name: amount
        for name, amount in fields.items()
        if name not in _NO_AMOUNTS and isinstance(amount, int | float)
    }
    return Bill(1, usd or 0.0, int(usd is None), used=used)


def saving_of(fields: Mapping[str, Any]) -> Bill:
    """What a hit saved, as its event tells it."""
    return Bill(saved=fields.get("saved_usd") or 0.0)


def money(usd: float) -> str:
    """Dollars with as many digits as tell something: "$12.50", "$0.021", "$0.00003"."""
    digits = 2 if usd >= 0.1 or usd <= 0 else min(8, 1 - floor(log10(usd)))
    whole, _, cents = f"{usd:,.{digits}f}".partition(".")
    return f"${whole}.{cents.rstrip('0'):0<2}"
