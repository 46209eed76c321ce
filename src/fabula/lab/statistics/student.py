"""Student's t test for two samples, and the incomplete beta function that it needs."""

from __future__ import annotations

import math
from collections.abc import Sequence

from fabula.lab.statistics.summary import mean

TINY = 1e-300
STEPS = 500


def t_test(one: Sequence[float], two: Sequence[float]) -> float:
    """The probability of such a difference of means if there were none; variances taken as equal.

    Of two samples that do not spread at all it is 0 if they differ, else 1.
    """
    free = len(one) + len(two) - 2
    if free < 1:
        return 1.0
    difference = mean(one) - mean(two)
    spread = _squares(one) + _squares(two)
    if spread == 0:
        return 1.0 if difference == 0 else 0.0
    t = difference / math.sqrt(spread / free * (1 / len(one) + 1 / len(two)))
    return incomplete_beta(free / 2, 0.5, free / (free + t * t))


def _squares(values: Sequence[float]) -> float:
    middle = mean(values)
    return math.fsum((value - middle) ** 2 for value in values)


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularized incomplete beta function, for x from 0 to 1.

    By the continued fraction of the *Handbook of Mathematical Functions*, 26.5.8, in Lentz's way
    (*Numerical Recipes*, third edition, section 6.4).
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1 - front * _fraction(b, a, 1 - x) / b


def _fraction(a: float, b: float, x: float) -> float:
    c, d = 1.0, 1 / _apart(1 - (a + b) * x / (a + 1))
    product = d
    for m in range(1, STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for factor in (even, odd):
            d = 1 / _apart(1 + factor * d)
            c = _apart(1 + factor / c)
            product *= c * d
        if abs(c * d - 1) < 1e-16:
            break
    return product


def _apart(value: float) -> float:
    """The value, kept from being nought."""
    return value if abs(value) > TINY else TINY
