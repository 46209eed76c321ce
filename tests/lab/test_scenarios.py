"""A scenario says what it shows and bears known markers."""

from __future__ import annotations

import pytest

from fabula.errors import UnknownName, UserError
from fabula.lab import Lab, Metric, scenario
from fabula.lab.scenarios import scenarios_in


async def quick(lab: Lab) -> None:
    """One request.

    More about it.
    """
    del lab


def test_function_tells_the_scenario() -> None:
    """Name and title are those of the function."""
    metric = Metric("response.seconds")
    one = scenario("video.performance", "slow", measures=(metric,), budget=5)(quick)

    assert (one.id, one.title) == ("video.performance.quick", "One request.")
    assert (one.markers, one.measures, one.budget) == (("slow",), (metric,), 5)


def test_unknown_marker_is_told() -> None:
    """A marker that is none is told at once, with what is near."""
    with pytest.raises(UnknownName, match="Did you mean 'performance'"):
        scenario("video", "performence")


def test_silent_scenario_is_told() -> None:
    """A scenario without a docstring, or that is not async, is refused."""

    async def silent(lab: Lab) -> None:
        del lab

    def plain(lab: Lab) -> None:
        """Not async."""
        del lab

    with pytest.raises(UserError, match="must say what it shows"):
        scenario("video")(silent)
    with pytest.raises(UserError, match="async def"):
        scenario("video")(plain)  # type: ignore[arg-type]


def test_module_gives_its_scenarios() -> None:
    """In the order in which it defines them, and nothing else."""

    class Module:
        first = scenario("video")(quick)
        other = 3
        second = scenario("script")(quick)

    assert [one.suite for one in scenarios_in(Module)] == ["video", "script"]
