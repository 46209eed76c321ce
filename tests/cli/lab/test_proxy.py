"""`fabula lab proxy` stands before a server, and tells what went through."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager

import pytest
from tests.lab.load.servers import plain, served

from fabula.cli import main


@contextmanager
def proxy(*words: str) -> Generator[subprocess.Popen[str]]:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "fabula", "lab", "proxy", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def line(process: subprocess.Popen[str]) -> str:
    """The next line that it prints."""
    assert process.stdout is not None
    return process.stdout.readline()


def get(port: object) -> bytes:
    """What is answered there."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
        return bytes(answer.read())


def test_server_is_reached_through_it_late() -> None:
    """It says where it listens; Ctrl-C ends it with what it carried."""
    with (
        served(lambda _head: plain(b"ahoy")) as address,
        proxy("--to", address, "--latency", "120ms") as process,
    ):
        port = line(process).partition(" ")[0].rpartition(":")[2]
        assert "latency=120ms" in line(process)
        began = time.perf_counter()
        assert get(port) == b"ahoy"
        assert time.perf_counter() - began >= 0.12
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=10)[0]

    assert process.returncode == 0
    assert "connections  1\n" in told


def test_script_is_played_and_told_as_json() -> None:
    """Each line one object; refused while it is down."""
    with served(lambda _head: plain(b"ahoy")) as address:
        words = ("--to", address, "--script", "0s down; 0.4s up", "--for", "0.8s", "--json")
        with proxy(*words) as process:
            port = json.loads(line(process))["port"]
            assert json.loads(line(process))["what"] == "down"
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", port), timeout=1)
            assert json.loads(line(process))["what"] == "up"
            assert get(port) == b"ahoy"
            ended = json.loads(line(process))

    assert (ended["event"], ended["connections"]) == ("ended", 1)
    assert ended["answered"] > 4


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--to", "nowhere"], "HOST:PORT"),
        (["--to", "a:1", "--latency", "soon"], "100ms"),
        (["--to", "a:1", "--port", "70000"], "65535"),
        (["--to", "a:1", "--script", "5s"], "5s"),
    ],
)
def test_mistakes_are_told(words: list[str], why: str, capsys: pytest.CaptureFixture[str]) -> None:
    """2, and what could be written."""
    assert main(["lab", "proxy", *words]) == 2
    assert why in capsys.readouterr().err


def test_port_that_is_taken_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """With its number."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        assert main(["lab", "proxy", "--to", "a:1", "--port", port]) == 2
    assert f"--port {port}" in capsys.readouterr().err
