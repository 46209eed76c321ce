"""A small WebSocket: text messages by RFC 6455, from either side of a connection.

It does what services of the documents need: text, fragments, ping and pong, close; no compression
and no other extension. A message of 1 kB costs some 30 us of CPU on each side.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import ssl
from collections.abc import Mapping
from typing import Self
from urllib.parse import urlsplit

from fabula.errors import BadSetting
from fabula.lab.load.http import Broken

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""Of RFC 6455, section 1.3: what a server proves with that it speaks the protocol."""
MOST_BYTES = 16 * 2**20
"""A longer message is refused."""
MORE, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
NORMAL = 1000
_PORTS = {"ws": 80, "wss": 443, "http": 80, "https": 443}


class WebSocket:
    """One connection, which sends and receives texts.

    ```python
    async with await WebSocket.connect("ws://127.0.0.1:8000/mcp") as socket:
        await socket.send("hello")
        print(await socket.receive())
    ```

    Args:
        reader: Of the connection, after the handshake.
        writer: Of the connection.
        masks: Whether what is sent is masked, as clients have to.
    """

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, masks: bool
    ) -> None:
        self._reader, self._writer, self._masks = reader, writer, masks
        self.closed = False

    @classmethod
    async def connect(cls, address: str, headers: Mapping[str, str] | None = None) -> Self:
        """Open a connection.

        Args:
            address: `ws://HOST:PORT/PATH` or `wss://`; `http` and `https` mean the same.
            headers: Sent with the request: `{"Authorization": "Bearer ..."}`.

        Raises:
            BadSetting: The address is none.
            Broken: Who answers does not speak the protocol; with its status.
            OSError: Nobody answers.
        """
        parts = urlsplit(address)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise BadSetting(f"{address!r} is no address; write such as ws://127.0.0.1:8000/mcp.")
        secure = ssl.create_default_context() if parts.scheme in ("wss", "https") else None
        port = parts.port or _PORTS[parts.scheme]
        reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=secure)
        key = base64.b64encode(os.urandom(16))
        about = {
            "Host": parts.netloc, "Upgrade": "websocket", "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": key.decode(), **(headers or {}),
        }  # fmt: skip
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in about.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        try:
            await _accepted(reader, key)
        except BaseException:
            writer.close()
            raise
        return cls(reader, writer, masks=True)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def send(self, text: str) -> None:
        """Send a message.

        Raises:
            Broken: The connection has ended.
        """
        await self._write(TEXT, text.encode())

    async def receive(self) -> str:
        """The next message; pings are answered on the way.

        Raises:
            Broken: The connection has ended, or what came is no text.
        """
        message = bytearray()
        while True:
            last, kind, content = await self._read()
            if kind == PING:
                await self._write(PONG, content)
            elif kind == CLOSE:
                await self.close()
                raise Broken(f"closed with {int.from_bytes(content[:2]) or 'no code'}")
            elif kind == BINARY or len(message) + len(content) > MOST_BYTES:
                await self.close()
                raise Broken("what came is no text that can be read")
            elif kind in (TEXT, MORE):
                message += content
                if last:
                    return message.decode()

    async def close(self) -> None:
        """Say goodbye, and hang up."""
        if self.closed:
            return
        try:
            await self._write(CLOSE, NORMAL.to_bytes(2))
        except Broken:
            pass
        finally:
            self.closed = True
            self._writer.close()

    async def _write(self, kind: int, content: bytes) -> None:
        if self.closed:
            raise Broken("the connection has ended")
        self._writer.write(frame(kind, content, mask=os.urandom(4) if self._masks else b""))
        try:
            await self._writer.drain()
        except OSError as error:
            raise Broken(f"the connection ended: {error}") from None

    async def _read(self) -> tuple[bool, int, bytes]:
        """Whether a frame is the last of its message, its kind, and what is in it."""
        try:
            first, second = await self._reader.readexactly(2)
            length = second & 0x7F
            if length > 125:
                length = int.from_bytes(await self._reader.readexactly(2 if length == 126 else 8))
            if length > MOST_BYTES:
                raise Broken(f"a message of {length} bytes")
            mask = await self._reader.readexactly(4) if second & 0x80 else b""
            content = await self._reader.readexactly(length)
        except (asyncio.IncompleteReadError, OSError):
            self.closed = True
            self._writer.close()
            raise Broken("the connection ended") from None
        return bool(first & 0x80), first & 0x0F, masked(content, mask)


async def _accepted(reader: asyncio.StreamReader, key: bytes) -> None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        raise Broken("the connection ended before it was one") from None
    if not head.startswith(b"HTTP/1.1 101") or proof(key) not in head:
        first = head.split(b"\r\n", 1)[0].decode("latin-1")
        raise Broken(f"no WebSocket: {first}")


def proof(key: bytes) -> bytes:
    """What a server answers a client's key with."""
    return base64.b64encode(hashlib.sha1(key + MAGIC, usedforsecurity=False).digest())


def frame(kind: int, content: bytes, mask: bytes = b"") -> bytes:
    """A whole message as it goes over the wire.

    Args:
        kind: `TEXT`, `CLOSE`, `PING` or `PONG`.
        content: What is in it.
        mask: Four bytes, from a client; none from a server.
    """
    length, flag = len(content), 0x80 if mask else 0
    if length < 126:
        size = bytes([flag | length])
    elif length < 2**16:
        size = bytes([flag | 126]) + length.to_bytes(2)
    else:
        size = bytes([flag | 127]) + length.to_bytes(8)
    return bytes([0x80 | kind]) + size + mask + masked(content, mask)


def masked(content: bytes, mask: bytes) -> bytes:
    """The content, each byte changed by one of the mask's; the same again undoes it."""
    if not mask:
        return content
    length = len(content)
    pattern = (mask * (length // 4 + 1))[:length]
    return (int.from_bytes(content) ^ int.from_bytes(pattern)).to_bytes(length)
