"""Makes `golden.json`: what SciPy says of samples, for `test_golden.py` to hold ours against.

    python -m venv /tmp/scipy && /tmp/scipy/bin/pip install scipy==1.17.1
    /tmp/scipy/bin/python tests/lab/statistics/golden.py

SciPy and NumPy take 230 MB, so the tests do not install them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import scipy
from scipy import special, stats

PATH = Path(__file__).with_name("golden.json")
chance = np.random.default_rng(20261121)


def rounded(values: Any, digits: int = 6) -> list[float]:
    """As they stand in the file: the very numbers that both are asked about."""
    return [round(float(value), digits) for value in values]


def pair(n: int, m: int, shift: float, digits: int = 6) -> tuple[list[float], list[float]]:
    """Two samples; few digits make equal values."""
    one = rounded(chance.lognormal(0.0, 0.4, n), digits)
    return one, rounded(chance.lognormal(shift, 0.4, m), digits)


def summaries() -> list[dict[str, Any]]:
    """Mean, deviation and percentiles."""
    cases = [rounded(chance.lognormal(0, 1, n)) for n in (1, 2, 3, 10, 101, 1000)]
    return [
        {
            "values": values,
            "mean": float(np.mean(values)),
            "deviation": float(np.std(values, ddof=1)) if len(values) > 1 else 0.0,
            "percentiles": {
                str(q): float(np.percentile(values, q)) for q in (0, 5, 50, 90, 95, 99)
            },
        }
        for values in cases
    ]


def two_samples() -> list[dict[str, Any]]:
    """Student, and Mann and Whitney as ours chooses: exact without ties, else normal."""
    cases = []
    shapes = [(5, 6, 0.3, 6), (12, 12, 0.0, 6), (30, 30, 0.2, 6), (49, 51, 0.1, 6)]
    shapes += [(60, 60, 0.1, 6), (12, 15, 0.2, 1), (40, 40, 0.5, 1)]
    for n, m, shift, digits in shapes:
        one, two = pair(n, m, shift, digits)
        ties = len({*one, *two}) < n + m
        method = "asymptotic" if ties or n * m > 2500 else "exact"
        cases.append(
            {
                "one": one,
                "two": two,
                "t": float(stats.ttest_ind(one, two).pvalue),
                "u": float(stats.mannwhitneyu(one, two, method=method).pvalue),
            }
        )
    return cases


def kendall(values: list[float]) -> float:
    """The one-sided chance of Mann and Kendall, by the normal distribution of SciPy."""
    n = len(values)
    score = sum(np.sign(values[j] - values[i]) for i in range(n) for j in range(i + 1, n))
    _, counts = np.unique(values, return_counts=True)
    ties = sum(t * (t - 1) * (2 * t + 5) for t in counts.tolist())
    deviation = ((n * (n - 1) * (2 * n + 5) - ties) / 18) ** 0.5
    return float(stats.norm.sf((score - np.sign(score)) / deviation))


def trends() -> list[dict[str, Any]]:
    """Theil and Sen's slope, and the chance of the rise."""
    cases = [rounded(chance.normal(0, 1, 20) + rise * np.arange(20)) for rise in (0, 0.05, -0.2)]
    cases.append(rounded(chance.normal(0, 1, 20), 0))
    return [
        {"values": v, "slope": float(stats.theilslopes(v).slope), "rising": kendall(v)}
        for v in cases
    ]


def families() -> list[dict[str, Any]]:
    """Benjamini and Hochberg."""
    cases = [rounded(chance.uniform(0, 1, n) ** 3) for n in (1, 4, 20)]
    return [{"chances": v, "corrected": list(stats.false_discovery_control(v))} for v in cases]


def signs() -> list[dict[str, Any]]:
    """The sign test."""
    cases = [rounded(chance.normal(0.4, 1, n)) for n in (5, 12, 30)]
    return [
        {
            "values": v,
            "p": float(stats.binomtest(sum(x > 0 for x in v), len(v)).pvalue),
        }
        for v in cases
    ]


def betas() -> list[dict[str, float]]:
    """The incomplete beta function."""
    points = [
        (a, b, x) for a in (0.5, 2, 29) for b in (0.5, 3, 40) for x in (0.01, 0.3, 0.9, 0.999)
    ]
    return [
        {"a": a, "b": b, "x": x, "value": float(special.betainc(a, b, x))} for a, b, x in points
    ]


if __name__ == "__main__":
    golden = {
        "made_with": f"SciPy {scipy.__version__}, NumPy {np.__version__}",
        "summaries": summaries(),
        "two_samples": two_samples(),
        "trends": trends(),
        "families": families(),
        "signs": signs(),
        "betas": betas(),
    }
    PATH.write_text(json.dumps(golden) + "\n")
