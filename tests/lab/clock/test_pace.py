"""A paced model takes the time of each kind of task, and answers as its inner one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from fabula.errors import UnknownName
from fabula.lab.clock import PacedText, virtual_now, virtually
from fabula.models import Task


@dataclass(frozen=True)
class Shout(Task[str]):
    """Shout it."""

    word: str


class Loud:
    """Shouts."""

    identity = "loud"

    async def answer(self, task: Any) -> Any:
        """The word in capitals."""
        return task.word.upper()

    async def close(self) -> None:
        """Nothing to let go of."""


def timed(seconds: float | str, *words: str, seed: int = 0) -> tuple[list[str], float]:
    """The answers, and how long they took one after another."""

    async def ask() -> tuple[list[str], float]:
        paced = PacedText(Loud(), {"Shout": seconds}, seed)
        return [await paced.answer(Shout(word)) for word in words], virtual_now()

    return virtually(ask)


def test_answer_takes_its_time() -> None:
    """Twice a tenth of a second."""
    assert timed(0.1, "a", "b") == (["A", "B"], 0.2)


def test_order_of_tasks_changes_nothing() -> None:
    """A task's time is drawn for itself."""
    gamma = "gamma(1, 0.5)"

    assert timed(gamma, "a", "b")[1] == pytest.approx(timed(gamma, "b", "a")[1])
    assert timed(gamma, "a")[1] != timed(gamma, "a", seed=1)[1]


def test_other_tasks_take_no_time() -> None:
    """Only those that are named wait."""

    async def ask() -> float:
        await PacedText(Loud(), {"Whisper": 1}).answer(Shout("a"))
        return virtual_now()

    assert virtually(ask) == 0.0


def test_wrong_distribution_is_told() -> None:
    """At once, not at the first task."""
    with pytest.raises(UnknownName, match="distribution"):
        PacedText(Loud(), {"Shout": "sometimes(1)"})
