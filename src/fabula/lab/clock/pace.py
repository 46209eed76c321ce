"""Models that take as long as one says."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, TypeVar

from fabula.engine import digest_of
from fabula.lab.clock.passing import PassingSpeech
from fabula.models.protocols import Speech, Text, Voice, only_for
from fabula.models.simulator import Distribution, read_distribution
from fabula.models.simulator.dice import dice
from fabula.models.tasks import Task

Answer = TypeVar("Answer")
Seconds = float | str | Distribution
"""A number, or a distribution as a plan of the simulator has it: "lognormal(0.4, 0.3)"."""


class PacedText:
    """Another model's answers, each after the time that its task takes.

    ```python
    PacedText(offline, {"WriteDialogue": 0.1, "WriteDirections": "lognormal(0.05, 0.02)"})
    ```

    How long an answer takes is a pure function of the seed and the task: the order in which tasks
    come changes nothing.

    Args:
        inner: Who answers.
        seconds: By the name of the task; tasks that are not named take no time.
        seed: Another one draws other times.
        name: Another one is another model, to whoever remembers its answers.

    Raises:
        BadSetting: A distribution cannot be read.
    """

    def __init__(
        self, inner: Text, seconds: Mapping[str, Seconds], seed: int = 0, name: str = ""
    ) -> None:
        self._inner, self._seed, self._name = inner, seed, name
        self._seconds = {task: _distribution(told) for task, told in seconds.items()}

    @property
    def identity(self) -> str:
        """That of who answers, for waiting changes no answer; and the name."""
        return f"{self._inner.identity}{self._name}"

    def only(self, *kinds: type[Task[Any]]) -> PacedText:
        """The same for these kinds of tasks."""
        return PacedText(only_for(self._inner, *kinds), self._seconds, self._seed, self._name)

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


class PacedSpeech(PassingSpeech):
    """Another model's voice, each text after the time that it takes.

    Args:
        inner: Who speaks.
        seconds: For each text.
        seed: Another one draws other times.
        name: Another one is another model, to whoever remembers its sounds.

    Raises:
        BadSetting: The distribution cannot be read.
    """

    def __init__(self, inner: Speech, seconds: Seconds, seed: int = 0, name: str = "") -> None:
        super().__init__(inner)
        self._seed, self._name, self._seconds = seed, name, _distribution(seconds)

    @property
    def identity(self) -> str:
        """That of who speaks, and the name."""
        return f"{self._inner.identity}{self._name}"

    async def say(self, text: str, voice: Voice) -> Any:
        """Wait, then speak."""
        await asyncio.sleep(self._seconds.draw(dice(self._seed, "speech", text)))
        return await super().say(text, voice)


def _distribution(told: Seconds) -> Distribution:
    return told if isinstance(told, Distribution) else read_distribution(str(told))
