"""The gate: what every request passes first: where it is for, and how much it brings."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Mapping
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fabula.server.refusals import Refused, busy

SLOW = 30.0
"""Seconds that a request may be silent while it is expected to bring something."""

IN_JSON = 1.4
"""How much larger a request may be than the document in it."""

AT_ONCE = 4
"""How many times the largest document may be on its way in at the same time."""

_HERE = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d+)?", re.IGNORECASE)


class Gate:
    """Lets in what is meant for this server, and no more of it than it can hold.

    Args:
        app: What is behind it.
        most: Bytes that a document may have. One in JSON is a third larger, by its encoding.
        only_here: Let in only what is addressed to this machine: without keys, a web page could
            else reach the server by a name of its own that leads here, or by a form.
    """

    def __init__(self, app: ASGIApp, most: int, *, only_here: bool) -> None:
        self._app, self._most, self._only_here = app, most, only_here
        self._coming = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        most = self._most if scope["method"] == "PUT" else int(self._most * IN_JSON)
        try:
            self._check(headers, most)
        except Refused as refusal:
            answer = JSONResponse(refusal.body(), refusal.status_code, refusal.headers)
            await answer(scope, receive, send)
            return
        intake = _Intake(self, receive, most)
        try:
            if scope["method"] == "HEAD":
                await self._head(scope, intake.receive, send)
            else:
                await self._app(scope, intake.receive, send)
        finally:
            self._coming -= intake.taken

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as to a GET, and end where its body, which may be a stream, would begin."""

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                await send({"type": "http.response.body"})
                until.reschedule(0)

        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(None) as until:
                await self._app({**scope, "method": "GET"}, receive, send_head)

    def take(self, size: int) -> None:
        """Count what comes.

        Raises:
            Refused: All requests together bring too much.
        """
        if self._coming + size > AT_ONCE * self._most:
            raise busy("Too much is being uploaded at the moment.")
        self._coming += size

    def _check(self, headers: Mapping[str, str], most: int) -> None:
        """Where a request is addressed to, where it comes from, and how large it says it is."""
        host, origin = headers.get("host", ""), headers.get("origin", "")
        if self._only_here:
            if not _HERE.fullmatch(host):
                raise _misled(f"Host {host!r} is not this machine.")
            if origin and origin.partition("://")[2] != host:
                raise _misled(f"A page of {origin!r} may not ask this server.")
        size = headers.get("content-length", "")
        if size.isdigit() and int(size) > most:
            raise _too_large(most)


class _Intake:
    """What one request brings, counted."""

    def __init__(self, gate: Gate, receive: Receive, most: int) -> None:
        self._gate, self._receive, self._most = gate, receive, most
        self.taken, self._whole = 0, False

    async def receive(self) -> Message:
        """The next piece; after the last one, that the client has gone."""
        try:
            async with asyncio.timeout(None if self._whole else SLOW):
                message = await self._receive()
        except TimeoutError:
            silent = f"Nothing came for {SLOW:g} s."
            raise Refused(HTTPStatus.REQUEST_TIMEOUT, "RequestSlow", silent) from None
        if message["type"] == "http.request":
            size = len(message.get("body", b""))
            if self.taken + size > self._most:
                raise _too_large(self._most)
            self._gate.take(size)
            self.taken += size
            self._whole = not message.get("more_body", False)
        return message


def _too_large(most: int) -> Refused:
    message = f"A request may bring {most / 1_000_000:g} MB at most."
    refusal = Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "TooLarge", message)
    refusal.headers = {"Connection": "close"}
    return refusal


def _misled(message: str) -> Refused:
    remedy = "Ask it by 127.0.0.1 or localhost; to serve others, give it keys: --keys FILE."
    return Refused(HTTPStatus.FORBIDDEN, "NotFromHere", message, remedy)
