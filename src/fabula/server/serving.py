"""Serving: an address is listened at until a signal comes, and then left within five seconds."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import NoReturn

import uvicorn

from fabula.errors import BadSetting
from fabula.server.app import make_app
from fabula.server.connections import BoundedProtocol
from fabula.server.house import House
from fabula.store.studio_folder import lock

MANNERS = 1
"""Seconds that answers on their way get to be finished, once the runs have stopped."""


class Server(uvicorn.Server):
    """Says where it listens, and drains before it ends.

    Args:
        config: Of uvicorn.
        house: What it serves.
        listening: Called when it listens.
    """

    def __init__(self, config: uvicorn.Config, house: House, listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._house, self._listening = house, listening
        self._draining: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        if self.started:
            self._listening()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """On the first signal, take no more and stop what is in work; on the second, end."""
        if self._house.runs.draining:
            super().handle_exit(sig, frame)
        else:
            self._loop.call_soon_threadsafe(self._drain)

    def _drain(self) -> None:
        self._draining = self._loop.create_task(self._drained())

    async def _drained(self) -> None:
        await self._house.runs.drain()
        self.should_exit = True


def serve(house: House, host: str, port: int, tell: Callable[[str], None]) -> None:
    """Serve until a signal comes; the process ends here.

    Args:
        house: What to serve.
        host: An address of this machine; without keys, one that only this machine reaches.
        port: 0: any free one.
        tell: Told the address when it is listened at.

    Raises:
        BadSetting: The address cannot be listened at, or may not; or the home is another server's.
    """
    if not house.owners.known_by_keys and not is_loopback(host):
        raise BadSetting(
            f"{host} can be reached by others, and whoever reaches it may do everything: give the "
            "server keys (fabula serve --new-key OWNER --keys FILE), or listen at 127.0.0.1."
        )
    listener, _held = _listen(host, port), _hold(house.home)
    config = uvicorn.Config(
        make_app(house),
        http=BoundedProtocol,
        timeout_graceful_shutdown=MANNERS,
        access_log=False,
        log_level="warning",
        server_header=False,
        ws="none",
    )
    server = Server(config, house, partial(tell, _address(listener)))
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(_until_told(server, listener))


async def _until_told(server: Server, listener: socket.socket) -> NoReturn:
    await server.serve(sockets=[listener])
    # A thread deep inside a codec cannot be stopped, and the loop would wait for it.
    os._exit(0)


def _hold(home: Path) -> int:
    """Keep other servers from this home, as long as the process lives: they would make its runs."""
    home.mkdir(parents=True, exist_ok=True)
    handle = os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        lock(handle, wait=False)
    except OSError:
        raise BadSetting(f"Another server keeps {home}: end it, or take another --home.") from None
    return handle


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise BadSetting(f"Cannot listen at {host}, port {port}: {error}.") from None
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
