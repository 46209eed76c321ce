"""Models that answer as others did before: what is then measured is not the others.

A model that computes its answers here, as the offline writer and the simulator's voices do, takes
CPU time that a remote one would not. Asked once before the measurement, it takes none in it.
"""

from __future__ import annotations

from typing import Any, TypeVar

from fabula.engine import digest_of
from fabula.lab.clock.passing import PassingSpeech
from fabula.models.protocols import Speech, Text, Voice, only_for
from fabula.models.tasks import Task

Answer = TypeVar("Answer")


class RecordedText:
    """Answers each task as another model did when it was first asked.

    Args:
        inner: Who answers what was not asked before.
    """

    def __init__(self, inner: Text, answers: dict[str, Any] | None = None) -> None:
        self._inner = inner
        self._answers: dict[str, Any] = {} if answers is None else answers

    @property
    def identity(self) -> str:
        """That of who answered."""
        return self._inner.identity

    def only(self, *kinds: type[Task[Any]]) -> RecordedText:
        """The same for these kinds of tasks, with the same recordings."""
        return RecordedText(only_for(self._inner, *kinds), self._answers)

    async def answer(self, task: Task[Answer]) -> Answer:
        """The recorded answer, or a new one."""
        key = digest_of(task)
        if key not in self._answers:
            self._answers[key] = await self._inner.answer(task)
        answer: Answer = self._answers[key]
        return answer

    async def close(self) -> None:
        """Let go of who answers."""
        await self._inner.close()


class RecordedSpeech(PassingSpeech):
    """Says each text as another model did when it was first asked.

    Args:
        inner: Who says what was not said before.
    """

    def __init__(self, inner: Speech) -> None:
        super().__init__(inner)
        self._said: dict[tuple[str, Voice], Any] = {}

    async def say(self, text: str, voice: Voice) -> Any:
        """The recorded sound, or a new one."""
        key = text, voice
        if key not in self._said:
            self._said[key] = await super().say(text, voice)
        return self._said[key]
