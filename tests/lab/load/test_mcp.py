"""A session of MCP: tools are listed and called, errors are errors, many questions at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from fabula.lab.load.http import Broken
from fabula.lab.load.mcp import Mcp, Refused
from fabula.lab.testing.standins import Brain, Service, stand_in, stand_in_brain

pytestmark = pytest.mark.anyio


@pytest.fixture
def there() -> Iterator[Brain]:
    """A brain."""
    with stand_in_brain() as brain:
        yield brain


@pytest.fixture
def service() -> Iterator[Service]:
    """Something that is no brain."""
    with stand_in() as other:
        yield other


async def test_tools_are_called(there: Brain) -> None:
    """Characters are created and found, each project for itself."""
    async with await Mcp.connect(there.address) as brain:
        tools = await brain.tools()
        for name, about in (("Luna", "a dreamer in a dome"), ("Fred", "a dry engineer")):
            await brain.call("create_character", name=name, description=about, project="show")
        found = await brain.call("find_similar_characters", query="dry humour", project="show")
        others = await brain.call("find_similar_characters", query="dry", project="other")

    assert tools == ["create_character", "find_similar_characters"]
    assert [one["name"] for one in found] == ["Fred", "Luna"]
    assert others == []
    assert brain.server["serverInfo"]["name"] == "stand-in brain"


async def test_refusals_leave_the_session_open(there: Brain) -> None:
    """An unknown tool, a missing parameter, an unknown method; then all is well again."""
    async with await Mcp.connect(there.address) as brain:
        with pytest.raises(Refused, match="no tool bake_a_cake"):
            await brain.call("bake_a_cake")
        with pytest.raises(Refused, match="create_character needs description"):
            await brain.call("create_character", name="Luna")
        with pytest.raises(Refused, match=r"no method tools/bake \(-32601\)"):
            await brain.ask("tools/bake")

        assert await brain.tools()


async def test_many_questions_at_once(there: Brain) -> None:
    """Each has its own answer."""
    async with await Mcp.connect(there.address) as brain:
        made = await asyncio.gather(
            *(brain.call("create_character", name=f"n{n}", description="x") for n in range(50))
        )

    assert [one["name"] for one in made] == [f"n{n}" for n in range(50)]


async def test_lost_connection_is_heard_by_all(there: Brain) -> None:
    """Who waits hears of it, and who asks afterwards."""
    brain = await Mcp.connect(there.address, patience=0.2)
    waiting = asyncio.create_task(brain.ask("tools/list"))
    await asyncio.sleep(0)
    await brain._socket.close()
    with pytest.raises(Broken):
        await waiting
    with pytest.raises(Broken, match="has ended"):
        await brain.ask("tools/list")
    await brain.close()


async def test_who_is_no_brain_is_told(service: Service) -> None:
    """A service that answers HTTP only."""
    with pytest.raises(Broken, match="no WebSocket"):
        await Mcp.connect(service.address)
