"""Tests that ask only which of two is larger: they hold for samples of any shape."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

EXACT = 2500
"""Up to so many pairs, Mann and Whitney's test counts every order."""


def mann_whitney(one: Sequence[float], two: Sequence[float]) -> float:
    """The probability of such a difference of ranks if both were of the same; two-sided.

    Exact where no two values are equal and there are few; else by the normal distribution,
    corrected for ties and for continuity.
    """
    n, m = len(one), len(two)
    ranks, ties = ranked([*one, *two])
    u = math.fsum(ranks[:n]) - n * (n + 1) / 2
    least = min(u, n * m - u)
    if not ties and n * m <= EXACT:
        orders = _orders(min(n, m), max(n, m))
        return min(1.0, 2 * sum(orders[: int(least) + 1]) / sum(orders))
    whole = n + m
    variance = n * m / 12 * (whole + 1 - ties / (whole * (whole - 1)))
    if variance == 0:
        return 1.0
    z = max(0.0, n * m / 2 - least - 0.5) / math.sqrt(variance)
    return math.erfc(z / math.sqrt(2))


def ranked(values: Sequence[float]) -> tuple[list[float], float]:
    """Ranks from 1, equal values sharing theirs; and the sum of t^3 - t over groups of t equals."""
    order = sorted(range(len(values)), key=lambda place: values[place])
    ranks, ties, begin = [0.0] * len(values), 0.0, 0
    while begin < len(order):
        end = begin
        while end < len(order) and values[order[end]] == values[order[begin]]:
            end += 1
        for place in order[begin:end]:
            ranks[place] = (begin + 1 + end) / 2
        ties += (end - begin) ** 3 - (end - begin)
        begin = end
    return ranks, ties


@cache
def _orders(n: int, m: int) -> tuple[int, ...]:
    """How many orders of n and m values have U = 0, 1, 2 ...: a Gaussian binomial's coefficients.

    The product of (1 - q^(m+i)) / (1 - q^i) for i from 1 to n, multiplied out.
    """
    size = n * m + 1
    counts = [1] + [0] * (size - 1)
    for i in range(1, n + 1):
        for place in range(size - 1, m + i - 1, -1):
            counts[place] -= counts[place - m - i]
        for place in range(i, size):
            counts[place] += counts[place - i]
    return tuple(counts)


def sign_test(differences: Sequence[float]) -> float:
    """The probability of so many differences of one sign if both were as likely; two-sided."""
    up = sum(one > 0 for one in differences)
    down = sum(one < 0 for one in differences)
    n = up + down
    ways = sum(math.comb(n, k) for k in range(min(up, down) + 1))
    return min(1.0, 2 * ways / (1 << n))


def false_discoveries(chances: Sequence[float]) -> list[float]:
    """Probabilities corrected for how many were looked at (Benjamini and Hochberg, 1995)."""
    order = sorted(range(len(chances)), key=lambda place: -chances[place])
    corrected, least = [1.0] * len(chances), 1.0
    for position, place in enumerate(order):
        least = min(least, chances[place] * len(chances) / (len(chances) - position))
        corrected[place] = least
    return corrected
