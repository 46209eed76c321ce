"""The tasks that the tests of text models ask, and what answers them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fabula.media.image import Image
from fabula.models.tasks import Task
from fabula.models.tools import tool

UNLUCKY = 13


@dataclass(frozen=True)
class NameTheShip(Task[str]):
    """Give the ship a name that its captain would be proud of."""

    captain: str


@dataclass(frozen=True)
class Crew:
    """Who sails."""

    captain: str
    hands: int


@dataclass(frozen=True)
class HireTheCrew(Task[Crew]):
    """Hire a crew."""

    ship: str

    def faults(self, answer: Crew) -> Iterator[str]:
        """Any other number will do."""
        if answer.hands == UNLUCKY:
            yield "thirteen hands bring no luck"


@dataclass(frozen=True)
class DescribeIt(Task[str]):
    """Say what is to be seen."""

    picture: Image


@tool
async def depth(place: str) -> str:
    """How deep the water is at a place, in metres."""
    return f"{place}: 3.5"
