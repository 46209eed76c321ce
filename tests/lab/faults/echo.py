"""A server that says again what it hears, for tests of the proxy."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from fabula.lab.faults import FaultProxy


@asynccontextmanager
async def proxied(seed: int = 0) -> AsyncGenerator[FaultProxy]:
    """A proxy before a server that says again what it hears."""

    async def repeat(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionResetError):
            while data := await reader.read(65536):
                writer.write(data)
        writer.close()

    server = await asyncio.start_server(repeat, "127.0.0.1", 0)
    async with server, FaultProxy(*server.sockets[0].getsockname()[:2], seed=seed) as proxy:
        yield proxy


async def asked(proxy: FaultProxy, said: bytes = b"hello", *, patience: float = 5.0) -> bytes:
    """What comes back over a connection of its own, as far as it comes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    try:
        writer.write(said)
        async with asyncio.timeout(patience):
            return await reader.readexactly(len(said))
    except asyncio.IncompleteReadError as cut:
        return cut.partial
    finally:
        writer.transport.abort()
