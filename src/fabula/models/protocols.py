"""What a provider must be able to do, for each kind of model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeVar

from fabula.media.sound import Spoken
from fabula.models.tasks import Task

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Voice:
    """How to speak: `name` as the provider knows it, a BCP 47 language, speed 0.5 to 2.0."""

    name: str
    language: str
    speed: float = 1.0


class Text(Protocol):
    """A model that answers typed tasks."""

    @property
    def identity(self) -> str:
        """Provider, model and every option that can change an answer: part of the memo key."""
        ...

    async def answer(self, task: Task[Answer]) -> Answer:
        """Answer the task, or raise a `ModelError`."""
        ...

    async def close(self) -> None:
        """Let go of connections and processes; called once, at the end."""
        ...


class Speech(Protocol):
    """A model that reads text aloud."""

    @property
    def identity(self) -> str:
        """Provider, model and every option that can change the sound."""
        ...

    def pace(self, voice: Voice) -> float:
        """Letters, spaces and stops spoken a second, to estimate a length before it is spoken."""
        ...

    async def say(self, text: str, voice: Voice) -> Spoken:
        """Read the text aloud, or raise a `ModelError` (or `UnknownName` for the voice)."""
        ...

    async def close(self) -> None:
        """Let go of connections and processes; called once, at the end."""
        ...
