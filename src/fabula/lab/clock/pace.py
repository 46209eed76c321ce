"""A text model that takes as long as one says for each kind of task."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, TypeVar

from fabula.engine import digest_of
from fabula.models.protocols import Text, only_for
from fabula.models.simulator import Distribution, read_distribution
from fabula.models.simulator.dice import dice
from fabula.models.tasks import Task

Answer = TypeVar("Answer")


class PacedText:
    """Another model's answers, each after the time that its task takes.

    ```python
    PacedText(offline, {"WriteDialogue": 0.1, "WriteDirections": "lognormal(0.05, 0.02)"})
    ```

    How long an answer takes is a pure function of the seed and the task: the order in which tasks
    come changes nothing.

    Args:
        inner: Who answers.
        seconds: By the name of the task: a number, or a distribution as a plan of the simulator
            has it; tasks that are not named take no time.
        seed: Another one draws other times.

    Raises:
        BadSetting: A distribution cannot be read.
    """

    def __init__(
        self, inner: Text, seconds: Mapping[str, float | str | Distribution], seed: int = 0
    ) -> None:
        self._inner, self._seed = inner, seed
        self._seconds = {
            name: told if isinstance(told, Distribution) else read_distribution(str(told))
            for name, told in seconds.items()
        }

    @property
    def identity(self) -> str:
        """That of who answers: waiting changes no answer."""
        return self._inner.identity

    def only(self, *kinds: type[Task[Any]]) -> PacedText:
        """The same for these kinds of tasks."""
        return PacedText(only_for(self._inner, *kinds), self._seconds, self._seed)

    async def answer(self, task: Task[Answer]) -> Answer:
        """Wait, then answer."""
        name = type(task).__name__
        wait = self._seconds.get(name)
        if wait is not None:
            await asyncio.sleep(wait.draw(dice(self._seed, name, digest_of(task))))
        return await self._inner.answer(task)

    async def close(self) -> None:
        """Let go of who answers."""
        await self._inner.close()
