"""What goes back to a client: headers, bytes, and silences between them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class HungUp(ConnectionResetError):
    """Raised to break the connection off; a server resets it when it sees this."""


@dataclass(slots=True)
class Line:
    """One answer on its way.

    Args:
        send: ASGI's.
        headers: More headers for whatever is sent.
        status: What was sent as status; 0 for nothing yet.
        sent: Bytes of the body so far.
        broken_text: What had been said when a stream ended too early.
    """

    send: Send
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 0
    sent: int = 0
    broken_text: str = ""

    async def tree(
        self, tree: Any, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        """Send JSON, whole."""
        self.headers |= headers or {}
        await self.whole(json.dumps(tree).encode(), "application/json", status)

    async def whole(self, content: bytes, kind: str, status: int = 200) -> None:
        """Send a body of a known length."""
        await self.begin(kind, status, length=len(content))
        await self.write(content, more=False)

    async def begin(self, kind: str, status: int = 200, *, length: int | None = None) -> None:
        """Send status and headers."""
        self.status = status
        told = {"content-type": kind, **self.headers}
        if length is not None:
            told["content-length"] = str(length)
        headers = [(name.encode(), value.encode("latin-1")) for name, value in told.items()]
        await self.send({"type": "http.response.start", "status": status, "headers": headers})

    async def write(self, content: bytes, *, more: bool = True) -> None:
        """Send some of the body."""
        self.sent += len(content)
        await self.send({"type": "http.response.body", "body": content, "more_body": more})


@dataclass(frozen=True, slots=True)
class Pace:
    """How time passes while an answer is made.

    Args:
        sleep: Waits for some seconds.
        slower: By which factor everything is slower just now.
    """

    sleep: Callable[[float], Awaitable[None]]
    slower: Callable[[], float]

    async def wait(self, seconds: float) -> None:
        """Let some seconds pass, as slowly as it goes just now."""
        if seconds > 0:
            await self.sleep(seconds * self.slower())
