"""A request as a call of a model: its role, who asks, and what equal calls have in common."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from fabula.models.simulator.plan import LETTERS_A_TOKEN
from fabula.models.simulator.refusals import Refused
from fabula.models.simulator.uploads import read_form
from fabula.roles import Kind

CALLER = "x-simulator-caller"
"""The header by which clients of the same program can be told apart."""

_MANNER = frozenset(
    [
        "stream",
        "stream_options",
        "user",
        "metadata",
        "store",
        "usage",
        "max_tokens",
        "max_completion_tokens",
        "max_output_tokens",
    ]
)
"""Fields that do not change what is asked.

The same question streamed has the same answer; with another limit, more of it.
"""

_NEEDED: dict[str, tuple[str, ...]] = {
    "chat/completions": ("model", "messages"),
    "responses": ("model", "input"),
    "embeddings": ("model", "input"),
    "audio/speech": ("model", "input"),
    "audio/transcriptions": ("model", "file"),
    "images/generations": ("prompt",),
}
PATHS: dict[str, Kind] = {
    "chat/completions": "text",
    "responses": "text",
    "embeddings": "embedding",
    "audio/speech": "speech",
    "audio/transcriptions": "hearing",
    "images/generations": "picture",
}
"""What is asked under which path, after the version."""


@dataclass(frozen=True, slots=True)
class Call:
    """One question to one model.

    Args:
        path: A name in `PATHS`.
        kind: Which kind of model answers it.
        body: What was asked.
        key: A digest of the question.
        caller: Who asks: the header `x-simulator-caller`, the field `user`, or the user agent.
        turn: How many answers the question contains.
        tokens_in: Its size, by estimate.
    """

    path: str
    kind: Kind
    body: Mapping[str, Any]
    key: str
    caller: str
    turn: int
    tokens_in: int


def read_call(path: str, content: bytes, headers: Mapping[str, str]) -> Call:
    """The call in a request.

    Raises:
        Refused: It is no JSON object, or a field is missing.
    """
    body = _body(content, headers)
    for name in _NEEDED[path]:
        if body.get(name) in (None, "", []):
            raise Refused(400, f"Missing required parameter: '{name}'.", param=name)
    asked = json.dumps(
        {name: value for name, value in body.items() if name not in _MANNER},
        sort_keys=True,
        default=_digest,
    )
    messages = _messages(body)
    caller = headers.get(CALLER) or str(body.get("user") or headers.get("user-agent", ""))
    turn = sum(message.get("role") == "assistant" for message in messages)
    size = len(asked) // LETTERS_A_TOKEN
    return Call(path, PATHS[path], body, _digest(asked.encode()), caller[:80], turn, size)


def _body(content: bytes, headers: Mapping[str, str]) -> Mapping[str, Any]:
    kind = headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        return read_form(kind, content)
    try:
        body = json.loads(content)
    except ValueError:
        raise Refused(400, "We could not parse the JSON body of your request.") from None
    if not isinstance(body, dict):
        raise Refused(400, "The body of the request is no JSON object.")
    return body


def _messages(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The conversation, if the call has one."""
    name = "messages" if "messages" in body else "input"
    told = body.get(name)
    if name == "input" and (not isinstance(told, list) or not isinstance(told[0], dict)):
        return []
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise Refused(400, f"'{name}' is no list of messages.", param=name)
    return told


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()
