"""A text model that answers as another one did before: what is measured is not the other one."""

from __future__ import annotations

from typing import Any, TypeVar

from fabula.engine import digest_of
from fabula.models.protocols import Text, only_for
from fabula.models.tasks import Task

Answer = TypeVar("Answer")


class RecordedText:
    """Answers each task as another model did when it was first asked.

    A model that computes its answers here, as the offline writer does, takes CPU time that a remote
    one would not. Asked once before the measurement, it takes none in it.

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
