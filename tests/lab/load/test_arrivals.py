"""Arrivals: their number, their order and their rates."""

from __future__ import annotations

import statistics
from itertools import pairwise
from pathlib import Path

import pytest

from fabula.errors import BadSetting, UnknownName
from fabula.lab.load.arrivals import poisson, read_arrivals


def test_constant_arrivals_come_evenly() -> None:
    """One every tenth of a second."""
    assert read_arrivals("constant(10, 0.5)") == (0.0, 0.1, 0.2, 0.3, 0.4)


def test_poisson_arrivals_are_as_irregular_as_strangers() -> None:
    """Their gaps have the mean that was asked for, and a deviation as large as it."""
    gaps = [after - before for before, after in pairwise(poisson(100, 100, 7))]

    assert statistics.mean(gaps) == pytest.approx(0.01, rel=0.05)
    assert statistics.stdev(gaps) == pytest.approx(0.01, rel=0.05)
    assert read_arrivals("poisson(100, 1)", 7) == poisson(100, 1, 7) != poisson(100, 1, 8)


def test_ramp_grows_evenly() -> None:
    """From 10 to 30 a second: 200 in ten seconds, a quarter of the growth in half of the time."""
    times = read_arrivals("ramp(10, 30, 10)")

    assert len(times) == 200
    assert sum(time < 5 for time in times) == pytest.approx(75, abs=1)
    assert times[-1] < 10
    assert read_arrivals("ramp(10, 10, 1)") == read_arrivals("constant(10, 1)")


def test_ramp_may_fall() -> None:
    """From 30 to 10 a second."""
    times = read_arrivals("ramp(30, 10, 10)")

    assert sum(time < 5 for time in times) == pytest.approx(125, abs=1)
    assert list(times) == sorted(times)


def test_stairs_hold_each_rate() -> None:
    """Two seconds each of 5, 10 and 20 a second."""
    times = read_arrivals("stairs(5, 10, 20, 2)")

    assert [sum(low <= t < low + 2 for t in times) for low in (0, 2, 4)] == [10, 20, 40]


@pytest.mark.parametrize("text", ["[1003.0, 1000.0, 1001.5]", "1000\n1003\n1001.5\n"])
def test_trace_begins_with_its_first(tmp_path: Path, text: str) -> None:
    """Times of any begin and order, as a list or a line each."""
    file = tmp_path / "times.txt"
    file.write_text(text)

    assert read_arrivals(f"trace({file})") == (0.0, 1.5, 3.0)
    assert read_arrivals(f"trace({file}, 2)") == (0.0, 0.75, 1.5)


@pytest.mark.parametrize(
    "text",
    ["100", "constant(100)", "constant(100, x)", "ramp(1, 2)", "poisson(0, 1)", "stairs(1)"],
)
def test_what_is_no_arrivals_is_told(text: str) -> None:
    """The message shows what was written."""
    with pytest.raises(BadSetting) as told:
        read_arrivals(text)

    assert repr(text) in str(told.value)


def test_unknown_kind_is_told() -> None:
    """With what there is."""
    with pytest.raises(UnknownName, match="poisson"):
        read_arrivals("poison(1, 2)")


@pytest.mark.parametrize("text", ["", "[true, {}]", "soon"])
def test_trace_without_times_is_told(tmp_path: Path, text: str) -> None:
    """Nothing, or no numbers."""
    file = tmp_path / "times.txt"
    file.write_text(text)

    with pytest.raises(BadSetting, match="times"):
        read_arrivals(f"trace({file})")
    with pytest.raises(BadSetting, match="No such file"):
        read_arrivals("trace(nowhere.txt)")
