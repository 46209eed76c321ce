"""A task tells its instructions, its inputs and the type of its answer."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.models.tasks import Task


@dataclass(frozen=True)
class CountTheSails(Task[int]):
    """Count the sails.

    Every mast counts.
    """

    masts: int

    def faults(self, answer: int) -> list[str]:
        """A ship has no fewer sails than masts."""
        return [f"{answer} sails on {self.masts} masts"] if answer < self.masts else []


def test_task_knows_its_answer() -> None:
    """The type parameter is the type of the answer, the docstring the instructions."""
    assert CountTheSails.answers is int
    assert CountTheSails.instructions == "Count the sails.\n\nEvery mast counts."


def test_task_judges_an_answer() -> None:
    """An answer of the right type can still be wrong."""
    assert list(CountTheSails(3).faults(2)) == ["2 sails on 3 masts"]
    assert not list(CountTheSails(3).faults(3))
