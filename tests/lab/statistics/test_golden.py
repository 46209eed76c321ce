"""Our statistics agree with SciPy's to nine digits; `golden.py` says how its values were made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fabula.lab.statistics.ranks import false_discoveries, mann_whitney, sign_test
from fabula.lab.statistics.student import incomplete_beta, t_test
from fabula.lab.statistics.summary import deviation, mean, percentile
from fabula.lab.statistics.trends import rising, slope

GOLDEN = json.loads(Path(__file__).with_name("golden.json").read_text())


def close(value: float) -> Any:
    """The same to nine digits."""
    return pytest.approx(value, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("case", GOLDEN["summaries"], ids=lambda case: str(len(case["values"])))
def test_summaries_agree(case: dict[str, Any]) -> None:
    """Mean, deviation, percentiles."""
    values = case["values"]

    assert mean(values) == close(case["mean"])
    assert deviation(values) == close(case["deviation"])
    assert {q: percentile(values, float(q)) for q in case["percentiles"]} == close(
        case["percentiles"]
    )


@pytest.mark.parametrize("case", GOLDEN["two_samples"])
def test_tests_of_two_samples_agree(case: dict[str, Any]) -> None:
    """Student's, and Mann and Whitney's: exact, and with ties."""
    assert t_test(case["one"], case["two"]) == close(case["t"])
    assert mann_whitney(case["one"], case["two"]) == close(case["u"])


@pytest.mark.parametrize("case", GOLDEN["trends"])
def test_trends_agree(case: dict[str, Any]) -> None:
    """Theil and Sen's slope; Mann and Kendall's chance."""
    assert slope(case["values"]) == close(case["slope"])
    assert rising(case["values"]) == close(case["rising"])


def test_corrections_agree() -> None:
    """Benjamini and Hochberg."""
    for case in GOLDEN["families"]:
        assert false_discoveries(case["chances"]) == close(case["corrected"])


def test_signs_agree() -> None:
    """The sign test is a binomial one."""
    for case in GOLDEN["signs"]:
        assert sign_test(case["values"]) == close(case["p"])


def test_beta_function_agrees() -> None:
    """Over its range, near its ends too."""
    for case in GOLDEN["betas"]:
        assert incomplete_beta(case["a"], case["b"], case["x"]) == close(case["value"])
