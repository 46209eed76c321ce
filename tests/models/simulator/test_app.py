"""Tests of the ASGI application alone: whatever it is asked, it answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import MutableMapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.models.simulator import Plan, Simulator
from fabula.models.simulator.calls import PATHS

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.text(max_size=5), st.just("tool")),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["role", "content", "type", "function", "name", "schema", "text"]),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=6,
)
FIELDS = [
    "messages",
    "input",
    "prompt",
    "file",
    "tools",
    "tool_choice",
    "response_format",
    "text",
    "n",
    "size",
    "dimensions",
    "speed",
    "stream",
    "max_tokens",
    "max_output_tokens",
    "instructions",
    "encoding_format",
    "user",
    "stream_options",
    "usage",
]
USUAL = {
    "model": "sim",
    "messages": [{"role": "user", "content": "Ahoy?"}],
    "input": "Ahoy.",
    "prompt": "A sea.",
}


def ask(
    path: str, content: bytes, method: str = "POST", plan: Plan | None = None
) -> tuple[int, bytes]:
    """The status and the body of an answer."""
    told: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": content}

    async def send(message: MutableMapping[str, Any]) -> None:
        told.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": []}
    asyncio.run(Simulator(plan)(scope, receive, send))
    return told[0]["status"], b"".join(message["body"] for message in told[1:])


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(sorted(PATHS)), st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=3))
def test_any_request_is_answered(path: str, told: dict[str, Any]) -> None:
    """Whatever JSON comes, it is answered or refused with an error in OpenAI's form."""
    status, body = ask(f"/v1/{path}", json.dumps(USUAL | told).encode())

    assert status in {200, 400}
    assert status == 200 or json.loads(body)["error"]["message"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"model": "sim"}'])
def test_no_question_is_refused(content: bytes) -> None:
    """What is no question is a 400 that says what is missing."""
    assert ask("/v1/chat/completions", content)[0] == 400


def test_unknown_path_is_not_found() -> None:
    """A path that there is not is a 404."""
    assert ask("/v1/completions", b"{}")[0] == 404
    assert ask("/", b"", "GET")[0] == 404


def test_other_prefixes_are_known() -> None:
    """The paths of other gateways, such as OpenRouter's, lead to the same answers."""
    content = json.dumps(USUAL | {"usage": {"include": True}}).encode()
    status, body = ask("/api/v1/chat/completions", content)
    answer = json.loads(body)

    assert status == 200
    assert answer["provider"]
    assert answer["usage"]["cost"] > 0


def test_plan_is_shown() -> None:
    """The plan in force can be read."""
    assert json.loads(ask("/v1/plan", b"", "GET", Plan(seed=7, rpm=60))[1])["rpm"] == 60


TOOL = {"type": "function", "function": {"name": "wave", "parameters": {"type": "object"}}}


@pytest.mark.parametrize(
    ("choice", "called"),
    [("auto", True), ("none", False), ({"type": "function", "function": {"name": "wave"}}, True)],
)
def test_tool_is_chosen(choice: Any, called: bool) -> None:
    """A tool is called unless that is forbidden."""
    told = USUAL | {"tools": [TOOL], "tool_choice": choice}
    _, body = ask("/v1/chat/completions", json.dumps(told).encode())

    assert ("tool_calls" in json.loads(body)["choices"][0]["message"]) is called


@pytest.mark.parametrize(
    ("path", "told", "named"),
    [
        ("chat/completions", {"tools": [TOOL], "tool_choice": {"name": "sink"}}, "sink"),
        ("chat/completions", {"response_format": {"type": "json_schema"}}, "json_schema"),
        (
            "chat/completions",
            {"response_format": {"type": "json_schema", "json_schema": {"schema": False}}},
            "Invalid schema",
        ),
        ("responses", {"text": {"format": {"type": "json_schema"}}}, "schema"),
        ("audio/speech", {"input": "a" * 5000}, "4096"),
        ("audio/speech", {"speed": 9}, "speed"),
        ("audio/speech", {"response_format": "midi"}, "flac"),
        ("embeddings", {"dimensions": 0.5}, "dimensions"),
        ("images/generations", {"size": "large"}, "WIDTHxHEIGHT"),
        ("audio/transcriptions", {"file": "sound.wav"}, "file"),
    ],
)
def test_refusal_names_what_is_wrong(path: str, told: dict[str, Any], named: str) -> None:
    """What cannot be is refused, and the error says why."""
    status, body = ask(f"/v1/{path}", json.dumps(USUAL | told).encode())

    assert status == 400
    assert named in json.dumps(json.loads(body)["error"])


def test_json_object_is_answered() -> None:
    """JSON without a schema is an object."""
    told = USUAL | {"response_format": {"type": "json_object"}}
    _, body = ask("/v1/chat/completions", json.dumps(told).encode())

    assert isinstance(json.loads(json.loads(body)["choices"][0]["message"]["content"]), dict)


def test_other_servers_can_run_it() -> None:
    """It takes part in the life of a server, as ASGI has it."""
    told: list[str] = []
    coming = iter(["lifespan.startup", "lifespan.shutdown"])

    async def receive() -> MutableMapping[str, Any]:
        return {"type": next(coming)}

    async def send(message: MutableMapping[str, Any]) -> None:
        told.append(message["type"])

    asyncio.run(Simulator()({"type": "lifespan"}, receive, send))

    assert told == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
