"""The client talks to a real server in a process of its own, whose models are simulated."""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from importlib import resources

import pytest

from fabula.client import Client
from fabula.errors import FabulaError, UnreachableAddress, UserError
from fabula.lab.deployments import Spawned
from fabula.lab.faults import FaultProxy

pytestmark = pytest.mark.anyio

TEXT = resources.files("fabula.lab.suites").joinpath("tides.md").read_text()
SOURCE = {"name": "tides.md", "text": TEXT}
ORDER = {"minutes": 0.3, "scenes": 2, "resolution": 240, "fps": 10}


@pytest.fixture(scope="module")
def server() -> Generator[Spawned]:
    """A server; all tests here share it."""
    spawned = Spawned()
    yield spawned
    spawned.close()


async def test_film_is_ordered_followed_and_read(server: Spawned) -> None:
    """The file that comes is the one that its digest is of, and the run is known afterwards."""
    async with Client(server.address) as client:
        run = await client.start(production="video", source=SOURCE, order=ORDER)
        events = [event async for event in client.follow(run.run)]
        done = await client.wait(run.run, 30)
        film, digest = await client.fetch(done.project, done.files[0])
        listed = await client.runs(limit=5, project=done.project)
        later = await client.events(run.run, after=events[-2].seq)
        more = [event async for event in client.follow(run.run, after=events[-1].seq)]

    assert (done.state, done.progress.done, done.holes) == ("finished", 2, ())
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert events[-1].kind == "run.finished"
    assert hashlib.sha256(film).hexdigest() == digest
    assert listed == [done]
    assert later == events[-1:]
    assert more == []


async def test_broken_stream_is_taken_up_again(server: Spawned) -> None:
    """However often it breaks, no event is missed and none comes twice."""
    async with Client(server.address) as client:
        run = await client.start(production="video", source=SOURCE, order=ORDER)
        await client.wait(run.run, 30)
        whole = await client.events(run.run)
    host, _, port = server.address.removeprefix("http://").partition(":")
    async with FaultProxy(host, int(port)) as proxy:
        async with Client(f"http://{host}:{proxy.port}") as client:
            with proxy.suffering(limit=6000):
                heard = [event async for event in client.follow(run.run)]
        connections = proxy.connections

    assert heard == whole
    assert connections > 2


async def test_edit_makes_the_next_run_another(server: Spawned) -> None:
    """A file is written where it still is as it was known, and the plan tells what follows."""
    async with Client(server.address) as client:
        project = await client.begin("video", project="edited", source=SOURCE, order=ORDER)
        await client.wait((await client.start(project=project)).run, 30)
        _, digest = await client.fetch(project, "tides.md")
        await client.write(project, "tides.md", TEXT.upper().encode(), digest=digest)
        with pytest.raises(UserError):
            await client.write(project, "tides.md", b"# Ebb\n", digest=digest)
        plan, found = await client.plan(project), await client.project(project)
        known = {one["project"] for one in await client.projects()}
        await client.remove(project)
        left = {one["project"] for one in await client.projects()}

    assert plan["steps"]
    assert found["files"]["edited.mp4"]["condition"] == "stale"
    assert known - left == {"edited"}


async def test_cancelled_run_ends(server: Spawned) -> None:
    """Soon, and as cancelled; who asks with the same key gets the same run."""
    async with Client(server.address) as client:
        wish = {"production": "video", "source": SOURCE, "order": {**ORDER, "minutes": 2}}
        run = await client.start(key="once", **wish)
        again = await client.start(key="once", **wish)
        await client.cancel(run.run)
        done = await client.wait(run.run, 10)

    assert again.run == run.run
    assert done.state == "cancelled"


async def test_refusals_are_errors_of_ours(server: Spawned) -> None:
    """Each with the server's own words."""
    async with Client(server.address) as client:
        with pytest.raises(UserError, match="nosuch"):
            await client.start(project="nosuch")
        with pytest.raises(UserError, match="opera"):
            await client.begin("opera")
        with pytest.raises(FabulaError):
            await client.status("nosuch")
        with pytest.raises(FabulaError):
            _ = [event async for event in client.follow("nosuch")]


async def test_silence_is_told(free_tcp_port: int) -> None:
    """Nobody answers there."""
    async with Client(f"http://127.0.0.1:{free_tcp_port}") as client:
        with pytest.raises(UnreachableAddress, match="does not answer"):
            await client.health()
