"""Writers whose answers a test decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from fabula.models import Writer
from fabula.models.tasks import Task

Answer = TypeVar("Answer")


class Scribe:
    """A text model that answers each kind of task by a function.

    Args:
        rules: What answers each kind.
    """

    identity = "scribe"

    def __init__(self, rules: Mapping[type[Task[Any]], Callable[[Any], Any]]) -> None:
        self._rules = rules

    async def answer(self, task: Task[Answer]) -> Answer:
        """What the rule says."""
        answer: Answer = self._rules[type(task)](task)
        return answer

    async def close(self) -> None:
        """Nothing is open."""


def script_writer(scribe: Scribe) -> Writer:
    """A writer that asks a scribe."""
    return Writer([scribe])
