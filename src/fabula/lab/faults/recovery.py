"""How soon a fault is noticed, and how soon all is well again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

IN_A_ROW = 5
"""So many good operations one after another, and all is well again."""


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
