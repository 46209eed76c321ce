"""A deployment that the lab starts: a server and a simulated provider, each in its own process."""

from __future__ import annotations

import atexit
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import NoReturn

from fabula.errors import RunError
from fabula.lab.deployments.children import STOP_SECONDS, Child

RUNS = 50
"""The server works on so many runs at once: as many as the highest rung of the documents."""
HANDS = 5
"""Scenes made at the same time: all that the films of the suites have."""
READY_SECONDS = 30.0

PRICES = """\
["openai:*"]
usd_per_million_in = 1.0
usd_per_million_out = 4.0
usd_per_million_letters = 15.0
"""
"""What the simulated provider would cost: the same as where it answers inside this process."""

POLICIES = """\
["openai:soon*"]
failures = 3
rest = 0.3
pause = 0.05
"""
"""Models whose breaker opens, and closes, soon."""


class Processes:
    """A simulator, and a server that asks it.

    Args:
        environment: Of the server, besides what the lab tells it.
        simulator: Address of one that is there already; empty: one is started.

    Raises:
        RunError: One of them did not start; with the last lines that it wrote.
    """

    def __init__(
        self, environment: Mapping[str, str] | None = None, *, simulator: str = ""
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="fabula-lab-"))
        self._children: list[Child] = []
        self._handler = _on_terminate()
        atexit.register(self.close)
        try:
            self.simulator = simulator or self._child(["simulate", "--port", "0"]).address()
            words = ["serve", "--port", "0", "--home", str(self.home), "--runs", str(RUNS)]
            server = self._child(words, {**self._told(), **(environment or {})})
            self.pid, self.address = server.pid, server.address()
            _wait_ready(server, self.address)
        except BaseException:
            self.close()
            raise

    @property
    def home(self) -> Path:
        """Where the server keeps everything."""
        return self.folder / "home"

    def check(self) -> None:
        """Raise `RunError` if one of them has ended, with the last lines that it wrote."""
        for child in self._children:
            if not child.alive:
                raise child.death()

    def close(self) -> None:
        """End both, and remove what they kept; more than once is no mistake."""
        atexit.unregister(self.close)
        while self._children:
            self._children.pop().stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._handler is not None:
            signal.signal(signal.SIGTERM, self._handler)
            self._handler = None

    def _child(self, words: list[str], environment: Mapping[str, str] | None = None) -> Child:
        child = Child(words, environment)
        self._children.append(child)
        return child

    def _told(self) -> dict[str, str]:
        """The settings of the server: every model is the simulator."""
        (self.folder / "prices.toml").write_text(PRICES)
        (self.folder / "policies.toml").write_text(POLICIES)
        return {
            "FABULA_OPENAI_URL": f"{self.simulator}/v1",
            "OPENAI_API_KEY": "simulated",
            "FABULA_WRITER": "openai:sim",
            "FABULA_SPEECH": "openai:sim",
            "FABULA_PRICES": str(self.folder / "prices.toml"),
            "FABULA_POLICIES": str(self.folder / "policies.toml"),
            "FABULA_MAX_PARALLEL_SCENES": str(HANDS),
        }


def _wait_ready(server: Child, address: str) -> None:
    import httpx2

    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        try:
            if httpx2.get(f"{address}/readyz", timeout=STOP_SECONDS, trust_env=False).is_success:
                return
        except httpx2.TransportError:
            pass
        if not server.alive:
            raise server.death()
        time.sleep(0.05)
    raise RunError(f"`{server.what}` is not ready. It wrote:\n{server.tail}")


def _on_terminate() -> signal.Handlers | None:
    """Let a lab that is told to end clean up, as one that is interrupted does."""
    if threading.current_thread() is not threading.main_thread():
        return None
    if signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        return None

    def leave(number: int, _frame: FrameType | None) -> NoReturn:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, leave)
    return signal.SIG_DFL
