"""The roles that productions ask: chains of providers, remembered, retried, told in events."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from fabula.engine import cast_doubt, emit, remember
from fabula.engine.spans import waiting
from fabula.errors import ModelBusy, ModelError, ModelUnreachable
from fabula.media.sound import Spoken
from fabula.models.protocols import Speech, Text, Voice
from fabula.models.tasks import Task

Answer = TypeVar("Answer")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a provider that is busy or out of order is asked again.

    Args:
        attempts: Calls in all, at least 1.
        pause: Seconds before the second call, if the provider does not say; doubles after.
        longest: Longest pause worth taking, in seconds; a provider that wants more has failed.
        total: No call starts later than this after the first, in seconds.
        sleep: Does the waiting.
        clock: Steady seconds.
    """

    attempts: int = 3
    pause: float = 0.5
    longest: float = 60.0
    total: float = 300.0
    sleep: Callable[[float], Coroutine[Any, Any, None]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic

    async def call(self, ask: Callable[[], Coroutine[Any, Any, Value]], who: str) -> Value:
        """Ask until there is an answer, or another call is not worth it."""
        started = self.clock()
        for attempt in range(1, self.attempts):
            try:
                return await ask()
            except (ModelBusy, ModelUnreachable) as exc:
                told = exc.retry_after if isinstance(exc, ModelBusy) else None
                wait = told if told is not None else self.pause * 2 ** (attempt - 1)
                if wait > self.longest or self.clock() + wait > started + self.total:
                    raise
                emit("model.retried", who=who, seconds=round(wait, 3), reason=str(exc))
            with waiting("retry"):
                await self.sleep(wait)
        return await ask()


class _Named(Protocol):
    @property
    def identity(self) -> str: ...

    async def close(self) -> None: ...


Provider = TypeVar("Provider", bound=_Named)


class _Role(Generic[Provider]):
    """A chain of providers: each stands in for those before it."""

    def __init__(self, chain: Sequence[Provider], patience: Patience = Patience()) -> None:
        if not chain:
            raise ValueError("a role needs at least one provider")
        self._chain = tuple(chain)
        self._patience = patience

    @property
    def identity(self) -> str:
        """All providers that may answer, the first choice first: part of a step's key."""
        return ", ".join(provider.identity for provider in self._chain)

    async def close(self) -> None:
        """Let go of the providers' connections and processes."""
        for provider in self._chain:
            await provider.close()

    async def _first(self, ask: Callable[[Provider], Coroutine[Any, Any, Value]]) -> Value:
        """The answer of the first provider that gives one; each stand-in is told in an event.

        What a provider answered is remembered for that provider alone: when the first choice is
        back, it is asked again, and never passed off with a stand-in's answer.
        """
        failures: list[ModelError] = []
        for provider in self._chain:
            if failures:
                reason = f"{failures[-1]} Instead: {provider.identity}."
                emit("warning", about="model", reason=reason)
            try:
                answer = await ask(provider)
            except ModelError as exc:
                failures.append(exc)
                continue
            if failures:
                # What a stand-in gave is remembered as its own, and never in a step's name.
                cast_doubt()
            return answer
        if len(failures) == 1:
            raise failures[0]
        raise type(failures[0])(" ".join(map(str, failures))) from failures[-1]


class Writer(_Role[Text]):
    """Answers typed tasks.

    Args:
        chain: Text models, the first choice first.
        patience: How often each is asked when it is busy.
    """

    async def write(self, task: Task[Answer]) -> Answer:
        """The answer to a task: remembered, or asked for.

        Raises:
            ModelError: Every provider of the chain failed; of the kind of the first one's failure.
        """
        return await self._first(partial(self._ask, task))

    async def _ask(self, task: Task[Answer], provider: Text) -> Answer:
        who = provider.identity
        ask = partial(self._patience.call, partial(provider.answer, task), who)
        return await remember("text", (who, task.instructions, task), ask, task.answers, who=who)


class Narrator(_Role[Speech]):
    """Reads texts aloud.

    Args:
        chain: Speech models, the first choice first.
        patience: How often each is asked when it is busy.
    """

    def pace(self, voice: Voice) -> float:
        """Letters, spaces and stops that the first choice speaks a second."""
        return self._chain[0].pace(voice)

    async def say(self, text: str, voice: Voice) -> Spoken:
        """The text read aloud: remembered, or spoken.

        A stand-in reads in its own default voice of the language: it has not the voice by the name
        that the first choice knows.

        Raises:
            ModelError: Every provider of the chain failed; of the kind of the first one's failure.
            UnknownName: The first choice has no such voice.
        """
        return await self._first(partial(self._ask, text, voice))

    async def _ask(self, text: str, voice: Voice, provider: Speech) -> Spoken:
        if provider is not self._chain[0]:
            voice = replace(voice, name="")
        who = provider.identity
        ask = partial(self._patience.call, partial(provider.say, text, voice), who)
        return await remember("speech", (who, text, voice), ask, Spoken, who=who)
