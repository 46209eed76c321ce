"""Messages, tools, answers and errors as pydantic-ai has them; importing this loads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from httpx2 import HTTPError
from pydantic_ai.exceptions import (
    AgentRunError,
    ContentFilterError,
    ModelAPIError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelContextWindowExceededError,
    ModelNotFoundError,
    ModelQuotaExceededError,
    ModelRateLimitError,
    ModelRequestRejectedError,
    ModelUnavailableError,
    UserError,
)
from pydantic_ai.messages import (
    BinaryContent,
    ModelMessage,
    ModelMessagesTypeAdapter,
    ModelRequest,
    ModelRequestPart,
    ModelResponse,
    ModelResponsePart,
    PartDeltaEvent,
    PartStartEvent,
    SystemPromptPart,
    TextPart,
    TextPartDelta,
    ToolCallPart,
    ToolCallPartDelta,
    ToolReturnPart,
    UserContent,
    UserPromptPart,
)
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.output import OutputObjectDefinition
from pydantic_ai.profiles import ModelProfile
from pydantic_ai.tools import ToolDefinition

from fabula.errors import (
    ModelBusy,
    ModelError,
    ModelRefused,
    ModelUnreachable,
    TaskDeclined,
)
from fabula.models.prompts import Message
from fabula.models.replies import message_in
from fabula.models.text.chat import Question
from fabula.models.tools import Call, Said

ANSWER = "answer"
"""The tool by which a model answers that cannot be held to a schema otherwise."""

FAILURES = (
    AgentRunError,
    UserError,
    HTTPError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    TypeError,
    ValueError,
)
"""What the libraries raise: their own errors, and what they do not catch of a damaged answer."""


def parameters_of(
    question: Question, profile: ModelProfile, *, by_tool: bool
) -> ModelRequestParameters:
    """The tools of a question, and the way in which the answer is held to its shape.

    Args:
        question: What is asked.
        profile: What the model can, as the library knows it.
        by_tool: Have the answer given by a tool, whatever the model can.
    """
    tools = [
        ToolDefinition(name=one.name, description=one.does, parameters_json_schema=one.schema)
        for one in question.tools
    ]
    schema, name = question.shape.schema, question.shape.name
    if schema is None:
        return ModelRequestParameters(function_tools=tools)
    # Older models of Google take a schema or tools.
    either = tools and not profile.get("google_supports_tool_combination", True)
    if profile.get("supports_json_schema_output") and not either and not by_tool:
        held = OutputObjectDefinition(json_schema=schema, name=name, strict=True)
        return ModelRequestParameters(
            function_tools=tools, output_mode="native", output_object=held
        )
    answer = ToolDefinition(
        name=ANSWER, description="Gives the answer.", parameters_json_schema=schema
    )
    return ModelRequestParameters(
        function_tools=tools, output_mode="tool", output_tools=[answer], allow_text_output=False
    )


def messages_of(question: Question) -> list[ModelMessage]:
    """The conversation; all that stands between two answers of the model is one message."""
    made: list[ModelMessage] = []
    for own, group in groupby(question.messages, lambda message: message.role == "assistant"):
        if own:
            made += [_response(message) for message in group]
        else:
            made.append(ModelRequest(parts=[_part(message) for message in group]))
    return made


def _part(message: Message) -> ModelRequestPart:
    match message.role:
        case "system":
            return SystemPromptPart(message.text)
        case "tool":
            return ToolReturnPart(message.tool, message.text, tool_call_id=message.answers)
    if not message.images:
        return UserPromptPart(message.text)
    content: list[UserContent] = [message.text]
    content += [BinaryContent(one.content, media_type=one.media_type) for one in message.images]
    return UserPromptPart(content)


def _response(message: Message) -> ModelMessage:
    if message.kept:
        return ModelMessagesTypeAdapter.validate_json(message.kept)[0]
    parts: list[ModelResponsePart] = [TextPart(message.text)] if message.text else []
    parts += [ToolCallPart(one.name, one.arguments, tool_call_id=one.id) for one in message.calls]
    return ModelResponse(parts=parts)


class Words:
    """Finds in a stream what belongs to the text, or to the answer that is given by a tool."""

    def __init__(self) -> None:
        self._answers: set[int] = set()

    def within(self, event: Any) -> str:
        """What an event adds to it; empty for anything else, such as the calls of other tools."""
        match event:
            case PartStartEvent(part=TextPart(content=words)):
                return words
            case PartDeltaEvent(delta=TextPartDelta(content_delta=words)):
                return words
            case PartStartEvent(part=ToolCallPart(tool_name=name, args=args)) if name == ANSWER:
                self._answers.add(event.index)
                return args if isinstance(args, str) else ""
            case PartDeltaEvent(delta=ToolCallPartDelta(args_delta=str(words))):
                return words if event.index in self._answers else ""
        return ""


def said_in(response: ModelResponse) -> Said:
    """What the model says: its text, or the answer that it gives by a tool, or calls of others."""
    asked = [part for part in response.parts if isinstance(part, ToolCallPart)]
    calls = tuple(
        Call(part.tool_call_id, part.tool_name, part.args_as_json_str())
        for part in asked
        if part.tool_name != ANSWER
    )
    answers = [part.args_as_json_str() for part in asked if part.tool_name == ANSWER]
    if answers and not calls:
        return Said(answers[0])
    text = "".join(part.content for part in response.parts if isinstance(part, TextPart))
    kept = ModelMessagesTypeAdapter.dump_json([response]).decode() if calls else ""
    return Said(text, calls, kept)


@dataclass(frozen=True, slots=True)
class Told:
    """What an error of the library says.

    Args:
        kind: The error of ours that it stands for.
        problem: As a clause after the model's name; has places for `key` and `model`.
        said: What the server says.
        retry_after: Seconds that it asks us to wait.
    """

    kind: type[ModelError]
    problem: str
    said: str
    retry_after: float | None = None

    def made(self, text: str) -> ModelError:
        """The error, with this text."""
        return ModelBusy(text, self.retry_after) if self.kind is ModelBusy else self.kind(text)


_TABLE: Sequence[tuple[type[Exception], type[ModelError], str]] = (
    (ContentFilterError, TaskDeclined, "declines the task"),
    (ModelRateLimitError, ModelBusy, "is busy"),
    (ModelQuotaExceededError, ModelRefused, "has no credit or quota left"),
    (ModelUnavailableError, ModelUnreachable, "is out of order"),
    (ModelConnectionError, ModelUnreachable, "cannot be reached"),
    (ModelAuthenticationError, ModelRefused, "does not accept the key in {key}"),
    (ModelNotFoundError, ModelRefused, "has no model {model}"),
    (ModelContextWindowExceededError, ModelRefused, "finds the request too large"),
    (ModelRequestRejectedError, ModelRefused, "did not accept the request to {model}"),
    (ModelAPIError, ModelUnreachable, "is out of order"),
    (UserError, ModelRefused, "cannot be asked that"),
    (Exception, ModelUnreachable, "sent something that is no answer"),
)


def is_about_schema(error: Exception) -> bool:
    """Whether a server refuses the schema: some find large ones too complex to hold a model to."""
    told = str(error).lower()
    words = ("schema", "output_format", "output_config", "response_format", "grammar")
    return isinstance(error, ModelRequestRejectedError) and any(word in told for word in words)


def told_by(error: Exception) -> Told:
    """What an error of the library says, and which of ours it stands for."""
    kind, problem = next((ours, text) for theirs, ours, text in _TABLE if isinstance(error, theirs))
    retry_after = error.retry_after if isinstance(error, ModelAPIError) else None
    if isinstance(error, ModelUnavailableError) and retry_after is not None:
        kind, problem = ModelBusy, "is busy"
    body = getattr(error, "body", None)
    said = message_in(body) if isinstance(body, dict) else ""
    return Told(kind, problem, said or f"{type(error).__name__}: {error}", retry_after)
