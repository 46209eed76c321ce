"""A server that answers at once, in a process of its own: what a driver can do by itself.

`python -m fabula.lab.load.sink [EVERY SECONDS]` prints its address, and serves until its input
ends; ever so often it does nothing for a while, if that is said.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@contextmanager
def sink(*, every: float = 0.0, seconds: float = 0.0) -> Generator[str]:
    """Its address, while it serves.

    Args:
        every: Seconds from one stall to the next; 0: it never stalls.
        seconds: How long a stall lasts.
    """
    command = [sys.executable, "-m", __name__, str(every), str(seconds)]
    with subprocess.Popen(  # noqa: S603 ourselves
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdout is None:
            raise AssertionError("unreachable")
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


class _Answering(asyncio.Protocol):
    """Answers each request; one is small enough to come at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, _data: bytes) -> None:
        if isinstance(self._transport, asyncio.Transport):
            self._transport.write(ANSWER)


async def _serve(every: float, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Answering, "127.0.0.1", 0)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    over = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
    while not over.done():
        await asyncio.wait([over], timeout=every - seconds if every else None)
        time.sleep(seconds)  # noqa: ASYNC251 this is the stall


if __name__ == "__main__":
    asyncio.run(_serve(*(float(word) for word in sys.argv[1:3] or ("0", "0"))))
