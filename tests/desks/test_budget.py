"""What a run may cost, as whoever asks for it says, or its folder."""

from __future__ import annotations

import argparse

import pytest

from fabula.desks.budget import budget_of
from fabula.engine.budget import Budget
from fabula.errors import BadSetting
from fabula.productions.video.project import Project


def flags(**said: str) -> argparse.Namespace:
    """The flags of a run."""
    usual = dict.fromkeys(("budget", "budget_tokens", "budget_seconds", "at_limit"))
    return argparse.Namespace(**{**usual, **said})


def test_flags_come_before_the_folder() -> None:
    """A flag overrides the line of fabula.yaml; without either there is no budget."""
    project = Project(source="a", budget=2.0, budget_tokens=100, at_limit="degrade")

    assert budget_of(flags()) is None
    assert budget_of(flags(), Project(source="a")) is None
    assert budget_of(flags(budget="0.5"), project) == Budget(0.5, 100, at_limit="degrade")
    assert budget_of(flags(at_limit="ask", budget_seconds="9")) == Budget(seconds=9, at_limit="ask")


@pytest.mark.parametrize(
    "said",
    [
        {"budget": "much"},
        {"budget": "0"},
        {"budget": "inf"},
        {"budget_tokens": "1.5"},
        {"budget": "1", "at_limit": "beg"},
    ],
)
def test_impossible_limits_are_told(said: dict[str, str]) -> None:
    """What is no limit is refused with the name of the flag."""
    with pytest.raises(BadSetting, match="--"):
        budget_of(flags(**said))


@pytest.mark.parametrize(
    ("project", "told"),
    [
        (Project(source="a", budget=-4), r"^fabula\.yaml: budget is -4"),
        (Project(source="a", at_limit="beg"), r"^fabula\.yaml: at_limit is 'beg'"),  # type: ignore[arg-type]
    ],
)
def test_impossible_limit_of_a_folder_is_told_as_such(project: Project, told: str) -> None:
    """Who wrote no flag hears of none."""
    with pytest.raises(BadSetting, match=told):
        budget_of(flags(), project)
