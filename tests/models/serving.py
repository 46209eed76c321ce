"""A small HTTP server for the tests of adapters: real sockets, a function answers each request."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

Fault = Literal["", "stall", "drop", "close"]


@dataclass(frozen=True)
class Reply:
    """What is answered.

    Args:
        body: JSON if it is a dict or a list; a tuple is a stream of events, one by one; else sent
            as it is.
        status: HTTP status.
        headers: More headers.
        fault: "stall" says nothing at all; "drop" breaks off in the middle; "close" hangs up.
    """

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    fault: Fault = ""


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        """The content as JSON."""
        return json.loads(self.content)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


Answerer = Callable[[Asked], Reply]


@dataclass
class Server:
    """The running server: its address, how it answers, what it was asked, and over what."""

    answer: Answerer
    address: str = ""
    asked: list[Asked] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    connections: int = 0
    _open: dict[asyncio.Task[Any], asyncio.StreamWriter] = field(default_factory=dict)

    @property
    def calls(self) -> list[str]:
        """What it was asked, as "POST /path"."""
        return [str(asked) for asked in self.asked]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection, one after the other."""
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._open[task] = writer
        try:
            while (asked := await _read(reader)) is not None:
                self.asked.append(asked)
                self.came.set()
                reply = self.answer(asked)
                if reply.fault == "stall":
                    await self.over.wait()
                if reply.fault in {"stall", "close"} or not await _send(writer, reply):
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            del self._open[task]
            writer.close()

    async def close(self) -> None:
        """End every connection, and wait until it has ended."""
        self.over.set()
        for writer in self._open.values():
            writer.transport.abort()
        if self._open:
            await asyncio.wait(self._open, timeout=10)


@asynccontextmanager
async def served(answer: Answerer) -> AsyncGenerator[Server]:
    """A server on a free port of loopback."""
    told = Server(answer)
    listening = await asyncio.start_server(told.serve, "127.0.0.1", 0)
    told.address = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    try:
        yield told
    finally:
        listening.close()
        await told.close()


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    line = await reader.readline()
    if not line:
        return None
    headers: dict[str, str] = {}
    while (header := (await reader.readline()).decode().strip()) != "":
        name, _, value = header.partition(":")
        headers[name.lower()] = value.strip()
    if headers.get("transfer-encoding") == "chunked":
        content = await _chunks(reader)
    else:
        content = await reader.readexactly(int(headers.get("content-length", "0")))
    method, target, _ = line.decode().split()
    parts = urlsplit(target)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    return Asked(method, unquote(parts.path), query, headers, content)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    content = b""
    while size := int((await reader.readline()).strip() or b"0", 16):
        content += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return content


async def _send(writer: asyncio.StreamWriter, reply: Reply) -> bool:
    """Send the reply; gives whether the connection stays open."""
    if isinstance(reply.body, tuple):
        return await _send_events(writer, reply.body, reply.fault)
    plain = isinstance(reply.body, bytes)
    content = reply.body if plain else json.dumps(reply.body).encode()
    kind = "application/octet-stream" if plain else "application/json"
    headers = {"Content-Type": kind, "Content-Length": str(len(content)), **reply.headers}
    lines = [f"HTTP/1.1 {reply.status} Told", *(f"{name}: {v}" for name, v in headers.items())]
    cut = len(content) // 2 if reply.fault == "drop" else len(content)
    writer.write("\r\n".join([*lines, "", ""]).encode() + content[:cut])
    await writer.drain()
    return reply.fault == ""


async def _send_events(
    writer: asyncio.StreamWriter, events: tuple[bytes, ...], fault: Fault
) -> bool:
    """Send events one after the other, each in a packet of its own."""
    head = ("HTTP/1.1 200 OK", "Content-Type: text/event-stream", "Transfer-Encoding: chunked")
    writer.write("\r\n".join([*head, "", ""]).encode())
    for event in events:
        writer.write(b"%x\r\n%s\r\n" % (len(event), event))
        await writer.drain()
        await asyncio.sleep(0.002)
    if fault == "":
        writer.write(b"0\r\n\r\n")
        await writer.drain()
    return fault == ""
