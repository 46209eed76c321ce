"""Chat completions in OpenAI's wire format, whole and as a stream, with OpenRouter's extras."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fabula.models.simulator.apis.saying import Said, Wanted, chosen_tool
from fabula.models.simulator.calls import Call
from fabula.models.simulator.refusals import Refused

USD_PER_TOKEN_IN, USD_PER_TOKEN_OUT = 1e-6, 4e-6
"""Invented; told only to those who ask OpenRouter's way."""
CREATED = 1_735_689_600
"""The beginning of 2025: a clock would make every answer another."""


def wants(body: Mapping[str, Any]) -> Wanted:
    """What a chat completion is asked to be.

    Raises:
        Refused: A tool is chosen that is not there, or there is no schema where one is promised.
    """
    limit = body.get("max_completion_tokens") or body.get("max_tokens")
    tools = {tool["function"]["name"]: tool["function"] for tool in body.get("tools") or ()}
    answered = body["messages"][-1].get("role") == "tool"
    if name := chosen_tool(tools, body.get("tool_choice"), answered=answered):
        return Wanted(tools[name].get("parameters") or {"type": "object"}, name, limit)
    held = body.get("response_format") or {}
    if held.get("type") == "json_schema":
        if "schema" not in (held.get("json_schema") or {}):
            raise Refused(400, "Missing required parameter.", param="response_format.json_schema")
        return Wanted(held["json_schema"]["schema"], "", limit)
    if held.get("type") == "json_object":
        return Wanted(
            {"type": "object", "properties": {"answer": {}}, "required": ["answer"]}, "", limit
        )
    return Wanted(None, "", limit)


def messages_of(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The conversation."""
    return list(body["messages"])


def whole(call: Call, said: Sequence[Said]) -> dict[str, Any]:
    """One completion with as many choices as were asked for."""
    choices = [
        {
            "index": place,
            "message": _message(call, one),
            "logprobs": None,
            "finish_reason": one.finish,
        }
        for place, one in enumerate(said)
    ]
    return _frame(call, "chat.completion") | {"choices": choices, "usage": usage(call, said)}


def opening(call: Call, said: Said) -> str:
    """The first event of a stream: who speaks, and which tool is called."""
    delta: dict[str, Any] = {"role": "assistant", "content": None if said.tool else ""}
    if said.tool:
        delta["tool_calls"] = [{"index": 0, **_tool(call, said, "")}]
    return event(_chunk(call, delta))


def pieces(call: Call, said: Said) -> Iterator[str]:
    """An event for each token."""
    field = "refusal" if said.refused else "content"
    delta: dict[str, Any] = {field: "\0"}
    if said.tool:
        delta = {"tool_calls": [{"index": 0, "function": {"arguments": "\0"}}]}
    # All events but for the token are equal: encoding the token alone takes a fifth of the time.
    before, after = event(_chunk(call, delta)).split(r'"\u0000"')
    for piece in said.pieces():
        yield before + json.dumps(piece) + after


def ending(call: Call, said: Said) -> str:
    """The last events of a stream: why it ends, and what it used if that was asked for."""
    told = event(_chunk(call, {}, said.finish))
    if (call.body.get("stream_options") or {}).get("include_usage"):
        last = _frame(call, "chat.completion.chunk") | {"choices": [], "usage": usage(call, [said])}
        told += event(last)
    return told + "data: [DONE]\n\n"


def event(tree: Any) -> str:
    """One server-sent event."""
    return f"data: {json.dumps(tree)}\n\n"


def usage(call: Call, said: Sequence[Said]) -> dict[str, Any]:
    """What a call used; the price where it was asked for as OpenRouter wants it."""
    tokens_out = sum(one.tokens for one in said)
    told: dict[str, Any] = {
        "prompt_tokens": call.tokens_in,
        "completion_tokens": tokens_out,
        "total_tokens": call.tokens_in + tokens_out,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
    }
    if (call.body.get("usage") or {}).get("include"):
        told["cost"] = call.tokens_in * USD_PER_TOKEN_IN + tokens_out * USD_PER_TOKEN_OUT
    return told


def _frame(call: Call, kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{call.key}",
        "object": kind,
        "created": CREATED,
        "model": call.body["model"],
        "provider": "Simulator",
        "system_fingerprint": "fp_simulated",
    }


def _chunk(call: Call, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return _frame(call, "chat.completion.chunk") | {"choices": [choice]}


def _message(call: Call, said: Said) -> dict[str, Any]:
    told: dict[str, Any] = {"role": "assistant", "content": said.text, "refusal": None}
    if said.refused:
        told |= {"content": None, "refusal": said.text}
    if said.tool:
        told |= {"content": None, "tool_calls": [_tool(call, said, said.text)]}
    return told


def _tool(call: Call, said: Said, arguments: str) -> dict[str, Any]:
    function = {"name": said.tool, "arguments": arguments}
    return {"id": f"call_{call.key}", "type": "function", "function": function}
