"""OpenAI's wire format, as a server of the tests speaks it by script."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from tests.models.serving import Asked, Fault, Reply, Server, served


@asynccontextmanager
async def fake_openai(*script: Reply) -> AsyncGenerator[Server]:
    """A server that gives the replies in order, and the last of them for ever."""
    left = list(script)
    async with served(lambda _: left.pop(0) if len(left) > 1 else left[0]) as server:
        server.address += "/v1"
        yield server


def chat(content: str | None, *, finish: str = "stop", **message: Any) -> Reply:
    """A chat completion."""
    said = {"role": "assistant", "content": content, **message}
    usage = {"prompt_tokens": 12, "completion_tokens": 34, "cost": 0.0005}
    choice = {"index": 0, "message": said, "finish_reason": finish}
    return Reply({"object": "chat.completion", "choices": [choice], "usage": usage})


def chunks(*pieces: str, finish: str | None = "stop", fault: Fault = "") -> Reply:
    """A chat completion as a stream; without `finish` it breaks off in the middle of it all."""
    deltas = [{"role": "assistant", "content": ""}, *({"content": piece} for piece in pieces)]
    return stream_of(deltas, finish=finish, fault=fault)


def stream_of(
    deltas: Sequence[dict[str, Any]], *, finish: str | None = "stop", fault: Fault = ""
) -> Reply:
    """A stream of these deltas, with what it used at the end."""
    told: list[dict[str, Any]] = [
        {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas
    ]
    if finish is not None:
        told.append({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
        usage = {"prompt_tokens": 12, "completion_tokens": 34, "cost": 0.0005}
        told.append({"choices": [], "usage": usage})
    events = [f"data: {json.dumps(one)}\n\n".encode() for one in told]
    end = (b"data: [DONE]\n\n",) if finish is not None else ()
    return Reply((b": hello\n\n", *events, *end), fault=fault)


def refusal(status: int, message: str, code: str | None = None, **headers: str) -> Reply:
    """An error, as OpenAI words them."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    error = {"error": {"message": message, "type": "error", "code": code}}
    return Reply(error, status, told)


def bodies(asked: Sequence[Asked]) -> list[dict[str, Any]]:
    """What was posted."""
    return [request.json for request in asked]


def prompt(asked: Asked) -> str:
    """All that was said to the model."""
    return "\n\n".join(message["content"] for message in asked.json["messages"])
