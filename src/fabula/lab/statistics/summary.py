"""One figure for many: means, spread, percentiles."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean."""
    return math.fsum(values) / len(values)


def deviation(values: Sequence[float]) -> float:
    """The standard deviation of a sample (divided by n - 1); 0 of a single value."""
    if len(values) < 2:
        return 0.0
    middle = mean(values)
    return math.sqrt(math.fsum((value - middle) ** 2 for value in values) / (len(values) - 1))


def percentile(values: Sequence[float], percent: float) -> float:
    """A percentile by linear interpolation between the nearest ranks (Hyndman and Fan's type 7).

    Args:
        values: At least one, in any order.
        percent: 0 to 100.
    """
    return _percentile(sorted(values), percent)


def _percentile(ranked: Sequence[float], percent: float) -> float:
    place = (len(ranked) - 1) * percent / 100
    below = math.floor(place)
    above = min(below + 1, len(ranked) - 1)
    return ranked[below] + (ranked[above] - ranked[below]) * (place - below)


def median(values: Sequence[float]) -> float:
    """The 50th percentile."""
    return percentile(values, 50)


@dataclass(frozen=True, slots=True)
class Summary:
    """What the documents' tables tell of a metric."""

    count: int
    mean: float
    deviation: float
    least: float
    p50: float
    p90: float
    p95: float
    p99: float
    most: float


def summarize(values: Sequence[float]) -> Summary:
    """All of it; at least one value."""
    ranked = sorted(values)
    return Summary(
        count=len(ranked),
        mean=mean(ranked),
        deviation=deviation(ranked),
        least=ranked[0],
        p50=_percentile(ranked, 50),
        p90=_percentile(ranked, 90),
        p95=_percentile(ranked, 95),
        p99=_percentile(ranked, 99),
        most=ranked[-1],
    )


STATISTICS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "mean": mean,
    "min": min,
    "max": max,
    "p50": median,
    "p90": lambda values: percentile(values, 90),
    "p95": lambda values: percentile(values, 95),
    "p99": lambda values: percentile(values, 99),
    "stddev": deviation,
    "sum": math.fsum,
    "last": lambda values: values[-1],
}
"""What a target may ask for, by name."""
