"""Tests of tasks found again in messages: what a real adapter sends comes back as what it was."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal

import pytest

import fabula.productions.video.offline.writer  # noqa: F401 registers its rule
from fabula.media.documents.reading import read_here
from fabula.media.documents.source import Limits, Source
from fabula.models import Task
from fabula.models.offline.writer import answers
from fabula.models.prompts import ask_for
from fabula.models.simulator.recognition import find_task, recall
from fabula.productions.video.tasks import WriteStoryboard, without_pictures

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Ship:
    """A ship, of one of two kinds by its `kind`."""

    kind: Literal["ship"]
    name: str
    masts: int = 0
    cargo: tuple[str, ...] = ("rum",)


@dataclass(frozen=True)
class Island:
    """What is no ship."""

    kind: Literal["island"]
    name: str
    area: float | None = None


@dataclass(frozen=True)
class TellTheVoyage(Task[tuple[str, ...]]):
    """Tell where the ship went, a line for each place."""

    captain: str
    log: tuple[Ship | Island, ...]
    winds: dict[str, float]
    days: int | None = None


@answers(TellTheVoyage)
def tell_the_voyage(task: TellTheVoyage) -> tuple[str, ...]:
    """A line for each entry of the log."""
    return tuple(f"{task.captain}: {entry.name}" for entry in task.log)


VOYAGE = TellTheVoyage(
    "Vane", (Ship("ship", "Ida", 3, ()), Island("island", "Elba", 2.5), Island("island", "Run")),
    {"north": 1.5},
)  # fmt: skip


def messages(task: Task[Any]) -> list[dict[str, Any]]:
    """The messages that put a task to a model."""
    return [{"role": one.role, "content": one.text} for one in ask_for(task)]


def test_task_is_found_again() -> None:
    """The task in the messages is equal to the one that was asked."""
    assert find_task(messages(VOYAGE)) == VOYAGE
    assert find_task(messages(dataclasses.replace(VOYAGE, days=12))) != VOYAGE


async def test_offline_writer_answers_it() -> None:
    """What is said is what the offline writer says, in the shape that models are held to."""
    assert await recall(messages(VOYAGE)) == '{"answer":["Vane: Ida","Vane: Elba","Vane: Run"]}'


async def test_same_question_is_not_thought_of_twice() -> None:
    """What was said is said again; another captain is another question."""
    again = [await recall(messages(VOYAGE)) for _ in range(2)]
    other = await recall(messages(dataclasses.replace(VOYAGE, captain="Bones")))

    assert again[0] is again[1]
    assert other == '{"answer":["Bones: Ida","Bones: Elba","Bones: Run"]}'


async def test_other_questions_are_left() -> None:
    """What is no task, or has an input too few, is answered otherwise."""
    short = messages(VOYAGE)
    short[1] = {"role": "user", "content": str(short[1]["content"]).replace('"captain"', '"cook"')}

    assert find_task([{"role": "user", "content": "Ahoy?"}]) is None
    assert find_task(short) is None


def test_document_survives_the_way() -> None:
    """A storyboard's task, with a whole document in it, is found again."""
    text = b"# Tides\n\nThe moon pulls.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    document = read_here(Source("tides.md", text), Limits())
    task = WriteStoryboard(without_pictures(document), "en", 60.0, 15.0)

    assert find_task(messages(task)) == task
