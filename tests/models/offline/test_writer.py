"""The offline writer answers by registered rules, and says which code it answered with."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import pytest

from fabula.errors import BadStep, ModelRefused
from fabula.models.gateway import Writer
from fabula.models.offline.writer import Offline, answers
from fabula.models.tasks import Task

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class NameTheShip(Task[str]):
    """Give the ship a name."""

    captain: str


@dataclass(frozen=True)
class SinkTheShip(Task[str]):
    """Nobody can."""


@answers(NameTheShip)
def name_the_ship(task: NameTheShip) -> str:
    """The rule of this test."""
    return f"The {task.captain}'s Pride"


async def test_rule_answers_its_task() -> None:
    """A task is answered by the rule registered for its class."""
    assert await Offline().answer(NameTheShip("Vane")) == "The Vane's Pride"


async def test_task_without_rule_is_refused() -> None:
    """A task that no rule knows is an error that says how to choose a model."""
    with pytest.raises(ModelRefused, match=r"cannot do SinkTheShip.*--writer"):
        await Offline().answer(SinkTheShip())


async def test_rule_runs_off_the_loop() -> None:
    """A rule may take its time: it runs in a thread of its own."""

    @answers(SinkTheShip)
    def sink(_task: SinkTheShip) -> str:
        return threading.current_thread().name

    assert await Offline().answer(SinkTheShip()) != threading.current_thread().name


def test_better_rule_new_identity() -> None:
    """The identity follows the code of the rules, so that better rules make new results."""
    before = Offline().identity

    @answers(SinkTheShip)
    def sink(_task: SinkTheShip) -> str:
        return "glug"

    after = Offline().identity

    @answers(SinkTheShip)
    def sink_again(_task: SinkTheShip) -> str:
        return "glug glug"

    assert len({before, after, Offline().identity}) == 3
    assert after.startswith("offline ")


async def test_other_rules_leave_answers_alone() -> None:
    """A writer for one kind of task is known by that rule, whatever becomes of the others."""
    alone = Writer([Offline()]).only(NameTheShip)
    before, all_before = alone.identity, Offline().identity

    @answers(SinkTheShip)
    def sink(_task: SinkTheShip) -> str:
        return "glug, glug, glug"

    assert alone.identity == before == Offline((NameTheShip,)).identity
    assert Offline().identity != all_before
    assert await alone.write(NameTheShip("Vane")) == "The Vane's Pride"


async def test_writer_for_one_refuses_another() -> None:
    """A step whose key does not know a rule may not use it: the error says what to give it."""
    with pytest.raises(BadStep, match=r"writer\.only\(\.\.\., SinkTheShip\)"):
        await Offline((NameTheShip,)).answer(SinkTheShip())
