"""The gate: where a request is for, and how much it brings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from tests.server.stage import FILM, PROJECTS, RUNS, here, slow_writer

pytestmark = pytest.mark.anyio

PLACE = f"{PROJECTS}/luna/files/tides.md"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost@x"])
async def test_other_hosts_are_refused(tmp_path: Path, host: str) -> None:
    """A name that leads to this machine by trickery is not answered."""
    async with here(tmp_path) as server:
        answer = await server.ask.get("/livez", headers={"Host": host})

    assert answer.status_code == 403
    assert answer.json()["error"]["kind"] == "NotFromHere"


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:1", "[::1]:8000"])
async def test_this_machine_is_answered(tmp_path: Path, host: str) -> None:
    """Whoever addresses this machine is answered."""
    async with here(tmp_path) as server:
        answer = await server.ask.get("/livez", headers={"Host": host})

    assert answer.status_code == 200


async def test_pages_of_others_are_refused(tmp_path: Path) -> None:
    """A page of another origin cannot ask by a form; one of our own may."""
    async with here(tmp_path) as server:
        told = [
            (await server.ask.post(PROJECTS, json=FILM, headers={"Origin": origin})).status_code
            for origin in ("https://evil.example", "null", "http://127.0.0.1:3000")
        ]
        ours = await server.ask.post(PROJECTS, json=FILM, headers={"Origin": "http://127.0.0.1"})

    assert told == [403, 403, 403]
    assert ours.status_code == 201


async def test_with_keys_any_host_is_answered(tmp_path: Path) -> None:
    """A server with keys has names of its own, and the key says who asks."""
    async with here(tmp_path, {"ka": "ada"}) as server:
        answer = await server.ask.get(PROJECTS, headers={"Host": "fabula.example"})

    assert answer.status_code == 200


async def test_too_much_is_refused_while_it_comes(tmp_path: Path) -> None:
    """An upload that says nothing of its size ends where it is too large; nothing is written."""
    sent = 0

    async def pieces() -> AsyncGenerator[bytes]:
        nonlocal sent
        for _ in range(50):
            sent += 1
            yield b"x" * 100_000

    async with here(tmp_path, max_document_mb=1) as server:
        await server.ask.post(PROJECTS, json={"project": "luna", **FILM})
        before = (await server.ask.get(PLACE)).content
        streamed = await server.ask.put(PLACE, content=pieces())
        told = await server.ask.put(PLACE, content=b"x" * 1_000_001)
        just = await server.ask.put(PLACE, content=b"x" * 1_000_000)

    assert before
    assert [streamed.status_code, told.status_code, just.status_code] == [413, 413, 200]
    assert streamed.json()["error"]["message"] == "A request may bring 1 MB at most."
    assert sent < 15


async def test_all_together_may_not_bring_too_much(tmp_path: Path) -> None:
    """Many uploads at once are refused before the memory is full, and counted out again."""
    go = asyncio.Event()

    async def piece() -> AsyncGenerator[bytes]:
        yield b"x" * 900_000
        await go.wait()

    async with here(tmp_path, max_document_mb=1) as server:
        await server.ask.post(PROJECTS, json={"project": "luna", **FILM})
        waiting = [asyncio.create_task(server.ask.put(PLACE, content=piece())) for _ in range(4)]
        await asyncio.sleep(0.3)
        refused = await server.ask.put(PLACE, content=b"x" * 900_000)
        go.set()
        taken = [one.status_code for one in await asyncio.gather(*waiting)]
        then = await server.ask.put(PLACE, content=b"x" * 900_000)

    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert set(taken) == {200}
    assert then.status_code == 200


@pytest.mark.parametrize("place", ["/livez", PROJECTS, PLACE, f"{RUNS}/latest/events"])
async def test_head_is_a_get_without_its_body(tmp_path: Path, place: str) -> None:
    """Where a GET is answered a HEAD is, with the same head; a stream ends there."""
    stream = {"Accept": "text/event-stream"}
    async with here(tmp_path, writer=slow_writer(tmp_path)) as server, asyncio.timeout(5):
        await server.ask.post(RUNS, json={"project": "luna", **FILM})
        head = await server.ask.head(place, headers=stream)
        missing = await server.ask.head(f"{PROJECTS}/none")

    assert head.status_code == 200
    assert head.content == b""
    assert "content-type" in head.headers
    assert missing.status_code == 404
