"""What all runs of a server have in common."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from fabula.server.house import House
from fabula.server.owners import Owners
from fabula.settings import Settings

pytestmark = pytest.mark.anyio


async def test_limits_of_models_are_the_servers(tmp_path: Path) -> None:
    """Runs that ask the same model keep to its limits together, and learn of its failures."""
    house = await asyncio.to_thread(House, tmp_path, Settings(), {}, Owners(None))
    one, other = [await house.studio(tmp_path / name) for name in ("luna", "rick")]

    assert one.policies.guard("openai:sim") is other.policies.guard("openai:sim")


async def test_models_of_runs_are_opened_once(tmp_path: Path) -> None:
    """Runs share the connections of a model, and its process, as long as the server lives."""
    house = await asyncio.to_thread(House, tmp_path, Settings(), {}, Owners(None))
    one, other = [await house.studio(tmp_path / name) for name in ("luna", "rick")]
    writers = [await asyncio.to_thread(studio.crew) for studio in (one, other)]

    assert writers[0].narrator.chain[0] is writers[1].narrator.chain[0]

    await house.close()
