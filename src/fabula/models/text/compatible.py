"""Text by any server that speaks OpenAI's chat completions: most providers, and local servers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from fabula.errors import AnswerCut, ModelRefused, ModelUnreachable, TaskDeclined
from fabula.models.addresses import Place, find_place, name_of
from fabula.models.prices import Use, used
from fabula.models.replies import Reply
from fabula.models.schemas import Shape
from fabula.models.text.chat import ChatText, Question, model_lacks
from fabula.models.text.chunks import Chunks
from fabula.models.text.draft import Pen
from fabula.models.text.openai_form import held_to, message_form, said_in, tool_form
from fabula.models.tools import Said
from fabula.models.wire import Wire

Hold = Literal["schema", "object", "words"]

SECONDS = 600.0
"""The longest time for one answer: models that think, or run on a laptop, take minutes."""

_MORE: dict[str, dict[str, Any]] = {"openrouter": {"usage": {"include": True}}}
"""More fields of the request; OpenRouter says the price of a call only when asked to."""

_BOTH = frozenset({"openai", "openrouter", "xai"})
"""These hold a model to a schema that may also call tools. Others refuse that, or never call."""

_WEAKER: dict[Hold, Hold] = {"schema": "object", "object": "words"}
_UNSUPPORTED = (
    "response_format",
    "json_schema",
    "json_object",
    "structured",
    "schema",
    "json mode",
)
"""What a server says when it cannot hold a model to a schema; none has a code for it."""


class CompatibleText(ChatText):
    """A model behind an OpenAI-compatible address.

    The answer is held to a JSON schema; where the server cannot do that, to JSON; else the schema
    is told in words.

    Args:
        place: Where it is, and the key.
        model: As the provider calls it.
        seconds: The longest time for one answer.
    """

    def __init__(self, place: Place, model: str, *, seconds: float = SECONDS) -> None:
        super().__init__(name_of(place, model))
        self._model = model
        self._wire = Wire(place, seconds=seconds)
        self._more = _MORE.get(place.provider, {})
        self._limit = "max_completion_tokens" if place.provider == "openai" else "max_tokens"
        self._both = place.provider in _BOTH
        # How it is held while it may call tools, and otherwise; weaker when the server says no.
        self._holds: dict[bool, Hold] = {True: "schema" if self._both else "words", False: "schema"}
        self._counts = True

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    def form(self, shape: Shape, *, calling: bool) -> str:
        """The schema in words, where the server does not hold the model to it."""
        return "" if self._holds[calling] == "schema" else shape.form()

    async def say(self, question: Question, pen: Pen | None) -> Said:
        """What the model says, whole or as a stream.

        Raises:
            ModelError: It says nothing of use.
        """
        while True:
            hold, counts = self._holds[question.calling], self._counts
            reply, tree = await self._asked(self._body(question, hold, pen is not None), pen)
            if reply.status < 300:
                return self._read(tree, reply)
            if not self._gave_way(question, reply, hold, counts):
                raise self._failure(question, reply)

    async def _asked(self, body: dict[str, Any], pen: Pen | None) -> tuple[Reply, Any]:
        """The reply, and the chat completion in it."""
        if pen is None:
            reply = await self._wire.post("chat/completions", body)
            return reply, reply.tree()
        chunks = Chunks(self.identity, pen)
        reply = await self._wire.listen("chat/completions", body, chunks.hear)
        # A server that cannot stream sends it whole.
        return reply, reply.tree() if reply.content else chunks.whole()

    def _body(self, question: Question, hold: Hold, streams: bool) -> dict[str, Any]:
        messages = [message_form(message) for message in question.messages]
        form = question.shape.form()
        if hold != "schema" and form not in messages[0]["content"]:
            messages.insert(0, {"role": "system", "content": form})
        body = {"model": self._model, "messages": messages, **self._more}
        body |= _held(hold, question.shape)
        if question.calling or (question.tools and self._both):
            body["tools"] = [tool_form(tool) for tool in question.tools]
            body["tool_choice"] = "auto" if question.may_call else "none"
        if question.limit is not None:
            body[self._limit] = question.limit
        if streams:
            body["stream"] = True
            if self._counts:
                body["stream_options"] = {"include_usage": True}
        return body

    def _gave_way(self, question: Question, reply: Reply, hold: Hold, counts: bool) -> bool:
        """Whether to ask again with less than the server has just refused."""
        told = reply.content[:4000].decode("utf-8", "replace").lower()
        if reply.status not in {400, 404, 415, 422, 501}:
            return False
        if counts and "stream_options" in told:
            self._counts = False
            return True
        unsupported = any(word in told for word in _UNSUPPORTED)
        if hold not in _WEAKER or question.shape.schema is None or not unsupported:
            return False
        self._holds[question.calling] = _WEAKER[hold]
        return True

    def _read(self, tree: Any, reply: Reply) -> Said:
        """What is said in a chat completion, or the error for one without."""
        try:
            choice = tree["choices"][0]
            message, ending = choice["message"], choice.get("finish_reason")
            said = said_in(message)
        except (TypeError, KeyError, IndexError, AttributeError, ValueError):
            raise self._no_choice(tree, reply) from None
        use = self._report(tree)
        if message.get("refusal") or ending == "content_filter":
            reason = message.get("refusal") or "its content filter stopped the answer"
            raise TaskDeclined(f"{self.identity} declines the task: {reason:.300}")
        if ending == "length":
            raise AnswerCut(
                f"{self.identity} broke off at its length limit after {len(said.text)} letters.",
                use.tokens_out,
            )
        return said

    def _no_choice(self, tree: Any, reply: Reply) -> Exception:
        """The error for a good status without an answer: OpenRouter sends errors so."""
        error = tree.get("error") if isinstance(tree, dict) else None
        if isinstance(error, dict) and isinstance(error.get("code"), int):
            told = Reply(error["code"], reply.headers, json.dumps(tree).encode())
            return self._wire.failure(told, self._model)
        return ModelUnreachable(f"{self.identity} sent something that is no chat completion.")

    def _failure(self, question: Question, reply: Reply) -> Exception:
        error = self._wire.failure(reply, self._model)
        lack = model_lacks(question, str(error)) if reply.status != 429 else ""
        if not lack:
            return error
        return ModelRefused(f"{self.identity} {lack}; choose a model that does. ({error})")

    def _report(self, tree: dict[str, Any]) -> Use:
        """Tell what the call used; what the provider does not say is unknown, never zero."""
        usage = _part(tree, "usage")
        use = Use(
            _count(usage, "prompt_tokens"),
            _count(usage, "completion_tokens"),
            tokens_cached=_count(_part(usage, "prompt_tokens_details"), "cached_tokens"),
            tokens_reasoning=_count(_part(usage, "completion_tokens_details"), "reasoning_tokens"),
        )
        usd = usage.get("cost")
        used(self.identity, use, float(usd) if isinstance(usd, int | float) else None)
        return use


def _part(tree: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = tree.get(name)
    return part if isinstance(part, dict) else {}


def _count(usage: Mapping[str, Any], name: str) -> int:
    """A number of tokens that a server told; 0 for anything else."""
    told = usage.get(name)
    return int(told) if isinstance(told, int | float) else 0


def _held(hold: Hold, shape: Shape) -> dict[str, Any]:
    """The part of a request that holds the answer to a shape."""
    if hold == "object" and shape.schema is not None:
        return {"response_format": {"type": "json_object"}}
    return held_to(shape) if hold == "schema" else {}


def provide(provider: str, model: str, environment: Mapping[str, str]) -> CompatibleText:
    """The text model behind "provider:model".

    Raises:
        BadSetting: No model, address or key.
    """
    return CompatibleText(*find_place(provider, model, environment))
