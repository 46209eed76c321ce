"""Whether the server lives, can take work, and how it is."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.server.stage import FILM, RUNS, here, slow_writer

from fabula.server import health

pytestmark = pytest.mark.anyio


async def test_healthy_server_says_what_it_can(tmp_path: Path) -> None:
    """A server that is well passes, and says what it offers and which models it asks."""
    async with here(tmp_path, writer="openai:gpt-5") as server:
        told = (await server.ask.get("/health")).json()
        live = await server.ask.get("/livez")
        ready = await server.ask.get("/readyz")

    assert told["status"] == "pass"
    assert told["offers"] == ["engine", "script", "video", "http"]
    assert told["models"]["critic"] == "openai:gpt-5"
    assert live.json() == {"status": "pass"}
    assert ready.status_code == 200


async def test_strangers_hear_of_no_models(tmp_path: Path) -> None:
    """Health needs no key; which models are asked is told to whoever has one."""
    async with here(tmp_path, {"ka": "ada"}) as server:
        known = await server.ask.get("/health")
        stranger = await server.ask.get("/health", headers={"Authorization": ""})

    assert known.json()["models"]["writer"] == "offline"
    assert stranger.status_code == 200
    assert stranger.json()["models"] is None


async def test_full_queue_is_a_warning(tmp_path: Path) -> None:
    """A queue that is nearly full is told before anything is refused."""
    knobs: dict[str, Any] = {"server_runs": 1, "server_queue": 2, "writer": slow_writer(tmp_path)}
    async with here(tmp_path, **knobs) as server:
        for _ in range(3):
            await server.ask.post(RUNS, json=FILM)
        told = await server.ask.get("/health")

    assert told.status_code == 200
    assert told.json()["checks"]["queue"] == {"status": "warn", "output": "2 runs wait"}


async def test_home_that_is_gone_is_not_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the home cannot be written the server lives, and is not ready."""
    monkeypatch.setattr(health, "FRESH", 0.0)
    home = tmp_path / "home"
    async with here(home) as server:
        await asyncio.to_thread(shutil.rmtree, home, ignore_errors=True)
        await asyncio.to_thread(home.write_text, "in the way")
        ready = await server.ask.get("/readyz")
        live = await server.ask.get("/livez")

    assert ready.status_code == 503
    assert ready.json()["checks"]["home"]["status"] == "fail"
    assert str(tmp_path) not in ready.text
    assert live.status_code == 200


async def test_server_that_drains_takes_nothing(tmp_path: Path) -> None:
    """While it is about to stop, it is not ready and takes no run."""
    async with here(tmp_path) as server:
        await server.house.runs.drain()
        ready = await server.ask.get("/readyz")
        refused = await server.ask.post(RUNS, json=FILM)

    assert [ready.status_code, refused.status_code] == [503, 503]
    assert int(refused.headers["retry-after"]) > 0
