"""A small HTTP/1.1 client for load: its own cost must not be what is measured.

It does what a load needs and no more: keep-alive connections, bodies of a known length, chunked
ones or ones that end with the connection, TLS. It follows nothing, decodes nothing and keeps
no cookies. A request takes a thirtieth of the CPU time that httpx2 takes (`benchmarks/lab.py`).
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from fabula.errors import BadSetting

MOST_HEAD = 65_536
"""Bytes; a longer head is no answer."""


class Broken(Exception):
    """The connection ended, or what came over it is no answer."""


class Unfit(Exception):
    """Answered, with a status that is no success."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its status, its head as it came, and its body."""

    status: int
    head: bytes
    body: bytes


class Http:
    """Asks one server, over as many connections as there are requests at the same time.

    ```python
    async with Http("http://127.0.0.1:8000") as http:
        answer = await http.ask("/health")
    ```

    Args:
        address: Scheme, host and port.
        headers: Sent with each request.

    Raises:
        BadSetting: The address is none.
    """

    def __init__(self, address: str, headers: Mapping[str, str] | None = None) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadSetting(f"{address!r} is no address; write such as http://127.0.0.1:8000.")
        self._secure = ssl.create_default_context() if parts.scheme == "https" else None
        self._place = parts.hostname, parts.port or (443 if self._secure else 80)
        self._prefix = parts.path.rstrip("/")
        told = {"Host": parts.netloc, "User-Agent": "fabula-lab", **(headers or {})}
        self._head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        self._idle: list[_Connection] = []
        self.connects = 0
        """How many connections were opened: what a pool saves."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        while self._idle:
            self._idle.pop().close()

    async def ask(
        self, path: str, *, method: str = "GET", body: bytes = b"", kind: str = "application/json"
    ) -> Answer:
        """Make a request.

        Raises:
            Broken: The connection ended, or what came is no answer.
            OSError: There is no connection.
        """
        about = f"Content-Type: {kind}\r\n" if body else ""
        head = f"{method} {self._prefix}{path} HTTP/1.1\r\n{self._head}{about}"
        sent = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        connection = self._idle.pop() if self._idle else None
        if connection is None or connection.closed:
            connection = await self._connect()
        try:
            answer = await connection.ask(sent, method)
        except BaseException:
            connection.close()
            raise
        if connection.closed:
            connection.close()
        else:
            self._idle.append(connection)
        return answer

    async def get(self, path: str) -> bytes:
        """The body behind a path, of an answer below 400: what an open loop asks.

        Raises:
            Unfit: The status is 400 or above.
            Broken: The connection ended.
            OSError: There is no connection.
        """
        answer = await self.ask(path)
        if answer.status >= 400:
            raise Unfit(f"{path}: status {answer.status}")
        return answer.body

    async def _connect(self) -> _Connection:
        self.connects += 1
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(_Connection, *self._place, ssl=self._secure)
        return connection


class _Connection(asyncio.Protocol):
    """One connection; one request at a time."""

    def __init__(self) -> None:
        self.closed = False
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[Answer] | None = None
        self._reading = _Reading("GET")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def close(self) -> None:
        self.closed = True
        if self._transport is not None:
            self._transport.abort()

    async def ask(self, sent: bytes, method: str) -> Answer:
        if self._transport is None:
            raise AssertionError("unreachable")
        self._reading = _Reading(method)
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(sent)
        return await self._waiting

    def data_received(self, data: bytes) -> None:
        waiting = self._waiting
        if waiting is None or waiting.done():
            self.close()
            return
        try:
            answer = self._reading.feed(data)
        except (ValueError, IndexError):
            waiting.set_exception(Broken("what came is no HTTP answer"))
            self.close()
            return
        if answer is not None:
            self.closed = not self._reading.keeps
            waiting.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        waiting = self._waiting
        if waiting is None or waiting.done():
            return
        answer = None if exc else self._reading.end()
        if answer is None:
            waiting.set_exception(Broken(f"the connection ended: {exc or 'closed'}"))
        else:
            waiting.set_result(answer)


class _Reading:
    """An answer while it comes."""

    def __init__(self, method: str) -> None:
        self._method = method
        self._head, self._buffer = b"", b""
        self._status = 0
        self._length: int | None = None
        self._chunked = False
        self.keeps = True

    def feed(self, data: bytes) -> Answer | None:
        """Take what came; the answer, once it is whole.

        Raises:
            ValueError: It is no answer.
        """
        self._buffer += data
        while not self._head:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                if len(self._buffer) > MOST_HEAD:
                    raise ValueError("no head")
                return None
            self._take_head(end)
        if self._chunked:
            body = _unchunked(self._buffer)
            return None if body is None else Answer(self._status, self._head, body)
        if self._length is None or len(self._buffer) < self._length:
            return None
        return Answer(self._status, self._head, self._buffer[: self._length])

    def end(self) -> Answer | None:
        """The answer, if it is one that ends with its connection."""
        if self._head and self._length is None and not self._chunked:
            return Answer(self._status, self._head, self._buffer)
        return None

    def _take_head(self, end: int) -> None:
        head, self._buffer = self._buffer[:end], self._buffer[end + 4 :]
        if not head.startswith(b"HTTP/1."):
            raise ValueError("no HTTP")
        self._status = int(head[9:12])
        if self._status < 200:
            # An interim answer; the real one follows.
            return
        self._head = head
        length = _field(head, b"content-length")
        self._length = int(length) if length else None
        self._chunked = b"chunked" in _field(head, b"transfer-encoding")
        if self._method == "HEAD" or self._status in (204, 304):
            self._length, self._chunked = 0, False
        ends = self._length is None and not self._chunked
        self.keeps = not ends and b"close" not in _field(head, b"connection")


def _field(head: bytes, name: bytes) -> bytes:
    """A header's value in small letters; empty without one."""
    lowered = head.lower()
    start = lowered.find(b"\r\n" + name + b":")
    if start < 0:
        return b""
    start += len(name) + 3
    end = lowered.find(b"\r\n", start)
    return lowered[start : end if end >= 0 else None].strip()


def _unchunked(buffer: bytes) -> bytes | None:
    """The body that came in chunks; None while one is missing."""
    body, at = bytearray(), 0
    while True:
        end = buffer.find(b"\r\n", at)
        if end < 0:
            return None
        size = int(buffer[at:end].partition(b";")[0], 16)
        at = end + 2
        if not size:
            return bytes(body) if buffer.find(b"\r\n", at) >= 0 else None
        if len(buffer) < at + size + 2:
            return None
        body += buffer[at : at + size]
        at += size + 2
