"""Order a film of a server, edit its document there, and see what the edit changes."""

import asyncio
from pathlib import Path

from fabula.client import Client
from fabula.lab.deployments import Spawned

TEXT = """# Tides

## What pulls

The Moon pulls at the water, and the Earth turns below it. The sea rises on two sides.

## How high

The Bay of Fundy has the highest tides of all. Their range is 16.3 metres.
"""
ORDER = {"minutes": 0.3, "scenes": 2, "resolution": 240, "fps": 10}


async def order(address: str) -> bytes:
    """A film, an edit, another film."""
    async with Client(address) as client:
        source = {"name": "tides.md", "text": TEXT}
        project = await client.begin("video", project="tides", source=source, order=ORDER)
        await make(client, project)
        _, digest = await client.fetch(project, "tides.md")
        edited = TEXT.replace("16.3 metres", "sixteen metres").encode()
        # Refused if somebody else had written it meanwhile.
        await client.write(project, "tides.md", edited, digest=digest)
        await make(client, project)
        return await client.read(project, "tides.mp4")


async def make(client: Client, project: str) -> None:
    """A run, told as it goes on."""
    run = await client.start(project=project)
    async for event in client.follow(run.run):
        if event.kind == "part.finished":
            print(f"  {event.fields['title']}: {event.fields['seconds']:.2f} s")
    done = await client.wait(run.run)
    print(f"{done.state}: {done.headline}{done.failure}")
    print(f"{done.made} steps made, {done.remembered} remembered")


# A server of your own runs somewhere (`fabula serve`); this one, with simulated models, ends here.
server = Spawned()
try:
    Path("tides.mp4").write_bytes(asyncio.run(order(server.address)))
finally:
    server.close()
print("Look at tides.mp4")
