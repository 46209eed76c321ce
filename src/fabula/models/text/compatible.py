"""Text by any server that speaks OpenAI's chat completions: most providers, and local servers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Literal, TypeVar

from fabula.engine import emit
from fabula.engine.budget import current_purse
from fabula.errors import BadAnswer, ModelRefused, ModelUnreachable
from fabula.models.addresses import Place, find_place, name_of
from fabula.models.prices import Use, ask_once_more, used
from fabula.models.prompts import Message, ask_again, ask_for
from fabula.models.schemas import Misfit, Shape, shape_of
from fabula.models.tasks import Task
from fabula.models.wire import Reply, Wire

Answer = TypeVar("Answer")
Hold = Literal["schema", "object", "words"]

SECONDS = 600.0
"""The longest time for one answer: models that think, or run on a laptop, take minutes."""

ANSWER_TOKENS = 8192
"""The longest answer that a model may give in a run with a budget."""
BYTES_A_TOKEN = 2
"""Assumed, and on the safe side: English has about four."""

_MORE: dict[str, dict[str, Any]] = {"openrouter": {"usage": {"include": True}}}
"""More fields of the request; OpenRouter says the price of a call only when asked to."""

_WEAKER: dict[Hold, Hold] = {"schema": "object", "object": "words"}
_UNSUPPORTED = ("response_format", "json_schema", "json_object", "structured", "schema")
"""What a server says when it cannot hold a model to a schema; none has a code for it."""


class CompatibleText:
    """A model behind an OpenAI-compatible address.

    The answer is held to a JSON schema; where the server cannot do that, to JSON; else the schema
    is told in words. An answer that does not fit is asked for once more, with what is wrong.
    """

    def __init__(self, place: Place, model: str) -> None:
        self._model = model
        self._wire = Wire(place, seconds=SECONDS)
        self._identity = name_of(place, model)
        self._more = _MORE.get(place.provider, {})
        self._limit = "max_completion_tokens" if place.provider == "openai" else "max_tokens"
        self._hold: Hold = "schema"

    @property
    def identity(self) -> str:
        """Provider and model; never the key."""
        return self._identity

    async def answer(self, task: Task[Answer]) -> Answer:
        """Ask the model; once more if its answer does not fit.

        Raises:
            ModelBusy: The provider says to come back later.
            ModelUnreachable: No connection, no whole answer in time, or a fault of the server.
            ModelRefused: Key, credit, policy, or a request that the server does not accept.
            BadAnswer: Cut short, empty, or unfit twice.
        """
        shape, messages = await self._asked(task)
        said = await self._complete(messages, shape)
        try:
            return _accepted(task, shape, said)
        except Misfit as misfit:
            emit("model.corrected", who=self.identity, faults=list(misfit.faults))
            messages += ask_again(said, misfit.faults, shape.form())
        await ask_once_more(_most(messages))
        said = await self._complete(messages, shape)
        try:
            return _accepted(task, shape, said)
        except Misfit as misfit:
            raise BadAnswer(
                f"{self.identity}, asked twice, gave no usable answer: {misfit}"
            ) from None

    async def most(self, asked: object) -> Use:
        """What one answer to a task may use at most; the tokens of the question are estimated."""
        if not isinstance(asked, Task):
            raise TypeError(f"a text model is asked tasks, not {asked!r:.60}")
        return _most((await self._asked(asked))[1])

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    async def _asked(self, task: Task[Any]) -> tuple[Shape, list[Message]]:
        """The shape of the answer, and the messages that ask for it."""
        shape = await asyncio.to_thread(shape_of, task.answers)
        return shape, ask_for(task, shape.form() if self._hold != "schema" else "")

    async def _complete(self, messages: list[Message], shape: Shape) -> str:
        """What the model says to the messages."""
        while True:
            hold = self._hold
            body = {"model": self._model, "messages": messages, **self._more, **_held(hold, shape)}
            if current_purse() is not None:
                # Only what is limited can be paid for in advance.
                body[self._limit] = ANSWER_TOKENS
            reply = await self._wire.post("chat/completions", body)
            if reply.status < 300:
                return self._text(reply)
            if hold not in _WEAKER or shape.schema is None or not _unsupported(reply):
                raise self._wire.failure(reply, self._model)
            self._hold = _WEAKER[hold]
            if hold == "schema":
                messages = [{"role": "system", "content": shape.form()}, *messages]

    def _text(self, reply: Reply) -> str:
        """The text in a reply, or the error for a reply without one."""
        tree = reply.tree()
        try:
            choice = tree["choices"][0]
            message, ending = choice["message"], choice.get("finish_reason")
            said = message.get("content") or ""
        except (TypeError, KeyError, IndexError, AttributeError):
            raise self._no_choice(tree, reply) from None
        self._report(tree)
        if message.get("refusal") or ending == "content_filter":
            reason = message.get("refusal") or "its content filter stopped the answer"
            raise ModelRefused(f"{self.identity} refuses the task: {reason:.300}")
        if ending == "length":
            raise BadAnswer(
                f"{self.identity} broke off at its length limit after {len(said)} letters."
            )
        if not isinstance(said, str) or not said.strip():
            raise BadAnswer(f"{self.identity} gave an empty answer.")
        return said

    def _no_choice(self, tree: Any, reply: Reply) -> Exception:
        """The error for a good status without an answer: OpenRouter sends errors so."""
        error = tree.get("error") if isinstance(tree, dict) else None
        if isinstance(error, dict) and isinstance(error.get("code"), int):
            told = Reply(error["code"], reply.headers, reply.content)
            return self._wire.failure(told, self._model)
        return ModelUnreachable(f"{self.identity} sent something that is no chat completion.")

    def _report(self, tree: dict[str, Any]) -> None:
        """Tell what the call used; what the provider does not say is unknown, never zero."""
        said = tree.get("usage")
        usage = said if isinstance(said, dict) else {}
        tokens = (_number(usage.get(f"{side}_tokens")) for side in ("prompt", "completion"))
        usd = usage.get("cost")
        used(self.identity, Use(*map(int, tokens)), None if usd is None else _number(usd))


def _number(told: object) -> float:
    """A number that a server told; 0 for anything else."""
    return float(told) if isinstance(told, int | float) else 0.0


def _most(messages: list[Message]) -> Use:
    """What a question may use at most: a token stands for two bytes or more, as is assumed."""
    size = sum(len(message["content"].encode()) for message in messages)
    return Use(size // BYTES_A_TOKEN + 100, ANSWER_TOKENS)


def _held(hold: Hold, shape: Shape) -> dict[str, Any]:
    """The part of a request that holds the answer to a shape."""
    if shape.schema is None or hold == "words":
        return {}
    if hold == "object":
        return {"response_format": {"type": "json_object"}}
    schema = {"name": shape.name, "schema": shape.schema, "strict": True}
    return {"response_format": {"type": "json_schema", "json_schema": schema}}


def _unsupported(reply: Reply) -> bool:
    """Whether the server refused the way in which the answer is held to its shape."""
    told = reply.content[:4000].decode("utf-8", "replace").lower()
    return reply.status in {400, 404, 415, 422, 501} and any(word in told for word in _UNSUPPORTED)


def _accepted(task: Task[Answer], shape: Shape, said: str) -> Answer:
    """The answer in a text, if the task has nothing against it."""
    answer: Answer = shape.read(said)
    faults = list(task.faults(answer))
    if faults:
        raise Misfit(*faults)
    return answer


def provide(provider: str, model: str, environment: Mapping[str, str]) -> CompatibleText:
    """The text model behind "provider:model".

    Raises:
        BadSetting: No model, address or key.
    """
    return CompatibleText(*find_place(provider, model, environment))
