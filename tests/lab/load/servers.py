"""Small HTTP servers in a thread of their own; one of them stalls now and then."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

Respond = Callable[[bytes], bytes]
"""The raw answer to a raw head."""


def plain(body: bytes, status: str = "200 OK") -> bytes:
    """An answer of a known length."""
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status.encode(), len(body), body)


class Server(asyncio.Protocol):
    """Answers one request after the other."""

    respond: Respond

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody connected."""
        self._transport = transport
        self._came = b""

    def leave(self) -> None:
        """Hang up."""
        self._transport.abort()  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        """Answer as soon as a head is whole; bodies are not looked at."""
        self._came += data
        if b"\r\n\r\n" in self._came:
            answer = type(self).respond(self._came)
            self._came = b""
            self._transport.write(answer)  # type: ignore[attr-defined]
            if b"Connection: close" in answer:
                self._transport.close()


@contextmanager
def served(
    respond: Respond, *, stall_every: float = 0.0, stall_seconds: float = 0.0
) -> Generator[str]:
    """The address of a server that answers so, and may do nothing for a while ever so often."""
    serving = _Serving(type("Kind", (Server,), {"respond": staticmethod(respond)}))
    serving.stall_every, serving.stall_seconds = stall_every, stall_seconds
    serving.start()
    serving.ready.wait()
    try:
        yield f"http://127.0.0.1:{serving.port}"
    finally:
        serving.loop.call_soon_threadsafe(serving.end.set)
        serving.join()


class _Serving(threading.Thread):
    """The thread of a server."""

    stall_every = stall_seconds = 0.0
    port = 0

    def __init__(self, kind: type[Server]) -> None:
        super().__init__()
        self.ready, self._kind = threading.Event(), kind

    def run(self) -> None:
        """Serve until the end."""
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self.loop, self.end = asyncio.get_running_loop(), asyncio.Event()
        made: list[Server] = []

        def connected() -> Server:
            made.append(self._kind())
            return made[-1]

        server = await self.loop.create_server(connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        if self.stall_every:
            self.loop.call_later(self.stall_every, self._stall)
        self.ready.set()
        await self.end.wait()
        server.close()
        for one in made:
            one.leave()
        await asyncio.sleep(0.01)

    def _stall(self) -> None:
        time.sleep(self.stall_seconds)
        self.loop.call_later(self.stall_every, self._stall)
