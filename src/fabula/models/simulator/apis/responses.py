"""OpenAI's Responses in their wire format, whole and as a stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fabula.models.simulator.apis.chat import CREATED, event
from fabula.models.simulator.apis.saying import Said, Wanted, chosen_tool
from fabula.models.simulator.calls import Call
from fabula.models.simulator.refusals import Refused


def wants(body: Mapping[str, Any]) -> Wanted:
    """What a response is asked to be.

    Raises:
        Refused: A tool is chosen that is not there, or there is no schema where one is promised.
    """
    limit = body.get("max_output_tokens")
    tools = {tool["name"]: tool for tool in body.get("tools") or () if tool.get("name")}
    told = messages_of(body)
    last = told[-1].get("type") if told else None
    if name := chosen_tool(tools, body.get("tool_choice"), answered=last == "function_call_output"):
        return Wanted(tools[name].get("parameters") or {"type": "object"}, name, limit)
    held = (body.get("text") or {}).get("format") or {}
    if held.get("type") == "json_schema" and "schema" not in held:
        raise Refused(400, "Missing required parameter.", param="text.format.schema")
    free = {"type": "object"} if held.get("type") == "json_object" else None
    return Wanted(held.get("schema", free), "", limit)


def messages_of(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The conversation: what is told as one text, and instructions apart, as messages too."""
    told = body.get("input")
    listed = [{"role": "user", "content": told}] if isinstance(told, str) else list(told or ())
    if body.get("instructions"):
        listed.insert(0, {"role": "system", "content": body["instructions"]})
    return listed


def whole(call: Call, choices: Sequence[Said]) -> dict[str, Any]:
    """A response, whole; there are no choices here."""
    said = choices[0]
    cut = said.finish == "length"
    tokens = {"input_tokens": call.tokens_in, "output_tokens": said.tokens}
    usage = tokens | {
        "total_tokens": call.tokens_in + said.tokens,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens_details": {"reasoning_tokens": 0},
    }
    told = _frame(call, "incomplete" if cut else "completed") | {"output": [_item(call, said)]}
    more = {"usage": usage, "incomplete_details": {"reason": "max_output_tokens"} if cut else None}
    return told | more


def opening(call: Call, said: Said) -> str:
    """The first events of a stream."""
    begun = _item(call, said, "", "in_progress")
    told: list[tuple[str, dict[str, Any]]] = [
        ("response.created", {"response": _frame(call, "in_progress")}),
        ("response.output_item.added", {"output_index": 0, "item": begun}),
    ]
    if not said.tool:
        place = _place(call) | {"part": _part(said, "")}
        told.append(("response.content_part.added", place))
    return "".join(_event(kind, n, tree) for n, (kind, tree) in enumerate(told))


def pieces(call: Call, said: Said) -> Iterator[str]:
    """An event for each token."""
    for number, piece in enumerate(said.pieces(), 3):
        yield _event(f"{_kind(said)}.delta", number, _place(call) | {"delta": piece})


def ending(call: Call, said: Said) -> str:
    """The last events of a stream."""
    name = "arguments" if said.tool else "refusal" if said.refused else "text"
    last = whole(call, [said])
    told = [(f"{_kind(said)}.done", _place(call) | {name: said.text})]
    if not said.tool:
        told.append(("response.content_part.done", _place(call) | {"part": _part(said, said.text)}))
    told.append(("response.output_item.done", {"output_index": 0, "item": last["output"][0]}))
    told.append((f"response.{last['status']}", {"response": last}))
    first = 3 + said.tokens
    return "".join(_event(kind, n, tree) for n, (kind, tree) in enumerate(told, first))


def _event(kind: str, number: int, tree: dict[str, Any]) -> str:
    return f"event: {kind}\n" + event({"type": kind, "sequence_number": number, **tree})


def _kind(said: Said) -> str:
    if said.tool:
        return "response.function_call_arguments"
    return "response.refusal" if said.refused else "response.output_text"


def _place(call: Call) -> dict[str, Any]:
    return {"item_id": f"item_{call.key}", "output_index": 0, "content_index": 0, "logprobs": []}


def _part(said: Said, text: str) -> dict[str, Any]:
    if said.refused:
        return {"type": "refusal", "refusal": text}
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def _item(
    call: Call, said: Said, text: str | None = None, status: str = "completed"
) -> dict[str, Any]:
    """What is said, or the tool that is called, as an item of the output."""
    text = said.text if text is None else text
    told: dict[str, Any] = {"id": f"item_{call.key}", "status": status}
    if said.tool:
        called = {"type": "function_call", "call_id": f"call_{call.key}", "name": said.tool}
        return told | called | {"arguments": text}
    content = [] if status == "in_progress" else [_part(said, text)]
    return told | {"type": "message", "role": "assistant", "content": content}


def _frame(call: Call, status: str) -> dict[str, Any]:
    body = call.body
    return {
        "id": f"resp_{call.key}",
        "object": "response",
        "created_at": CREATED,
        "status": status,
        "model": body["model"],
        "output": [],
        "error": None,
        "incomplete_details": None,
        "instructions": body.get("instructions"),
        "metadata": {},
        "parallel_tool_calls": True,
        "tool_choice": body.get("tool_choice") or "auto",
        "tools": body.get("tools") or [],
        "temperature": 1.0,
        "top_p": 1.0,
        "usage": None,
    }
