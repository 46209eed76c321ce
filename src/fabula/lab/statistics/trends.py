"""Whether, and how steeply, figures rise from one to the next."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

from fabula.lab.statistics.ranks import ranked
from fabula.lab.statistics.summary import median


def slope(values: Sequence[float]) -> float:
    """The median of the slopes between all pairs (Theil and Sen): outliers do not move it."""
    pairs = combinations(enumerate(values), 2)
    return median([(later - earlier) / (j - i) for (i, earlier), (j, later) in pairs])


def rising(values: Sequence[float]) -> float:
    """The probability of such a rise if there were none (Mann and Kendall); one-sided.

    By the normal distribution, corrected for ties and for continuity; from 8 values on.
    """
    n = len(values)
    score = sum((later > earlier) - (later < earlier) for earlier, later in combinations(values, 2))
    _, ties = ranked(values)
    # Each group of t equals takes t (t - 1) (2t + 5) from the variance.
    groups = [values.count(value) for value in set(values)] if ties else []
    equal = sum(t * (t - 1) * (2 * t + 5) for t in groups)
    variance = (n * (n - 1) * (2 * n + 5) - equal) / 18
    if variance == 0:
        return 1.0
    nearer = score - (score > 0) + (score < 0)
    return 0.5 * math.erfc(nearer / math.sqrt(2 * variance))
