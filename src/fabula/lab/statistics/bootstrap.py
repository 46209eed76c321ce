"""Intervals by resampling: what a figure would have been, had other samples of the same come.

Percentile intervals, not BCa: the figure is a median, whose jackknife, which BCa corrects by, is
not consistent (Efron and Tibshirani, *An Introduction to the Bootstrap*, 1993, section 11.6).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fabula.lab.statistics.summary import median, percentile

RESAMPLES = 2000
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure, and between what it may lie.

    Args:
        value: The figure of the samples themselves.
        low: Its least value with 95 % confidence.
        high: Its largest.
    """

    value: float
    low: float
    high: float


def interval(
    draw: Callable[[random.Random], float], value: float, *, seed: int = 0, of: int = RESAMPLES
) -> Interval:
    """The percentile interval of a figure.

    Args:
        draw: The figure of one resample.
        value: That of the samples themselves.
        seed: The same seed, the same interval.
        of: How many resamples.
    """
    chance = random.Random(seed)  # noqa: S311 no secret
    drawn = sorted(draw(chance) for _ in range(of))
    outside = 50 * (1 - CONFIDENCE)
    return Interval(value, percentile(drawn, outside), percentile(drawn, 100 - outside))


def median_interval(values: Sequence[float], *, seed: int = 0) -> Interval:
    """The median of samples."""
    return interval(lambda chance: median(again(values, chance)), median(values), seed=seed)


def ratio_interval(
    before: Sequence[float],
    after: Sequence[float],
    middle: Callable[[Sequence[float]], float] = median,
    *,
    seed: int = 0,
) -> Interval:
    """How many times as large the middle after is: of samples that do not belong to each other.

    Args:
        before: Samples.
        after: Samples.
        middle: What stands for samples: their median, or their mean.
        seed: The same seed, the same interval.
    """
    return interval(
        lambda chance: over(middle(again(after, chance)), middle(again(before, chance))),
        over(middle(after), middle(before)),
        seed=seed,
    )


def pairs_interval(before: Sequence[float], after: Sequence[float], *, seed: int = 0) -> Interval:
    """The median of the ratios of pairs, each measured one right after the other.

    What disturbs both halves of a pair, as a busy neighbour does, falls out of its ratio.
    """
    ratios = [over(now, then) for then, now in zip(before, after, strict=True)]
    return median_interval(ratios, seed=seed)


def again(values: Sequence[float], chance: random.Random) -> list[float]:
    """As many of the values, drawn with replacement."""
    return chance.choices(values, k=len(values))


def over(value: float, other: float) -> float:
    """The ratio; 1 of nothing over nothing."""
    if other == 0:
        return 1.0 if value == 0 else float("inf")
    return value / other
