"""The scale of a chart: round ticks, and numbers written the way the language writes them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

HUGE = 1e9
TINY = 1e-4
_FAR = 20.0  # times as large: digits behind the point say nothing about the difference


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers that cover `low` to `high`, in steps of 1, 2, 2.5 or 5 times a power of ten.

    Based on: P. Heckbert, "Nice numbers for graph labels", Graphics Gems, 1990.

    Args:
        low: The smallest number to cover.
        high: The largest, at least `low`.
        about: How many steps are wished for.
    """
    if high - low <= abs(high) * 1e-9:
        low, high = min(low, 0.0), max(high, 0.0) if high or low else 1.0
    step = _round_step((high - low) / about)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [index * step for index in range(first, last + 1)]


def span(values: Iterable[float], *, from_zero: bool) -> tuple[float, float]:
    """The numbers an axis has to cover; with zero where leaving it out would deceive.

    Bars always start at zero; lines do unless all their values lie far from it.
    """
    numbers = list(values) or [0.0]
    low, high = min(numbers), max(numbers)
    near_zero = low <= 0 <= high or min(abs(low), abs(high)) < 0.5 * max(abs(low), abs(high))
    if from_zero or near_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    return low, high


def written(value: float, decimals: int, words: dict[str, str]) -> str:
    """A number in the language's way: "12,400", "-3.5"; "1.2e+12" where digits would not help."""
    if value and not TINY <= abs(value) < HUGE:
        return f"{value:.3g}".replace(".", words["decimal"]).replace("-", "\u2212")
    plain = f"{abs(value):,.{decimals}f}"
    sign = "\u2212" if value < 0 and float(plain.replace(",", "")) else ""
    return sign + plain.translate({44: words["group"], 46: words["decimal"]})


def decimals_of(values: Sequence[float], most: int = 3) -> int:
    """How many decimals tell `values` apart, 0 to `most`: 2 for 0.25 and 1.5."""
    sensible = [value for value in values if value == 0 or TINY <= abs(value) < HUGE]
    return next(
        (
            places
            for places in range(most)
            if all(math.isclose(value, round(value, places), abs_tol=1e-9) for value in sensible)
        ),
        most,
    )


def precision(values: Sequence[float]) -> list[int]:
    """How many decimals each of `values` is written with: (0.31, 5.2, 47) needs 2, 1 and 0.

    Values of one size all have as many as any of them, so that their digits can be compared.
    """
    sizes = [abs(value) for value in values if value]
    if sizes and max(sizes) > _FAR * min(sizes):
        return [decimals_of([value]) for value in values]
    return [decimals_of(values)] * len(values)


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor for factor in (1, 2, 2.5, 5, 10) if rough <= factor * power * 1.0001) * power
