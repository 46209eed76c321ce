"""The role that answers typed tasks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from fabula.engine import remember
from fabula.models.gateway.role import Role, beside
from fabula.models.policy_file import Policies
from fabula.models.protocols import Chat, Text, chat_of, only_for
from fabula.models.schemas import Shape, ready_shape
from fabula.models.tasks import Task
from fabula.models.text.chat import Talk
from fabula.models.text.draft import Draft, Partial
from fabula.models.tools import Round, Said, Tool, use_tools

Answer = TypeVar("Answer")
Value = TypeVar("Value")
Ready = Callable[[], Coroutine[Any, Any, None]]

MOST_ROUNDS = 8


class Writer(Role[Text]):
    """Answers typed tasks.

    Args:
        chain: Text models, the first choice first.
        policies: How each is treated, and what it costs.
        ready: See `after`.
    """

    def __init__(
        self,
        chain: Sequence[Text],
        policies: Policies | None = None,
        *,
        ready: Ready | None = None,
    ) -> None:
        super().__init__(chain, policies)
        self._ready = ready

    def only(self, *kinds: type[Task[Any]]) -> Writer:
        """This writer for a step that asks such tasks alone.

        Rules for other tasks are then no part of the step's key: when they get better, its
        results stand. For a model it changes nothing.
        """
        chain = [only_for(provider, *kinds) for provider in self.chain]
        return Writer(chain, self._policies, ready=self._ready)

    def after(self, ready: Ready) -> Writer:
        """This writer, of whom nothing is asked before something else is known to be ready.

        So what would stand in the way of the work is found before its words are paid for. Where
        they are remembered nobody looks: the work may need nothing that is missing.

        Args:
            ready: Looks; raises what is in the way, which must be no `ModelError` of the writer's.
        """
        return Writer(self.chain, self._policies, ready=ready)

    async def guarded(
        self, provider: Text, asked: object, ask: Callable[[], Coroutine[Any, Any, Value]]
    ) -> Value:
        """One question to one provider, once all that it waits for is ready; see `Role.guarded`."""
        if self._ready is not None:
            await self._ready()
        return await super().guarded(provider, asked, ask)

    async def write(
        self, task: Task[Answer], tools: Sequence[Tool] = (), *, rounds: int = MOST_ROUNDS
    ) -> Answer:
        """The answer to a task: remembered, or asked for.

        Args:
            task: What is asked.
            tools: What the model may call meanwhile. Each of its turns is remembered by all that
                was said before it; the tools themselves are called whenever a turn wants it, a
                remembered one too. A model that talks in no turns, such as the offline writer,
                answers without them.
            rounds: How often it may call; then it must answer.

        Raises:
            ModelError: Every provider of the chain failed; of the kind of the first one's failure.
        """
        return await self._write(task, tuple(tools), rounds, None)

    async def stream(
        self, task: Task[Answer], tools: Sequence[Tool] = (), *, rounds: int = MOST_ROUNDS
    ) -> AsyncGenerator[Partial[Answer]]:
        """The answer to a task while it is written; the last one is whole, checked and remembered.

        What is remembered comes whole and at once. A stream that is left before its end is
        cancelled, and nothing of it is remembered.

        ```python
        async for partial in writer.stream(task):
            show(partial.value)
        ```

        Args:
            task: What is asked.
            tools: As for `write`.
            rounds: As for `write`.

        Raises:
            ModelError: Every provider of the chain failed.
        """
        draft = Draft()
        async with beside(self._write(task, tuple(tools), rounds, draft), draft.wake) as writing:
            while True:
                await draft.more()
                if writing.done():
                    break
                yield Partial(task.answers, draft.text, draft.turn)
            answer = await writing
            yield Partial(task.answers, draft.text, draft.turn, whole=True, answer=answer)

    async def _write(
        self, task: Task[Answer], tools: tuple[Tool, ...], rounds: int, draft: Draft | None
    ) -> Answer:
        if not tools:
            return await self.first(partial(self._ask, task, draft))
        return await self.first(partial(self._converse, Talk(task, tools), rounds, draft))

    async def _ask(self, task: Task[Answer], draft: Draft | None, provider: Text) -> Answer:
        chat, who = chat_of(provider), only_for(provider, type(task)).identity
        answer = partial(provider.answer, task)
        if draft is not None and chat is not None:
            answer = partial(chat.stream, task, draft)
        elif draft is not None:
            # Nothing is heard of this one: what was heard of others is void.
            draft.begin()
        ask = partial(self.guarded, provider, task, answer)
        return await remember("text", (who, task.instructions, task), ask, task.answers, who=who)

    async def _converse(
        self, talk: Talk[Answer], rounds: int, draft: Draft | None, provider: Text
    ) -> Answer:
        chat = chat_of(provider)
        if chat is None:
            return await self._ask(talk.task, draft, provider)
        # The first schema loads a library, which the loop must not stand.
        await asyncio.to_thread(lambda: [tool.schema for tool in talk.tools])
        shape = await ready_shape(talk.task.answers)
        while True:
            talk = replace(talk, last=len(talk.rounds) >= rounds)
            said = await self._turn(talk, shape, draft, chat)
            if not said.calls:
                break
            results = await use_tools(talk.tools, said.calls)
            talk = replace(talk, rounds=(*talk.rounds, Round(said, results)))
        answer: Answer = shape.read(said.text)
        return answer

    async def _turn(
        self, talk: Talk[Answer], shape: Shape, draft: Draft | None, chat: Chat
    ) -> Said:
        who = chat.identity
        ask = partial(self.guarded, chat, talk, partial(chat.turn, talk, draft))
        # What is stored is text, which must be of the shape that it is read by.
        asked = (who, talk.task.instructions, talk, shape.schema)
        return await remember("text", asked, ask, Said, who=who)
