"""How soon a fault is noticed, how soon all is well again, and one score for it all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

IN_A_ROW = 5
"""So many good operations one after another, and all is well again."""

WEIGHTS = {"success": 0.4, "recovery": 0.2, "integrity": 0.2, "breaker": 0.1, "cancel": 0.1}
"""What makes up the reliability score."""


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that was tried; times in seconds of any one clock."""

    began: float
    ended: float
    good: bool


@dataclass(frozen=True, slots=True)
class Recovery:
    """What a fault did to operations; seconds, None where there was none to measure.

    Args:
        detect: From the begin of the fault to the end of the first operation that failed.
        repair: From the end of the fault to the end of the first of five good operations in a row.
        outage: From the end of the first operation that failed to the same.
        failed: How many failed.
    """

    detect: float | None
    repair: float | None
    outage: float | None
    failed: int

    @property
    def recovered(self) -> bool:
        """Whether all was well again, or never was not."""
        return self.detect is None or self.repair is not None


def recovery_of(operations: Sequence[Operation], begin: float, end: float) -> Recovery:
    """What a fault from `begin` to `end` did.

    Fewer than five operations after it are enough if all of them, and at least one, are good.
    """
    ranked = sorted(operations, key=lambda one: one.ended)
    felt = [one for one in ranked if one.ended >= begin and not one.good]
    well = _well_from([one for one in ranked if one.ended >= end])
    if not felt:
        return Recovery(None, None, None, 0)
    first = felt[0].ended
    if well is None:
        return Recovery(first - begin, None, None, len(felt))
    return Recovery(first - begin, well - end, max(0.0, well - first), len(felt))


def _well_from(operations: Sequence[Operation]) -> float | None:
    """The end of the first of the good operations that no failure follows too soon."""
    start: float | None = None
    count = 0
    for one in operations:
        if not one.good:
            start, count = None, 0
            continue
        start = one.ended if start is None else start
        count += 1
        if count == IN_A_ROW:
            break
    return start


def reliability_score(
    *, success: float, recovery: float, integrity: float, breaker: float, cancel: float
) -> float:
    """One number from 0 to 100 for five shares from 0 to 1.

    100 x (0.4 success + 0.2 recovery + 0.2 integrity + 0.1 breaker + 0.1 cancel).

    Args:
        success: Jobs that ended as ordered under normal load.
        recovery: Jobs that met a passing fault and were made all the same.
        integrity: Invariants that held, of those that were looked at.
        breaker: Outages in which the breaker opened, and closed afterwards.
        cancel: Cancelled jobs after which nothing was paid for.
    """
    shares = {
        "success": success,
        "recovery": recovery,
        "integrity": integrity,
        "breaker": breaker,
        "cancel": cancel,
    }
    for name, share in shares.items():
        if not 0 <= share <= 1:
            raise ValueError(f"{name} is {share}; it is a share from 0 to 1")
    return 100 * sum(weight * shares[name] for name, weight in WEIGHTS.items())
