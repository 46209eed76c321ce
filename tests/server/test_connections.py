"""Connections: what comes of one that brings no request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from fabula.server import connections
from fabula.server.connections import MOST_HEAD, BoundedProtocol

pytestmark = pytest.mark.anyio

REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n"


async def answer(_scope: Any, _receive: Any, send: Any) -> None:
    """Answers after a while, as a stream that is quiet would."""
    await asyncio.sleep(0.4)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"done"})


@asynccontextmanager
async def connected() -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection to a server of this kind."""
    config = uvicorn.Config(answer, access_log=False, log_level="critical")
    await asyncio.to_thread(config.load)
    state = ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: BoundedProtocol(config, state, {}), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    async with server, asyncio.timeout(3):
        yield reader, writer
        writer.close()


@pytest.mark.parametrize("sent", [b"", b"G", REQUEST])
async def test_head_that_does_not_come_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    """Who opens a connection and asks nothing, or only begins to, is let go."""
    monkeypatch.setattr(connections, "PATIENCE", 0.1)
    async with connected() as (reader, writer):
        writer.write(sent)
        told = await reader.read()

    assert told == b""


async def test_answer_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long an answer takes, its connection stays."""
    monkeypatch.setattr(connections, "PATIENCE", 0.1)
    async with connected() as (reader, writer):
        writer.write(REQUEST + b"Connection: close\r\n\r\n")
        told = await reader.read()

    assert b"done" in told


async def test_head_has_an_end() -> None:
    """A head that grows without end fills no memory."""
    async with connected() as (reader, writer):
        writer.write(REQUEST + b"X: " + b"a" * MOST_HEAD)
        told = await reader.read()

    assert told == b""
