"""The small WebSocket speaks with another implementation, and with itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tests.lab.load.servers import plain, served
from websockets.asyncio.server import serve

from fabula.errors import BadSetting
from fabula.lab.load.http import Broken
from fabula.lab.load.websocket import CLOSE, TEXT, WebSocket, frame, masked, proof

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def other(handle: Callable[[Any], Awaitable[None]]) -> AsyncGenerator[str]:
    """A server of the library `websockets`."""
    async with serve(handle, "127.0.0.1", 0) as server:
        yield f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}/talk"


async def echo(socket: Any) -> None:
    """Say what is heard."""
    async for message in socket:
        await socket.send(message)


@pytest.mark.parametrize("length", [0, 5, 125, 126, 65_535, 65_536, 300_000])
async def test_texts_of_any_length_come_back(length: int) -> None:
    """With letters of several bytes."""
    text = "é" * (length // 2) + "." * (length % 2)
    async with other(echo) as address, await WebSocket.connect(address) as socket:
        await socket.send(text)

        assert await socket.receive() == text


async def test_pings_and_fragments_are_dealt_with() -> None:
    """A ping in the middle of a message is answered; the message is whole."""
    alive: list[float] = []

    async def handle(socket: Any) -> None:
        waiter = await socket.ping()
        await socket.send(["in ", "three ", "pieces"])
        alive.append(await waiter)

    async with other(handle) as address, await WebSocket.connect(address) as socket:
        assert await socket.receive() == "in three pieces"
        with pytest.raises(Broken, match="closed with 1000"):
            await socket.receive()

    assert len(alive) == 1
    with pytest.raises(Broken, match="has ended"):
        await socket.send("too late")


async def test_headers_are_sent() -> None:
    """A key, for whoever asks for one."""
    seen: list[str] = []

    async def handle(socket: Any) -> None:
        seen.append(socket.request.headers["Authorization"])

    async with other(handle) as address:
        await (await WebSocket.connect(address, {"Authorization": "Bearer k"})).close()

    assert seen == ["Bearer k"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (plain(b"", "403 No"), r"no WebSocket: HTTP/1\.1 403 No"),
        (b"Connection: close", "ended before it was one"),
    ],
)
async def test_who_speaks_otherwise_is_told(said: bytes, told: str) -> None:
    """A plain HTTP server, and one that hangs up."""
    with served(lambda _head: said) as address, pytest.raises(Broken, match=told):
        await WebSocket.connect(address)


async def test_what_is_no_text_is_told() -> None:
    """An address that is none, and bytes in place of text."""
    with pytest.raises(BadSetting, match="is no address"):
        await WebSocket.connect("localhost")

    async def bytes_only(socket: Any) -> None:
        await socket.send(b"\x00")
        await asyncio.sleep(0.1)

    async with other(bytes_only) as address, await WebSocket.connect(address) as socket:
        with pytest.raises(Broken, match="no text"):
            await socket.receive()


async def test_frames_are_those_of_the_rfc() -> None:
    """The examples of RFC 6455, sections 1.3 and 5.7."""
    assert proof(b"dGhlIHNhbXBsZSBub25jZQ==") == b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
    assert frame(TEXT, b"Hello") == bytes.fromhex("810548656c6c6f")
    masked_hello = bytes.fromhex("818537fa213d7f9f4d5158")
    assert frame(TEXT, b"Hello", bytes.fromhex("37fa213d")) == masked_hello
    assert frame(CLOSE, b"") == b"\x88\x00"
    assert masked(masked(b"there and back", b"abcd"), b"abcd") == b"there and back"
