"""A TCP proxy that makes a connection as bad as one likes: slow, narrow, mute, cut, or gone."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any, Self

CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Toxics:
    """What is wrong with connections; nothing, by default.

    Args:
        latency: Seconds that each piece of an answer is held back.
        jitter: Seconds by which that varies, up and down.
        bandwidth: Bytes a second, each way; 0: no limit.
        limit: Bytes of an answer after which the connection is closed; 0: no limit.
        blackhole: Nothing comes through any more, and nobody is told.
        reset: Connections are reset, those that are open too.
        share: Of connections that it strikes, 0 to 1; those that are open already, too.
        first: Only the first so many new connections are struck; 0: all.
    """

    latency: float = 0.0
    jitter: float = 0.0
    bandwidth: float = 0.0
    limit: int = 0
    blackhole: bool = False
    reset: bool = False
    share: float = 1.0
    first: int = 0


WELL = Toxics()


@dataclass(frozen=True, slots=True)
class Change:
    """Something that was done to a proxy, and when, in seconds of the loop's clock."""

    at: float
    what: str


@dataclass(slots=True)
class Carried:
    """What went through a proxy.

    Args:
        connections: That came while it was up.
        asked: Bytes that reached the server.
        answered: Bytes that reached clients.
        swallowed: Bytes that a blackhole took.
        broken: Connections that the proxy cut, or reset.
        unreached: Connections for which the server did not answer.
    """

    connections: int = 0
    asked: int = 0
    answered: int = 0
    swallowed: int = 0
    broken: int = 0
    unreached: int = 0


class FaultProxy:
    """Stands between a client and a server, from `async with` on.

    ```python
    async with FaultProxy("127.0.0.1", 6379) as proxy:
        client = connect(port=proxy.port)
        with proxy.suffering(latency=0.2, jitter=0.1):
            ...
        await proxy.go_down()
        await proxy.come_up()
    ```

    Args:
        host: Of the server.
        port: Of the server.
        seed: Of jitter, and of which connections are struck.
        listen: Port of the proxy; 0: a free one.
    """

    def __init__(self, host: str, port: int, *, seed: int = 0, listen: int = 0) -> None:
        self.server, self.port = (host, port), listen
        self._chance = random.Random(seed)  # noqa: S311 - faults are no secret
        self._lots = random.Random(f"{seed} lots")  # noqa: S311
        self._toxics, self._before = WELL, 0
        self._server: asyncio.Server | None = None
        self._links: set[_Link] = set()
        self.changes: list[Change] = []
        self.carried = Carried()

    @property
    def connections(self) -> int:
        """How many came, while it was up."""
        return self.carried.connections

    async def __aenter__(self) -> Self:
        await self.come_up()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.go_down()

    @property
    def toxics(self) -> Toxics:
        """What is wrong just now."""
        return self._toxics

    @toxics.setter
    def toxics(self, toxics: Toxics) -> None:
        self._toxics, self._before = toxics, self.carried.connections
        self._note("well" if toxics == WELL else repr(toxics))
        if toxics.reset:
            for link in list(self._links):
                link.cut(reset=True)

    @contextmanager
    def suffering(self, **toxics: Any) -> Generator[None]:
        """Make it bad for a while: the fields of `Toxics`, beside what is wrong already."""
        before = self._toxics
        self.toxics = replace(before, **toxics)
        try:
            yield
        finally:
            self.toxics = before

    async def go_down(self) -> None:
        """Refuse connections, and cut those that are open."""
        if self._server is not None:
            server, self._server = self._server, None
            server.close()
            for link in list(self._links):
                link.cut()
            self._note("down")
            # So that the port is free, and nothing goes on, when this returns.
            await asyncio.gather(*(link.ended.wait() for link in list(self._links)))

    async def come_up(self) -> None:
        """Take connections, on the same port as before."""
        if self._server is None:
            self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]
            self._note("up")

    def _note(self, what: str) -> None:
        self.changes.append(Change(asyncio.get_running_loop().time(), what))

    def toxics_of(self, number: int, lot: float) -> Toxics:
        """What strikes a connection just now.

        Args:
            number: 1 for the first that came.
            lot: What it drew, 0 to 1.
        """
        toxics = self._toxics
        first = not toxics.first or 0 < number - self._before <= toxics.first
        return toxics if first and lot < toxics.share else WELL

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.carried.connections += 1
        link = _Link(self, self.carried.connections, self._lots.random(), writer)
        self._links.add(link)
        try:
            if link.toxics.reset:
                link.cut(reset=True)
                return
            try:
                there = await asyncio.open_connection(*self.server)
            except OSError:
                self.carried.unreached += 1
                return
            with suppress(OSError):
                await link.carry(reader, *there)
        finally:
            link.close()
            self._links.discard(link)
            link.ended.set()

    def hold_back(self, toxics: Toxics) -> float:
        """Seconds that a piece of an answer is late."""
        return max(0.0, toxics.latency + self._chance.uniform(-1, 1) * toxics.jitter)


class _Link:
    """One connection through the proxy: both of its sides."""

    def __init__(
        self, proxy: FaultProxy, number: int, lot: float, client: asyncio.StreamWriter
    ) -> None:
        self._proxy, self._number, self._lot = proxy, number, lot
        self._sides = [client]
        self._broken = False
        self.ended = asyncio.Event()

    @property
    def toxics(self) -> Toxics:
        """What strikes it just now."""
        return self._proxy.toxics_of(self._number, self._lot)

    def cut(self, *, reset: bool = False) -> None:
        """Break both sides at once; with a reset, the client is told so."""
        self._break()
        for side in self._sides:
            if reset and not side.transport.is_closing():
                gone = side.get_extra_info("socket")
                # Closing a socket that does not linger sends a reset.
                gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def close(self) -> None:
        """End both sides."""
        for side in self._sides:
            side.transport.abort()

    def _break(self) -> None:
        self._proxy.carried.broken += not self._broken
        self._broken = True

    async def carry(
        self,
        client: asyncio.StreamReader,
        server: asyncio.StreamReader,
        to_server: asyncio.StreamWriter,
    ) -> None:
        """Carry what comes to the other side, until both have said all, or one of them is cut.

        A side that has said all may still be answered: its end is carried like its words.
        """
        to_client = self._sides[0]
        self._sides.append(to_server)
        ways = {
            asyncio.ensure_future(self._pump(client, to_server, answers=False)),
            asyncio.ensure_future(self._pump(server, to_client, answers=True)),
        }
        try:
            going = ways
            while going and not self._broken:
                done, going = await asyncio.wait(going, return_when=asyncio.FIRST_COMPLETED)
                if any(way.exception() for way in done):
                    return
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, answers: bool
    ) -> None:
        passed, carried = 0, self._proxy.carried
        while data := await source.read(CHUNK):
            toxics = self.toxics
            if toxics.blackhole:
                carried.swallowed += len(data)
                continue
            await self._hold(toxics, len(data), answers=answers)
            if answers and toxics.limit:
                data = data[: max(0, toxics.limit - passed)]
            sink.write(data)
            await sink.drain()
            passed += len(data)
            if answers:
                carried.answered += len(data)
            else:
                carried.asked += len(data)
            if answers and 0 < toxics.limit <= passed:
                self._break()
                return
        sink.write_eof()

    async def _hold(self, toxics: Toxics, size: int, *, answers: bool) -> None:
        """Wait as long as a piece of so many bytes takes."""
        if answers and (toxics.latency or toxics.jitter):
            await asyncio.sleep(self._proxy.hold_back(toxics))
        if toxics.bandwidth:
            await asyncio.sleep(size / toxics.bandwidth)
