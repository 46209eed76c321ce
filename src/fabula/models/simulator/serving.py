"""A simulator on a port of its own: HTTP/1.1 by h11 on asyncio, quick and able to break off."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import socket
import struct
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, MutableMapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import h11

from fabula.errors import BadSetting
from fabula.models.simulator.app import Simulator
from fabula.models.simulator.line import HungUp
from fabula.models.simulator.plan import Plan

MOST_BYTES = 100_000_000
"""The largest request that is read."""
_HEAD_BYTES = 64 * 1024
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER on, for no time: closing then resets the connection."""

_log = logging.getLogger(__name__)

App = Callable[[Any, Any, Any], Awaitable[None]]


class Connection(asyncio.Protocol):
    """One connection: reads requests, runs the application for each, writes what it sends.

    Args:
        app: An ASGI application.
        open_ones: Where it enters itself while it is open.
    """

    def __init__(self, app: App, open_ones: set[Connection]) -> None:
        self._app, self._open = app, open_ones
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_HEAD_BYTES)
        self._body = bytearray()
        self._held = b""
        self._request: h11.Request | None = None
        self._running: asyncio.Task[None] | None = None
        self._writable = asyncio.Event()
        self._writable.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 asyncio's signature
        """The client is gone: whatever is being made for it is not wanted any more."""
        self._open.discard(self)
        self._writable.set()
        if self._running is not None:
            self._running.cancel()

    def pause_writing(self) -> None:
        """The client reads more slowly than we write."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """It has caught up."""
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        """Read on."""
        try:
            self._http.receive_data(data)
            self._read()
        except h11.RemoteProtocolError as problem:
            self._decline(problem.error_status_hint, str(problem))

    def close(self) -> None:
        """Break off, whatever is going on."""
        self._transport.abort()

    def _read(self) -> None:
        """Take in what has come; start the application when a request is whole."""
        while self._running is None:
            event = self._http.next_event()
            if event in (h11.NEED_DATA, h11.PAUSED):
                if self._http.they_are_waiting_for_100_continue:
                    go_on = h11.InformationalResponse(status_code=100, headers=[])
                    self._put(self._http.send(go_on))
                return
            if isinstance(event, h11.Request):
                self._request, self._body = event, bytearray()
            elif isinstance(event, h11.Data):
                self._body += event.data
                if len(self._body) > MOST_BYTES:
                    self._decline(413, "The request is too large.")
            elif isinstance(event, h11.EndOfMessage):
                self._running = asyncio.ensure_future(self._respond())
            else:
                self._transport.close()
                return

    async def _respond(self) -> None:
        """Run the application for the request that was read."""
        assert self._request is not None  # noqa: S101 for the type checker
        path, _, query = self._request.target.partition(b"?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": self._request.method.decode(),
            "path": path.decode("latin-1"),
            "query_string": query,
            "headers": list(self._request.headers),
        }
        try:
            await self._app(scope, self._receive, self._send)
        except HungUp:
            self._reset()
        except Exception:  # noqa: BLE001 a door: the next request is to be answered
            _log.exception("The simulator failed to answer %s.", scope["path"])
            self._reset()
        finally:
            self._running = None
        if self._http.our_state is h11.DONE and self._http.their_state is h11.DONE:
            self._http.start_next_cycle()
            self._read()
        else:
            self._transport.close()

    async def _receive(self) -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": bytes(self._body), "more_body": False}

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        """Write what the application sends, as fast as the client reads."""
        if message["type"] == "http.response.start":
            begin = h11.Response(status_code=message["status"], headers=message["headers"])
            # Head and body go out together: one packet, and one call of the system.
            self._held = self._http.send(begin) or b""
            return
        told = self._held + (self._http.send(h11.Data(data=message["body"])) or b"")
        self._held = b""
        if not message["more_body"]:
            told += self._http.send(h11.EndOfMessage()) or b""
        self._put(told)
        if not self._writable.is_set():
            await self._writable.wait()

    def _put(self, content: bytes | None) -> None:
        if content:
            self._transport.write(content)

    def _decline(self, status: int, problem: str) -> None:
        """Answer what is no HTTP, and hang up."""
        with contextlib.suppress(h11.LocalProtocolError):
            told = problem.encode()
            headers = [("content-length", str(len(told))), ("connection", "close")]
            self._put(self._http.send(h11.Response(status_code=status, headers=headers)))
            self._put(self._http.send(h11.Data(data=told)))
        self._transport.close()

    def _reset(self) -> None:
        """Break off so that the client sees a connection reset by its peer."""
        told = self._transport.get_extra_info("socket")
        with contextlib.suppress(OSError):
            told.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._transport.abort()


@dataclass(frozen=True, slots=True)
class Serving:
    """A simulator that is being served.

    Args:
        simulator: What answers; ask it for `stats()` and `verdict()`.
        address: Where, such as "http://127.0.0.1:8123/v1".
    """

    simulator: Simulator
    address: str


@asynccontextmanager
async def serve(
    plan: Plan | Simulator | None = None, *, host: str = "127.0.0.1", port: int = 0
) -> AsyncGenerator[Serving]:
    """Serve a simulator on the running event loop.

    ```python
    async with serve(Plan(faults=(read_fault("429:first=1"),))) as served:
        ...  # ask served.address
        assert served.simulator.verdict().passed
    ```

    Args:
        plan: How it behaves, or a simulator that is there already.
        host: The address to listen at; the default is reached from this machine only.
        port: 0 for a free one.

    Raises:
        BadSetting: The port is in use, or may not be used.
    """
    simulator = plan if isinstance(plan, Simulator) else Simulator(plan)
    open_ones: set[Connection] = set()
    loop = asyncio.get_running_loop()
    try:
        server = await loop.create_server(lambda: Connection(simulator, open_ones), host, port)
    except (OSError, OverflowError) as problem:
        raise _not_there(host, port, problem) from None
    try:
        bound = server.sockets[0].getsockname()[1]
        yield Serving(simulator, f"http://{host}:{bound}/v1")
    finally:
        server.close()
        for one in list(open_ones):
            one.close()
        # A turn of the loop each for connections to be lost, and for what they wait for to end.
        await asyncio.sleep(0)
        await asyncio.sleep(0)


@contextmanager
def serve_in_thread(
    plan: Plan | None = None, *, host: str = "127.0.0.1", port: int = 0
) -> Generator[Serving]:
    """Serve a simulator on an event loop of its own, in a thread: for programs that are not async.

    Raises:
        BadSetting: The port is in use, or may not be used.
    """
    started: list[Serving | BaseException] = []
    ready, over = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def live() -> None:
        try:
            async with serve(plan, host=host, port=port) as served:
                started.append(served)
                ready.set()
                await over.wait()
        except BaseException as problem:
            started.append(problem)
            raise
        finally:
            ready.set()

    def run() -> None:
        with contextlib.suppress(BadSetting):
            loop.run_until_complete(live())
        loop.close()

    thread = threading.Thread(target=run, name="fabula-simulator", daemon=True)
    thread.start()
    ready.wait()
    try:
        if isinstance(started[0], BaseException):
            raise started[0]
        yield started[0]
    finally:
        if not loop.is_closed():
            loop.call_soon_threadsafe(over.set)
        thread.join()


def _not_there(host: str, port: int, problem: Exception) -> BadSetting:
    """The error for a port that cannot be listened on."""
    reasons = {
        errno.EADDRINUSE: "is in use; choose another with --port, or 0 for a free one",
        errno.EACCES: "may not be used; choose one above 1023",
        errno.EADDRNOTAVAIL: "is no address of this machine",
    }
    code = problem.errno if isinstance(problem, OSError) else None
    unknown = f"cannot be used: {str(problem).rstrip('.')}"
    return BadSetting(f"Port {port} of {host} {reasons.get(code or 0, unknown)}.")
