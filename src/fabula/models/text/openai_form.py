"""Messages, tools and answers as OpenAI's chat completions write them."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from fabula.models.prompts import Message
from fabula.models.schemas import Shape
from fabula.models.tools import Call, Said, Tool

_KEPT = ("reasoning_details", "reasoning_content", "thought_signature")
"""What models that think want back with the results of their calls."""


def message_form(message: Message) -> dict[str, Any]:
    """A message as it is sent."""
    made: dict[str, Any] = {"role": message.role, "content": message.text}
    if message.images:
        made["content"] = [{"type": "text", "text": message.text}]
        for image in message.images:
            content = b64encode(image.content).decode()
            url = {"url": f"data:{image.media_type};base64,{content}"}
            made["content"].append({"type": "image_url", "image_url": url})
    if message.calls:
        made["tool_calls"] = [_call_form(call) for call in message.calls]
        made |= json.loads(message.kept or "{}")
    if message.role == "tool":
        made["tool_call_id"] = message.answers
    return made


def _call_form(call: Call) -> dict[str, Any]:
    function = {"name": call.name, "arguments": call.arguments}
    return {"id": call.id, "type": "function", "function": function}


def tool_form(tool: Tool) -> dict[str, Any]:
    """A tool as it is offered."""
    function = {"name": tool.name, "description": tool.does, "parameters": tool.schema}
    return {"type": "function", "function": function}


def held_to(shape: Shape) -> dict[str, Any]:
    """The part of a request that holds the answer to a JSON schema; empty for plain text."""
    if shape.schema is None:
        return {}
    schema = {"name": shape.name, "schema": shape.schema, "strict": True}
    return {"response_format": {"type": "json_schema", "json_schema": schema}}


def said_in(message: Mapping[str, Any]) -> Said:
    """What a message of the model says.

    Raises:
        TypeError: It is no such message.
    """
    text = message.get("content") or ""
    if isinstance(text, list):
        # Mistral sends thoughts and text in parts.
        text = "".join(part.get("text", "") for part in text if part.get("type") == "text")
    if not isinstance(text, str):
        raise TypeError(f"{text!r:.60} is no text")
    told = message.get("tool_calls") or []
    calls = tuple(_call(number, one) for number, one in enumerate(told))
    kept = {name: message[name] for name in _KEPT if message.get(name)} if calls else {}
    return Said(text, calls, json.dumps(kept, ensure_ascii=False) if kept else "")


def _call(number: int, told: Mapping[str, Any]) -> Call:
    function = told["function"]
    arguments = function.get("arguments") or ""
    if not isinstance(arguments, str):
        arguments = json.dumps(arguments, ensure_ascii=False)
    # Some servers send no id; Mistral takes only nine letters and digits.
    drawn = blake2b(f"{number} {function['name']} {arguments}".encode(), digest_size=5).hexdigest()
    return Call(str(told.get("id") or drawn[:9]), str(function["name"]), arguments)
