"""What a provider must be able to do, for each kind of model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

from fabula.media.image import Image
from fabula.media.sound import Heard, Sound, Spoken
from fabula.models.abilities import (
    EmbeddingAbilities,
    HearingAbilities,
    PictureAbilities,
    SpeechAbilities,
)
from fabula.models.tape import Tape
from fabula.models.tasks import Task
from fabula.models.text.chat import Talk
from fabula.models.text.draft import Draft
from fabula.models.tools import Said
from fabula.models.vector import Vector

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Voice:
    """How to speak: `name` as the provider knows it, a BCP 47 language, speed 0.5 to 2.0."""

    name: str
    language: str
    speed: float = 1.0


@dataclass(frozen=True, slots=True)
class PictureOrder:
    """What a picture shall show.

    Args:
        prompt: What is to be seen, in words.
        width: In pixels.
        height: In pixels.
        seed: Another one gives another picture of the same, where the model lets one choose.
        avoid: What shall not be seen, in words.
        likeness: Pictures of the people and things in it, whom it shall resemble.
    """

    prompt: str
    width: int = 1024
    height: int = 1024
    seed: int = 0
    avoid: str = ""
    likeness: tuple[Image, ...] = ()


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


class Chat(Text, Protocol):
    """A text model that can also be heard while it writes, and can call tools."""

    async def stream(self, task: Task[Answer], draft: Draft) -> Answer:
        """As `answer`, and tell the words to the draft as they come."""
        ...

    async def turn(self, talk: Talk[Any], draft: Draft | None) -> Said:
        """What it says next: tools that it wants called, or the answer in words or in JSON."""
        ...


def chat_of(provider: Text) -> Chat | None:
    """The provider, if it can do what a `Chat` can."""
    # Not a runtime protocol: see `prices.most_of`.
    return cast("Chat", provider) if hasattr(provider, "turn") else None


class ByRules(Text, Protocol):
    """A text model that answers each kind of task by a rule of its own."""

    def only(self, *kinds: type[Task[Any]]) -> Text:
        """The same for these kinds of tasks: its identity tells of their rules and no others."""
        ...


def only_for(provider: Text, *kinds: type[Task[Any]]) -> Text:
    """The provider as one that is asked such tasks alone; a model is the same for all tasks."""
    return cast("ByRules", provider).only(*kinds) if hasattr(provider, "only") else provider


class Speech(Protocol):
    """A model that reads text aloud."""

    @property
    def identity(self) -> str:
        """Provider, model and every option that can change the sound."""
        ...

    @property
    def abilities(self) -> SpeechAbilities:
        """What it can, as far as it is known without asking anybody."""
        ...

    def pace(self, voice: Voice) -> float:
        """Letters, spaces and stops spoken a second, to estimate a length before it is spoken."""
        ...

    async def check(self, voice: Voice) -> None:
        """See that it can be asked, and for this voice; a server is asked, and nothing is paid.

        Raises:
            UnknownName: It is known that there is no such voice.
            ModelError: It cannot be asked at all; that says nothing about the voice.
        """
        ...

    async def say(self, text: str, voice: Voice) -> Spoken:
        """Read the text aloud, or raise a `ModelError` (or `UnknownName` for the voice)."""
        ...

    async def close(self) -> None:
        """Let go of connections and processes; called once, at the end."""
        ...


class Live(Speech, Protocol):
    """A speech model that can also be heard while it reads."""

    async def stream(self, text: str, voice: Voice, tape: Tape) -> Spoken:
        """As `say`, and record the sound as it comes, with the silence that stands around it."""
        ...


def live_of(provider: Speech) -> Live | None:
    """The provider, if it can do what a `Live` one can."""
    return cast("Live", provider) if hasattr(provider, "stream") else None


class Picture(Protocol):
    """A model that paints pictures."""

    @property
    def identity(self) -> str:
        """Provider, model and every option that can change the picture."""
        ...

    @property
    def abilities(self) -> PictureAbilities:
        """What it can, as far as it is known without asking anybody."""
        ...

    async def paint(self, order: PictureOrder) -> Image:
        """Paint what is ordered, or raise a `ModelError`; a cancelled call cancels the painting."""
        ...

    async def close(self) -> None:
        """Let go of connections and processes; called once, at the end."""
        ...


class Hearing(Protocol):
    """A model that writes down what is said."""

    @property
    def identity(self) -> str:
        """Provider, model and every option that can change what is heard."""
        ...

    @property
    def abilities(self) -> HearingAbilities:
        """What it can, as far as it is known without asking anybody."""
        ...

    async def hear(self, sound: Sound, language: str = "") -> Heard:
        """Write down what is said, in a BCP 47 language if it is known; or raise a `ModelError`."""
        ...

    async def close(self) -> None:
        """Let go of connections and processes; called once, at the end."""
        ...


class Embedding(Protocol):
    """A model that gives texts a place by their content: near texts have near vectors."""

    @property
    def identity(self) -> str:
        """Provider, model and every option that can change a vector."""
        ...

    @property
    def abilities(self) -> EmbeddingAbilities:
        """What it can, as far as it is known without asking anybody."""
        ...

    async def embed(self, texts: Sequence[str]) -> tuple[Vector, ...]:
        """A vector for each text, in order; at most `abilities.texts` of them, or a `ModelError`.

        A text's vector does not depend on the texts beside it.
        """
        ...

    async def close(self) -> None:
        """Let go of connections and processes; called once, at the end."""
        ...
