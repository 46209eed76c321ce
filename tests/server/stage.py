"""What the tests of the server share: a server in this process, one in a process of its own."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from fabula.server.app import make_app
from fabula.server.house import House
from fabula.server.owners import Owners, digest_of_key
from fabula.settings import Settings

PROGRAM = str(Path(sys.executable).with_name("fabula"))
RUNS, PROJECTS = "/api/v1/runs", "/api/v1/projects"

TEXT = """# Tides

## The problem

A harbour that falls dry twice a day is hard to use. Ships must wait outside until the water is
deep enough, and a captain who comes an hour late has to wait for half a day.

## What causes them

The Moon pulls the water on the near side of the Earth more strongly than the Earth itself. The
water rises in two places, below the Moon and on the far side.
"""
SMALL = {"minutes": 0.3, "resolution": 240, "fps": 10, "scenes": 2}
FILM = {"source": {"name": "tides.md", "text": TEXT}, "order": SMALL}
"""What to ask for: a film that is made in a second."""


@dataclass(frozen=True)
class Here:
    """A server in this process, and who asks it."""

    house: House
    ask: httpx2.AsyncClient

    async def end(self, run: str) -> dict[str, Any]:
        """How a run stands once it has ended."""
        async with asyncio.timeout(30):
            while True:
                found: dict[str, Any] = (await self.ask.get(f"{RUNS}/{run}")).json()
                if found["ended_at"] is not None:
                    return found
                await asyncio.sleep(0.01)

    async def make(self, **wish: Any) -> dict[str, Any]:
        """Ask for a run; how it stands once it has ended."""
        answer = await self.ask.post(RUNS, json=wish)
        assert answer.status_code == 202, answer.text
        return await self.end(answer.json()["run"])


@asynccontextmanager
async def here(
    home: Path,
    keys: dict[str, str] | None = None,
    environment: dict[str, str] | None = None,
    **knobs: Any,
) -> AsyncGenerator[Here]:
    """A server in this process, its runs going on."""
    owners = Owners(keys and {digest_of_key(key): owner for key, owner in keys.items()})
    house = await asyncio.to_thread(House, home, Settings(**knobs), environment or {}, owners)
    app = await asyncio.to_thread(make_app, house)
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {next(iter(keys))}"} if keys else {}
    address = "http://127.0.0.1"
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url=address, headers=headers) as ask,
    ):
        yield Here(house, ask)


def slow_writer(folder: Path, seconds: float = 60) -> str:
    """The setting of a writer that takes its time, and costs no work while it does."""
    plan = folder / "slow.toml"
    plan.write_text(f"latency = {seconds}\n")
    return f"simulated:{plan}"


@dataclass(frozen=True)
class There:
    """A server in a process of its own."""

    process: subprocess.Popen[str]
    ask: httpx2.Client

    def end(self, run: str) -> dict[str, Any]:
        """How a run stands once it has ended."""
        until = time.monotonic() + 40
        while time.monotonic() < until:
            found: dict[str, Any] = self.ask.get(f"{RUNS}/{run}").json()
            if found["ended_at"] is not None:
                return found
            time.sleep(0.05)
        raise AssertionError(f"{run} does not end")

    def wait_for(self, run: str, kind: str) -> None:
        """Return when an event of this kind has come."""
        until = time.monotonic() + 30
        while time.monotonic() < until:
            events = self.ask.get(f"{RUNS}/{run}/events").json()
            if any(event["kind"] == kind for event in events):
                return
            time.sleep(0.01)
        raise AssertionError(f"{kind} does not come")


@contextmanager
def there(home: Path, *flags: str, key: str = "", **settings: str) -> Generator[There]:
    """A server in a process of its own, on a free port, until it is killed."""
    command = [PROGRAM, "serve", "--port", "0", "--home", str(home), *flags]
    environment = {**os.environ, **settings}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stderr
            told = re.findall(r"Serving (\S+)", process.stderr.readline())
            headers = {"Authorization": f"Bearer {key}"} if key else {}
            with httpx2.Client(base_url=told[0], headers=headers, timeout=20) as ask:
                yield There(process, ask)
        finally:
            process.kill()
