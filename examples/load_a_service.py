"""Ask a service at a rate and by users, judge what became of it, and talk with a brain by MCP."""

import asyncio

from fabula.lab.load import drive_open, drive_users, read_arrivals, read_slo
from fabula.lab.load.closed import Users
from fabula.lab.load.http import Http
from fabula.lab.load.lines import read_line
from fabula.lab.load.mcp import Mcp, Refused
from fabula.lab.statistics.summary import percentile
from fabula.lab.testing.standins import stand_in, stand_in_brain

SLO = read_slo("p95<500ms,errors<1%")
LINES = [read_line("/health"), read_line('POST /characters {"name": "Luna"}')]


async def load(address: str) -> None:
    """First whoever comes at a rate, whatever became of those before; then ten who wait."""
    async with Http(address) as http:

        async def ask(number: int) -> None:
            await LINES[number % len(LINES)].ask(http)

        run = await drive_open(ask, read_arrivals("poisson(100, 1)", seed=7))
        users = await drive_users(ask, Users(10, requests=5))
    print(f"{len(run.requests)} requests, p95 {percentile(run.latencies, 95) * 1000:.1f} ms")
    print(run.invalid(SLO.threshold) or SLO.broken(run) or f"They keep to {SLO}.")
    print(f"Ten users: {users.throughput:.0f} answers a second.")


async def talk(address: str) -> None:
    """Tools of a server that speaks the Model Context Protocol over WebSocket."""
    async with await Mcp.connect(address) as brain:
        await brain.call("create_character", name="Fred", description="a dry engineer")
        found = await brain.call("find_similar_characters", query="engineer")
        print(f"{found[0]['name']} is alike.")
        try:
            await brain.call("bake_a_cake")
        except Refused as refusal:
            print(f"Refused: {refusal.message}.")


with stand_in({"POST /characters": (201, {"id": 1})}) as service:
    asyncio.run(load(service.address))
with stand_in_brain() as there:
    asyncio.run(talk(there.address))
