"""Figures are told with their unit and as many digits as anyone reads."""

from __future__ import annotations

import pytest
from tests.lab.records import record_of, small_record, target_of

from fabula.lab.reports.rows import headline, limit_of, told


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.654, "s", "0.65 s"),
        (0.00142, "s", "1.42 ms"),
        (0.0, "s", "0 s"),
        (1234.5, "ms", "1,234 ms"),
        (0.05, "share", "5 %"),
        (0.6666, "share", "66.7 %"),
        (2.043, "x", "2.04 x"),
        (12.34, "1/s", "12.3/s"),
        (3.0, "", "3"),
        (1.0, "yes", "yes"),
        (0.5, "yes", "no"),
        (0.012, "USD", "$0.0120"),
        (1234.5, "USD", "$1,234.50"),
        (None, "s", "not measured"),
    ],
)
def test_figures_are_told(value: float | None, unit: str, text: str) -> None:
    """Each unit in its own form."""
    assert told(value, unit) == text


def test_limits_name_their_statistic() -> None:
    """A mean is what everyone expects; another statistic is said."""
    assert limit_of(target_of()) == "< 2 s"
    assert limit_of(target_of(statistic="p95", limit=0.5)) == "p95 < 0.5 s"
    assert limit_of(target_of(relation="at_least", limit=1.0, unit="yes")) == "yes"


def test_headline_counts() -> None:
    """How many targets were met, and what went wrong."""
    assert headline(small_record()) == "1 of 2 targets met, 1 missed"
    assert headline(record_of()) == "nothing was judged"
