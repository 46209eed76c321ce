"""Services that are not there: HTTP ones that answer as they are told, and a brain with tools.

For tests of one's own that want no deployment. A provider of models that is not there is
`fabula.models.simulator`.
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Callable, Coroutine, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from fabula.lab.load.http import Broken
from fabula.lab.load.websocket import WebSocket, proof

Handle = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]

UNKNOWN_METHOD, BAD_PARAMETERS = -32601, -32602


@dataclass(slots=True)
class Service:
    """What a stand-in answers, and what it was asked.

    Args:
        answers: By request line, "GET /health": a status and what is sent as JSON.
        asked: The request lines that came, in order.
        bodies: What came with them.
        address: Where it answers.
    """

    answers: dict[str, tuple[int, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    address: str = ""

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request after the other."""
        while head := await _head(reader):
            method, path, *_ = head.decode("latin-1").split(" ", 2)
            length = re.search(rb"(?i)\r\ncontent-length:\s*(\d+)", head)
            self.bodies.append(await reader.readexactly(int(length[1])) if length else b"")
            line = f"{method} {path}"
            self.asked.append(line)
            status, told = self.answers.get(line, (404, {"error": f"{line} is not answered"}))
            body = json.dumps(told).encode()
            about = f"Content-Type: application/json\r\nContent-Length: {len(body)}"
            writer.write(f"HTTP/1.1 {status} -\r\n{about}\r\n\r\n".encode() + body)
            await writer.drain()


@contextmanager
def stand_in(answers: Mapping[str, tuple[int, Any]] | None = None) -> Generator[Service]:
    """A service on a free port of this machine, well unless it is told otherwise.

    Args:
        answers: By request line; `GET /health` is `{"status": "pass"}` by default.
    """
    service = Service({"GET /health": (200, {"status": "pass"}), **(answers or {})})
    with _listening(service.handle) as port:
        service.address = f"http://127.0.0.1:{port}"
        yield service


@dataclass(slots=True)
class Brain:
    """A brain that knows the characters it was given, and finds those that are alike by words.

    Args:
        characters: By project: what was created, in order.
        address: Where it listens: `ws://...`.
    """

    characters: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    address: str = ""

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one client until it leaves."""
        key = re.search(rb"(?i)\r\nsec-websocket-key:\s*(\S+)", await _head(reader))
        if key is None:
            writer.write(b"HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n")
            return
        accepted = b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
        writer.write(b"HTTP/1.1 101 -\r\n" + accepted + proof(key[1]) + b"\r\n\r\n")
        async with WebSocket(reader, writer, masks=False) as socket:
            while True:
                try:
                    text = await socket.receive()
                except Broken:
                    return
                answer = self.answer(json.loads(text))
                if answer is not None:
                    await socket.send(json.dumps(answer))

    def answer(self, message: Mapping[str, Any]) -> dict[str, Any] | None:
        """What is answered to a message of JSON-RPC; nothing to a notification."""
        if "id" not in message:
            return None
        told: dict[str, Any] = {"jsonrpc": "2.0", "id": message["id"]}
        parameters = message.get("params", {})
        match message.get("method"):
            case "initialize":
                version = parameters.get("protocolVersion", "")
                about = {"name": "stand-in brain", "version": "1"}
                result = {"protocolVersion": version, "capabilities": {}, "serverInfo": about}
                return {**told, "result": result}
            case "tools/list":
                return {**told, "result": {"tools": [{"name": name} for name in TOOLS]}}
            case "tools/call":
                return {**told, **self._call(parameters)}
            case method:
                error = {"code": UNKNOWN_METHOD, "message": f"no method {method}"}
                return {**told, "error": error}

    def _call(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        name, given = str(parameters.get("name")), parameters.get("arguments", {})
        if name not in TOOLS:
            return {"error": {"code": BAD_PARAMETERS, "message": f"no tool {name}"}}
        missing = [one for one in TOOLS[name] if one not in given]
        if missing:
            message = f"{name} needs {', '.join(missing)}"
            return {"error": {"code": BAD_PARAMETERS, "message": message}}
        found = self._create(given) if name == "create_character" else self._similar(given)
        return {"result": {"content": [{"type": "text", "text": json.dumps(found)}]}}

    def _create(self, given: Mapping[str, Any]) -> dict[str, Any]:
        known = self.characters.setdefault(given.get("project", ""), [])
        character = {"id": f"character-{len(known) + 1}", **given}
        known.append(character)
        return character

    def _similar(self, given: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Of the same project, those that share words, the most alike first (Jaccard)."""
        wanted = _words(given["query"])
        scored = []
        for character in self.characters.get(given.get("project", ""), []):
            own = _words(f"{character['name']} {character['description']}")
            scored.append({**character, "score": len(wanted & own) / len(wanted | own or {""})})
        return sorted(scored, key=lambda one: -one["score"])[: int(given.get("limit", 5))]


TOOLS: Mapping[str, tuple[str, ...]] = {
    "create_character": ("name", "description"),
    "find_similar_characters": ("query",),
}
"""The movie platform's tools, and what each needs."""


@contextmanager
def stand_in_brain() -> Generator[Brain]:
    """A brain on a free port of this machine, which speaks MCP over WebSocket."""
    brain = Brain()
    with _listening(brain.handle) as port:
        brain.address = f"ws://127.0.0.1:{port}/mcp"
        yield brain


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


async def _head(reader: asyncio.StreamReader) -> bytes:
    """The head of the next request; nothing if the client left."""
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, OSError):
        return b""


@contextmanager
def _listening(handle: Handle) -> Generator[int]:
    """The port at which connections are handled, on a loop in a thread of its own."""
    loop, over, ports = asyncio.new_event_loop(), asyncio.Event(), list[int]()
    ready, there = threading.Event(), set[asyncio.StreamWriter]()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there.add(writer)
        try:
            await handle(reader, writer)
        finally:
            there.discard(writer)
            writer.close()

    async def live() -> None:
        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        ports.append(server.sockets[0].getsockname()[1])
        ready.set()
        await over.wait()
        server.close()
        # Python 3.11 prints it when a connection's task is cancelled; hung up on, it just ends.
        for writer in list(there):
            writer.transport.abort()
        await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))

    def run() -> None:
        loop.run_until_complete(live())
        loop.close()

    thread = threading.Thread(target=run, name="fabula-stand-in", daemon=True)
    thread.start()
    ready.wait()
    try:
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
