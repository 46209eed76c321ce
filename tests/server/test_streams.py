"""Events as they come, over a real socket."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.server.stage import FILM, PROJECTS, RUNS, There, slow_writer, there

from fabula.server.owners import new_key

STREAM = {"Accept": "text/event-stream"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[There]:
    """A server in a process of its own."""
    with there(tmp_path_factory.mktemp("home")) as running:
        yield running


def frames(answer: httpx2.Response, most: int = 10_000) -> list[tuple[int, dict[str, Any]]]:
    """The frames of a stream: each number, and what is in it."""
    found: list[tuple[int, dict[str, Any]]] = []
    number = 0
    for line in answer.iter_lines():
        if line.startswith("id: "):
            number = int(line[4:])
        elif line.startswith("data: "):
            found.append((number, json.loads(line[6:])))
        if len(found) == most:
            break
    return found


def test_stream_goes_on_where_it_was_cut(server: There) -> None:
    """Who comes again with the last number they saw gets the rest: none twice, none missing."""
    run = server.ask.post(RUNS, json=FILM).json()["run"]
    place = f"{RUNS}/{run}/events"
    with server.ask.stream("GET", place, headers=STREAM) as first:
        seen = frames(first, 5)
        kind = first.headers["content-type"]
    with server.ask.stream("GET", place, headers={**STREAM, "Last-Event-ID": "5"}) as second:
        seen += frames(second)
    whole = server.ask.get(place).json()

    assert kind.startswith("text/event-stream")
    assert [number for number, _ in seen] == list(range(1, len(whole) + 1))
    assert [event for _, event in seen] == whole
    assert whole[-1]["kind"] == "run.finished"


def test_stream_of_an_ended_run_ends(server: There) -> None:
    """A run that has ended is told whole, and after its last event there is nothing more."""
    run = server.ask.post(RUNS, json=FILM).json()["run"]
    server.end(run)
    place = f"{RUNS}/{run}/events"
    with server.ask.stream("GET", place, params={"after": 3}, headers=STREAM) as answer:
        rest = frames(answer)
    last = str(rest[-1][0])
    more = server.ask.get(place, headers={**STREAM, "Last-Event-ID": last})

    assert rest[0][0] == 4
    assert more.status_code == 204


def test_cursor_and_limit_page_through(server: There) -> None:
    """Without a stream, events come in pages."""
    run = server.ask.post(RUNS, json=FILM).json()["run"]
    server.end(run)
    place = f"{RUNS}/{run}/events"
    whole = server.ask.get(place).json()
    paged: list[dict[str, Any]] = []
    while page := server.ask.get(place, params={"after": len(paged), "limit": 7}).json():
        paged += page

    assert paged == whole
    assert len(whole) > 14


def test_many_listeners_hear_the_same(tmp_path: Path) -> None:
    """Ten clients hear the same, and one that does not read holds up nobody."""
    with there(tmp_path / "home", FABULA_WRITER=slow_writer(tmp_path, 0.5)) as server:
        run = server.ask.post(RUNS, json=FILM).json()["run"]
        place = f"{RUNS}/{run}/events"
        streams = [server.ask.stream("GET", place, headers=STREAM) for _ in range(10)]
        answers = [stream.__enter__() for stream in streams]
        ended = server.end(run)
        heard = [frames(answer) for answer in answers[1:]]
        for stream in streams:
            stream.__exit__(None, None, None)

    assert ended["state"] == "finished"
    assert all(one == heard[0] for one in heard)
    assert heard[0][-1][1]["kind"] == "run.finished"


@pytest.mark.parametrize("number", ["-1", "x", "9" * 5000, "9" * 20])
def test_number_that_cannot_be_is_none(server: There, number: str) -> None:
    """A cursor that no event can have is told as a mistake, or, of a stream, left aside."""
    run = server.ask.post(RUNS, json=FILM).json()["run"]
    server.end(run)
    listed = server.ask.get(f"{RUNS}/{run}/events", params={"after": number})
    again = {**STREAM, "Last-Event-ID": number}
    with server.ask.stream("GET", f"{RUNS}/{run}/events", headers=again) as answer:
        first = frames(answer, 1)

    assert listed.status_code == 422
    assert first[0][0] == 1


def test_stream_ends_with_its_key(tmp_path: Path) -> None:
    """A key that is taken away while a stream is open sees nothing that happens later."""
    keys = tmp_path / "keys.toml"
    key = new_key(keys, "ada")
    settings = {"FABULA_WRITER": slow_writer(tmp_path, 3)}
    with there(tmp_path / "home", "--keys", str(keys), key=key, **settings) as server:
        run = server.ask.post(RUNS, json=FILM).json()["run"]
        server.wait_for(run, "run.started")
        with server.ask.stream("GET", f"{RUNS}/{run}/events", headers=STREAM) as answer:
            keys.write_text("")
            seen = [frame[1]["kind"] for frame in frames(answer)]

    assert "run.started" in seen
    assert "run.finished" not in seen


def test_client_that_goes_away_is_no_trouble(tmp_path: Path) -> None:
    """An upload that breaks off is not told in the log as a fault of the server."""
    with there(tmp_path) as server:
        server.ask.post(PROJECTS, json={"project": "luna", **FILM})
        port = server.ask.base_url.port
        assert port
        with socket.create_connection(("127.0.0.1", port)) as half:
            place = f"{PROJECTS}/luna/files/tides.md"
            half.sendall(
                f"PUT {place} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx".encode()
            )
            time.sleep(0.2)
        alive = server.ask.get("/livez").status_code
        server.process.terminate()
        assert server.process.stderr
        log = server.process.stderr.read()

    assert alive == 200
    assert log == ""
