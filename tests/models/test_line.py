"""Who asks at the same place with the same key shares its connections; nobody else does."""

from __future__ import annotations

import asyncio

import pytest
from tests.models.fake_openai import fake_openai
from tests.models.serving import Reply as Told

from fabula.lab.faults.proxy import FaultProxy
from fabula.models.addresses import Place
from fabula.models.line import take_line
from fabula.models.wire import Wire

pytestmark = pytest.mark.anyio


def place(address: str, key: str = "sk-1") -> Place:
    """A provider at an address."""
    return Place("openai", address, "OPENAI_API_KEY", key)


async def asked(keys: list[str]) -> int:
    """How many connections it takes to ask with these keys, one after the other."""
    async with fake_openai(*(Told({}) for _ in keys)) as server:
        port = int(server.address.rpartition(":")[2].partition("/")[0])
        async with FaultProxy("127.0.0.1", port) as proxy:
            address = f"http://127.0.0.1:{proxy.port}/v1"
            wires = [Wire(place(address, key), seconds=5) for key in keys]
            for wire in wires:
                await wire.post("chat/completions", {})
            for wire in wires:
                await wire.close()
            return proxy.connections


async def test_one_key_asks_over_one_connection() -> None:
    """A writer and a narrator of one provider need no connection each."""
    assert await asked(["sk-1", "sk-1", "sk-1"]) == 1


async def test_other_key_has_other_connections() -> None:
    """What is asked with one key never goes over a connection of another."""
    assert await asked(["sk-1", "sk-2", "sk-1"]) == 2


async def test_last_who_leaves_closes() -> None:
    """It is open while anybody needs it, and opened anew afterwards."""
    there = place("http://127.0.0.1:9/v1")
    one, other = take_line(there), take_line(there)
    client = await one.client()
    await one.leave()
    still_open = not client.is_closed
    await other.leave()

    assert one is other
    assert still_open
    assert client.is_closed


def test_each_loop_has_its_own() -> None:
    """Connections of a loop that has ended are no use to the next."""
    there = place("http://127.0.0.1:9/v1")

    async def take() -> object:
        return take_line(there)

    assert asyncio.run(take()) is not asyncio.run(take())
