"""What all text models have in common that talk in messages, whoever is at the other end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar, cast

from fabula.engine import emit
from fabula.engine.budget import current_purse
from fabula.errors import AnswerCut, AnswerEmpty, AnswerUnfit, AnswerUnreadable, ModelRefused
from fabula.models.prices import Use, ask_once_more
from fabula.models.prompts import Message, ask_again, ask_for, tell_results
from fabula.models.schemas import Misfit, Shape, Unreadable, ready_shape, spoken
from fabula.models.tasks import Task
from fabula.models.text.draft import Draft, Pen
from fabula.models.tools import Round, Said, Tool

Answer = TypeVar("Answer")

ANSWER_TOKENS = 8192
"""The longest answer that a model may give in a run with a budget."""
LONGER = 4
"""An answer that was cut is asked for again with so many times the limit."""
BYTES_A_TOKEN = 2
"""Assumed, and on the safe side: English has about four."""
IMAGE_TOKENS = 3000
"""Assumed for one image; most providers count fewer."""


@dataclass(frozen=True)
class Talk(Generic[Answer]):
    """A task, and what was said about it so far.

    Args:
        task: What is asked.
        tools: What the model may call.
        rounds: What it has called, and what that gave.
        last: It may call no more, and must answer.
    """

    task: Task[Answer]
    tools: tuple[Tool, ...] = ()
    rounds: tuple[Round, ...] = ()
    last: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """All that goes to a model in one call.

    Args:
        messages: The conversation.
        shape: The shape of the answer.
        tools: What the model may call.
        may_call: Whether it may call them now.
        limit: Tokens that the answer may have; None for the provider's own limit.
    """

    messages: tuple[Message, ...]
    shape: Shape
    tools: tuple[Tool, ...] = ()
    may_call: bool = True
    limit: int | None = None

    @property
    def calling(self) -> bool:
        """Whether the model may answer by calling tools."""
        return bool(self.tools) and self.may_call

    def most(self) -> Use:
        """What it may use at most: a token stands for two bytes or more, as is assumed."""
        size = sum(len(message.text.encode()) for message in self.messages)
        size += sum(len(tool.does) + len(str(tool.schema)) for tool in self.tools)
        images = sum(len(message.images) for message in self.messages)
        tokens = size // BYTES_A_TOKEN + 100 + images * IMAGE_TOKENS
        return Use(tokens, self.limit or ANSWER_TOKENS)


class ChatText(ABC):
    """A text model that is sent messages, and says something to them.

    Here is what does not depend on the provider: an answer that does not fit is asked for once
    more, with what is wrong; one that was cut, once more with a larger limit.

    Args:
        identity: Provider and model; never the key.
    """

    def __init__(self, identity: str) -> None:
        self._identity = identity

    @property
    def identity(self) -> str:
        """Provider and model; never the key."""
        return self._identity

    @abstractmethod
    async def say(self, question: Question, pen: Pen | None) -> Said:
        """What the model says to a question; written word by word, if there is a pen.

        Raises:
            ModelError: It says nothing of use.
        """

    @abstractmethod
    async def close(self) -> None:
        """Let go of connections and memory."""

    def form(self, shape: Shape, *, calling: bool) -> str:  # noqa: ARG002 for providers to override
        """How to write the answer, in words, where the provider cannot see to that.

        Args:
            shape: Of the answer.
            calling: Whether the model may call tools instead.
        """
        return ""

    @property
    def limit(self) -> int | None:
        """Tokens that an answer may have; None for as many as the provider lets it."""
        # Only what is limited can be paid for in advance.
        return None if current_purse() is None else ANSWER_TOKENS

    async def answer(self, task: Task[Answer]) -> Answer:
        """Ask the model; once more if its answer does not fit.

        Raises:
            ModelBusy: The provider says to come back later.
            ModelUnreachable: No connection, no whole answer in time, or a fault of the server.
            ModelRefused: Key, credit, policy, or a request that the server does not accept.
            BadAnswer: Cut short, empty, or unfit twice.
        """
        _, answer = await self._settled(Talk(task), None)
        return cast("Answer", answer)

    async def stream(self, task: Task[Answer], draft: Draft) -> Answer:
        """As `answer`, and tell the words to the draft as they come."""
        _, answer = await self._settled(Talk(task), draft)
        return cast("Answer", answer)

    async def turn(self, talk: Talk[Any], draft: Draft | None) -> Said:
        """What the model says next: tools that it wants called, or an answer that fits."""
        return (await self._settled(talk, draft))[0]

    async def most(self, asked: object) -> Use:
        """What one answer may use at most; the tokens of the question are estimated."""
        talk = Talk(asked) if isinstance(asked, Task) else asked
        if not isinstance(talk, Talk):
            raise TypeError(f"a text model is asked tasks, not {asked!r:.60}")
        return (await self._question(talk)).most()

    async def _question(self, talk: Talk[Any]) -> Question:
        shape = await ready_shape(talk.task.answers)
        form = self.form(shape, calling=bool(talk.tools) and not talk.last)
        messages = [
            *ask_for(talk.task, form, tools=bool(talk.tools)),
            *tell_results(talk.rounds),
        ]
        return Question(tuple(messages), shape, talk.tools, not talk.last, self.limit)

    async def _settled(self, talk: Talk[Answer], draft: Draft | None) -> tuple[Said, Any]:
        """What the model said, and the answer in it, if it is one."""
        question = await self._question(talk)
        said = await self._whole(question, draft)
        if said.calls:
            return said, None
        try:
            return said, self._accepted(talk.task, question.shape, said.text)
        except Misfit as misfit:
            emit("model.corrected", who=self.identity, faults=list(misfit.faults))
            again = ask_again(said.text, misfit.faults, question.shape.form())
        question = replace(question, messages=(*question.messages, *again), may_call=False)
        await ask_once_more(question.most())
        said = await self._whole(question, draft)
        try:
            return said, self._accepted(talk.task, question.shape, said.text)
        except Misfit as misfit:
            kind = AnswerUnreadable if isinstance(misfit, Unreadable) else AnswerUnfit
            problem = f"{self.identity}, asked twice, gave no usable answer: {misfit}"
        raise kind(problem)

    async def _whole(self, question: Question, draft: Draft | None) -> Said:
        """What the model says; asked once more with a larger limit if that was too small."""
        try:
            said = await self._told(question, draft)
        except AnswerCut as cut:
            longer = _longer(question, cut.tokens)
            if longer is None:
                raise
            emit("model.retried", who=self.identity, seconds=0.0, reason=str(cut))
            await ask_once_more(longer.most())
            try:
                said = await self._told(longer, draft)
            except ModelRefused:
                # The model has no larger limit.
                raise cut from None
        if not said.calls and not spoken(said.text).strip():
            raise AnswerEmpty(f"{self.identity} gave an empty answer.")
        if said.calls and not question.may_call:
            raise AnswerUnfit(f"{self.identity} goes on calling tools instead of answering.")
        return said

    async def _told(self, question: Question, draft: Draft | None) -> Said:
        return await self.say(question, None if draft is None else draft.begin())

    def _accepted(self, task: Task[Answer], shape: Shape, text: str) -> Answer:
        """The answer in a text, if the task has nothing against it."""
        answer: Answer = shape.read(text)
        faults = list(task.faults(answer))
        if faults:
            raise Misfit(*faults)
        return answer


def _longer(question: Question, tokens: int) -> Question | None:
    """The question with a larger limit; None where that cannot help.

    Args:
        question: What was asked.
        tokens: That came before the answer broke off; 0 if nobody says.
    """
    limit = question.limit
    if limit is not None and tokens and tokens < limit * 0.9:
        # Not the limit has ended it, but the room that the model has for all together.
        return None
    return replace(question, limit=LONGER * max(limit or 0, tokens or ANSWER_TOKENS))


def model_lacks(question: Question, said: str) -> str:
    """What a model cannot do, going by what its server says; empty if it says nothing of it."""
    told = said.lower()
    denied = any(word in told for word in ("support", "allow", "not a multi", "not a vision"))
    if not denied or any(word in told for word in ("format", "too large", "exceed")):
        return ""
    images = any(message.images for message in question.messages)
    if images and any(word in told for word in ("image", "vision", "multimodal", "multi-modal")):
        return "takes no images"
    return "calls no tools" if question.tools and "tool" in told else ""
