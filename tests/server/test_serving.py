"""The server as a process: what it says, how it ends, and what is left when it is killed."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest
from tests.server.stage import FILM, PROGRAM, PROJECTS, RUNS, SMALL, slow_writer, there

from fabula.server.serving import is_loopback

LONGER = {"source": FILM["source"], "order": {**SMALL, "minutes": 0.6, "scenes": 4}}


def test_killed_run_goes_on(tmp_path: Path) -> None:
    """After a kill -9 the next server makes what is missing, and what was made is remembered."""
    key = {"Idempotency-Key": "a"}
    with there(tmp_path) as server:
        run = server.ask.post(RUNS, json=LONGER, headers=key).json()["run"]
        waiting = [server.ask.post(RUNS, json=FILM).json()["run"] for _ in range(2)]
        server.wait_for(run, "part.started")
        server.process.kill()
        server.process.wait()
    with there(tmp_path) as server:
        again = server.ask.post(RUNS, json=LONGER, headers=key).json()["run"]
        ended = server.end(run)
        others = [server.end(one)["state"] for one in waiting]
        events = server.ask.get(f"{RUNS}/{run}/events").json()
        projects = server.ask.get(PROJECTS).json()

    assert again == run
    assert ended["state"] == "finished"
    assert ended["steps"]["remembered"] > 0
    assert others == ["finished", "finished"]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert [e["fields"]["again"] for e in events if e["kind"] == "run.started"] == [False, True]
    assert len(projects) == 3


def test_sigterm_ends_within_seconds(tmp_path: Path) -> None:
    """With runs in work, streams open and half an upload, it ends soon; all goes on after."""
    with there(tmp_path / "home", FABULA_WRITER=slow_writer(tmp_path)) as server:
        runs = [server.ask.post(RUNS, json=FILM).json()["run"] for _ in range(3)]
        port = server.ask.base_url.port
        assert port
        place, accept = f"{RUNS}/{runs[0]}/events", {"Accept": "text/event-stream"}
        with (
            socket.create_connection(("127.0.0.1", port)) as half,
            server.ask.stream("GET", place, headers=accept) as stream,
        ):
            half.sendall(
                f"PUT {PROJECTS}/tides/files/tides.md HTTP/1.1\r\n"
                "Host: localhost\r\nContent-Length: 99\r\n\r\nhalf".encode()
            )
            server.wait_for(runs[1], "run.started")
            server.process.send_signal(signal.SIGTERM)
            began = time.monotonic()
            rest = list(stream.iter_lines())
            code = server.process.wait(10)
            took = time.monotonic() - began
    with there(tmp_path / "home") as server:
        states = [server.end(run)["state"] for run in runs]

    assert code == 0
    assert took < 5
    assert rest
    assert states == ["finished"] * 3


def test_home_has_one_server(tmp_path: Path) -> None:
    """A second server at the same home would make its runs again: it is told so."""
    command = [PROGRAM, "serve", "--port", "0", "--home", str(tmp_path)]
    with there(tmp_path):
        second = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)

    assert second.returncode == 2
    assert "Another server keeps" in second.stderr


def test_upload_that_is_too_large_is_answered(tmp_path: Path) -> None:
    """Over a real socket, too, a client that sends too much hears why."""
    with there(tmp_path, FABULA_MAX_DOCUMENT_MB="1") as server:
        server.ask.post(PROJECTS, json={"project": "luna", **FILM})
        place = f"{PROJECTS}/luna/files/tides.md"
        told = server.ask.put(place, content=iter([b"x" * 500_000] * 6))
        alive = server.ask.get("/livez")

    assert told.status_code == 413
    assert alive.status_code == 200


def test_only_this_machine_reaches_loopback() -> None:
    """What is loopback is told by the address, not by how it looks."""
    ours = ["127.0.0.1", "localhost", "::1", "127.9.9.9"]
    others = ["0.0.0.0", "::", "192.168.1.2", "127.0.0.1.evil.example"]  # noqa: S104

    assert all(is_loopback(host) for host in ours)
    assert not any(is_loopback(host) for host in others)


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (["--host", "192.168.7.7"], "give the server keys"),
        (["--host", "nowhere.invalid"], "give the server keys"),
        (["--port", "99999"], "Cannot listen at"),
        (["--keys", "none.toml"], "no such file"),
        (["--runs", "0"], "the least is 1"),
        (["--new-key", "ada"], "--keys FILE"),
    ],
)
def test_what_cannot_be_is_usage(tmp_path: Path, flags: list[str], told: str) -> None:
    """A flag that cannot be is told, with what to do, and exit code 2."""
    command = [PROGRAM, "serve", "--home", str(tmp_path), *flags]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)

    assert done.returncode == 2
    assert told in done.stderr
