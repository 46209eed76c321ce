"""A key is sent to its provider and to nobody else: real calls are made, then all is searched."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from tests.models.fake_openai import chat, chunks, refusal, stream_of
from tests.models.samples import tone, wav
from tests.models.serving import Reply, Server, served

from fabula.engine import Event, open_run
from fabula.errors import FabulaError
from fabula.media.sound import silence
from fabula.models import (
    Embedder,
    Listener,
    Narrator,
    Painter,
    Policies,
    Task,
    Voice,
    Writer,
    choose_embedding,
    choose_hearing,
    choose_pictures,
    choose_speech,
    choose_text,
)
from fabula.models.gateway.role import Role
from fabula.models.protocols import PictureOrder
from fabula.store.folder import open_store

SECRET = "sk-proj-S3cr3t/" + "n0b0dyM4yReadTh1s" * 2
FORMS = (SECRET, quote(SECRET, safe=""), base64.b64encode(SECRET.encode()).decode())
ECHO = f"Incorrect API key provided: {SECRET}. You sent: Authorization: Bearer {SECRET}"

ANSWERS = {
    "text": chat("ready"),
    "sound": Reply(wav(tone(0.3))),
    "unauthorised": refusal(401, ECHO, SECRET),
    "forbidden": refusal(403, ECHO),
    "no such model": refusal(404, ECHO),
    "busy": refusal(429, ECHO, retry_after="0"),
    "out of order": refusal(500, ECHO, SECRET),
    "error in a good reply": Reply({"error": {"message": ECHO, "code": 401}}),
    "refusal": chat(None, refusal=ECHO),
    "stream": chunks("rea", "dy"),
    "stream that echoes": stream_of([{"content": "", "refusal": ECHO}]),
    "no JSON": Reply(f"{{{ECHO}".encode()),
    "other JSON": Reply({"detail": ECHO, "choices": ECHO}),
    "echoing header": Reply({}, 503, {"Retry-After": SECRET, "X-Echo": SECRET}),
    "drop": Reply({"error": ECHO}, fault="drop"),
    "hang up": Reply(fault="close"),
    "stall": Reply(fault="stall"),
}

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class SayReady(Task[str]):
    """Say ready."""


def roles(address: str, patience: float) -> list[Role[Any]]:
    """One of each kind that is asked over the wire, with the secret in its environment."""
    environment = {
        f"FABULA_{name}_URL": address + path
        for name, path in {"OPENAI": "/v1", "ANTHROPIC": "", "GOOGLE": ""}.items()
    } | {f"{name}_API_KEY": SECRET for name in ("OPENAI", "ANTHROPIC", "GOOGLE")}
    policies = Policies({"*": {"attempts": 2, "pause": 0.01, "timeout": patience}})
    writers = ("openai:gpt", "anthropic:claude", "google:gemini", "openai-responses:gpt")
    return [
        *(Writer(choose_text(setting, environment), policies) for setting in writers),
        Narrator(choose_speech("openai:tts-1", environment), policies),
        Listener(choose_hearing("openai:whisper-1", environment), policies),
        Painter(choose_pictures("openai:gpt-image-1", environment), policies),
        Embedder(choose_embedding("openai:text-embedding-3-small", environment), policies),
    ]


async def asked(role: object) -> list[object]:
    """The answer to a small question."""
    match role:
        case Writer():
            return [partial async for partial in role.stream(SayReady())]
        case Narrator():
            return [await role.say("Ready.", Voice("", "en"))]
        case Listener():
            return [await role.hear(silence(0.5, 16_000))]
        case Painter():
            return [await role.paint(PictureOrder("A dot.", 64, 64))]
        case Embedder():
            return [await role.embed(["ready"])]
    raise AssertionError("unreachable")


def answering(answer: str) -> AbstractAsyncContextManager[Server]:
    """A server that gives this answer to whatever it is asked."""
    told = ANSWERS[answer]
    body, headers = told.body, told.headers
    if isinstance(body, tuple):
        body, headers = b"".join(body), {"Content-Type": "text/event-stream"}
    return served(lambda _asked: Reply(body, told.status, headers, told.fault))


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder, and every name."""
    for path in sorted(folder.rglob("*")):
        yield f"name {path}", str(path).encode()
        if path.is_file():
            yield f"file {path}", path.read_bytes()


def leaks(places: Sequence[tuple[str, object]]) -> list[str]:
    """The names of the places that hold the secret, as it is or encoded."""
    texts = [(name, p if isinstance(p, bytes) else str(p).encode()) for name, p in places]
    return [name for name, text in texts for form in FORMS if form.encode() in text]


def of_error(error: BaseException) -> list[tuple[str, object]]:
    """All that a person, a log or a tracker would show of an error, and of its causes."""
    trace = traceback.TracebackException.from_exception(error)
    shown: list[tuple[str, object]] = [("traceback", "".join(trace.format()))]
    seen: BaseException | None = error
    while seen is not None:
        shown += [("error", str(seen)), ("repr", repr(seen)), ("fields", vars(seen))]
        seen = seen.__cause__ or seen.__context__
    return shown


@pytest.mark.parametrize("answer", ANSWERS)
async def test_no_call_leaves_the_key_anywhere(
    answer: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever a server does, or sends back: not in events, logs, errors, objects or memory."""
    caplog.set_level(logging.DEBUG)
    events: list[Event] = []
    shown: list[tuple[str, object]] = []
    async with answering(answer) as server, open_store(tmp_path / "home") as store:
        # The libraries of some providers take a second to load.
        crew = roles(server.address, 0.3 if answer == "stall" else 20.0)
        async with open_run(store, "test", on_event=events.append):
            for role in crew:
                try:
                    shown.append(("answer", repr(await asked(role))))
                except FabulaError as error:
                    shown += of_error(error)
                things = (role, role.chain[0], role.identity, vars(role))
                shown += [("object", repr(thing)) for thing in things]
        for role in crew:
            await role.close()

    assert len(places_told(server)) == 8 or answer == "stall"
    assert any(event.kind == "run.finished" for event in events)
    shown += [("event", repr(event)) for event in events]
    shown += [(f"log {log.name}", log.getMessage()) for log in caplog.records]
    assert leaks([*shown, *await asyncio.to_thread(lambda: list(files(tmp_path)))]) == []


def places_told(server: Server) -> set[str]:
    """Where the key was sent, as it must be: it is what makes the search worth something."""
    return {
        asked.path for asked in server.asked if any(SECRET in v for v in asked.headers.values())
    }


async def command(folder: Path, environment: dict[str, str], *words: str) -> tuple[int, bytes]:
    """Run a command in a process of its own; its exit code and all that it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "fabula", *words,
        cwd=folder, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output


async def test_no_command_leaves_the_key_anywhere(tmp_path: Path) -> None:
    """A film with stand-ins, its trace and its page, and `fabula models`."""
    (tmp_path / "talk.md").write_text(
        "# Tides\n\nThe Moon pulls the water. It rises twice a day.\n"
    )
    async with answering("unauthorised") as server:
        chosen = {
            f"FABULA_{role.upper()}": "openai:gpt" for role in ("writer", "speech", "pictures")
        }
        environment = os.environ | chosen | {
            "FABULA_HOME": str(tmp_path / "home"),
            "OPENAI_API_KEY": SECRET,
            "FABULA_OPENAI_URL": f"{server.address}/v1",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }  # fmt: skip
        small = ("--minutes", "0.3", "--resolution", "240", "--json")
        models = ("--writer", "openai:gpt,offline", "--speech", "openai:tts,espeak")
        said = [
            await command(tmp_path, environment, *words)
            for words in (
                ("video", "talk.md", *small, *models),
                ("trace", "--html", "run.html"),
                ("runs", "--json"),
                ("models", "--json"),
                ("models", "check", "--paint", "--timeout", "5"),
                ("video", "talk.md", *small, "--writer", f"compatible:m@http://h/v1?key={SECRET}"),
            )
        ]

    assert places_told(server)
    assert [code for code, _ in said] == [0, 0, 0, 0, 1, 2], said
    assert b"model.called" in said[0][1]
    assert json.loads(said[3][1])[0]["models"][0]["key"]["whence"] == "environment"
    outputs: list[tuple[str, object]] = [("output", output) for _, output in said]
    found = await asyncio.to_thread(lambda: list(files(tmp_path)))
    assert leaks([*outputs, *found]) == []
