"""Tests of distributions of time: their means, their words, and that they never go back."""

from __future__ import annotations

from pathlib import Path
from statistics import fmean, median, stdev

import pytest

from fabula.errors import BadSetting, UnknownName
from fabula.models.simulator.dice import dice
from fabula.models.simulator.latency import read_distribution

MANY = 4000


def draws(text: str) -> list[float]:
    """Many draws of a distribution."""
    one, numbers = read_distribution(text), dice(1)
    return [one.draw(numbers) for _ in range(MANY)]


@pytest.mark.parametrize(
    ("text", "mean", "deviation"),
    [
        ("0.3", 0.3, 0),
        ("constant(0.3)", 0.3, 0),
        ("uniform(0.2, 0.4)", 0.3, 0.0577),
        ("exponential(0.3)", 0.3, 0.3),
        ("normal(0.3, 0.05)", 0.3, 0.05),
        ("lognormal(0.4,0.3)", 0.4, 0.3),
        ("gamma(0.4, 0.3)", 0.4, 0.3),
    ],
)
def test_mean_and_deviation_are_kept(text: str, mean: float, deviation: float) -> None:
    """The draws have the mean and the deviation that are written."""
    drawn = draws(text)

    assert fmean(drawn) == pytest.approx(mean, rel=0.05)
    assert stdev(drawn) == pytest.approx(deviation, rel=0.15, abs=1e-9)
    assert min(drawn) >= 0


def test_measured_times_are_drawn(tmp_path: Path) -> None:
    """Samples of a file, a line or a list, give their own quantiles."""
    lines, listed = tmp_path / "times.txt", tmp_path / "times.json"
    lines.write_text("0.1\n0.2\n0.9\n")
    listed.write_text("[0.1, 0.2, 0.9]")
    drawn = draws(f"measured({lines})")

    assert median(drawn) == pytest.approx(0.2, rel=0.15)
    assert 0.1 <= min(drawn) < max(drawn) <= 0.9
    assert read_distribution(f"measured({listed})") == read_distribution(f"measured({lines})")


@pytest.mark.parametrize(
    "text", ["normal(1)", "soon", "measured(none.txt)", "uniform(-1, 2)", "constant()", "-1"]
)
def test_what_is_no_time_is_told(text: str) -> None:
    """A distribution that cannot be is an error that shows it."""
    with pytest.raises(BadSetting):
        read_distribution(text)


def test_unknown_distribution_lists_others() -> None:
    """A misspelt name is met with the one that is near."""
    with pytest.raises(UnknownName, match="lognormal"):
        read_distribution("lognorml(1, 1)")


def test_time_is_written_as_read() -> None:
    """A distribution can be shown, and read again."""
    assert str(read_distribution("lognormal(0.4,0.3)")) == "lognormal(0.4, 0.3)"
    assert read_distribution(str(read_distribution("gamma(2, 1)"))).numbers == (2, 1)
