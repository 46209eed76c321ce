"""A deployment says what it offers; one that does not answer is told."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from fabula.errors import UnknownName, UnreachableAddress
from fabula.lab.context import Options
from fabula.lab.deployments import POWERS, lacking, open_deployment
from fabula.lab.deployments.children import Child
from fabula.lab.runner import run_scenarios
from fabula.lab.suites import scenarios_of


@contextmanager
def served(body: bytes) -> Iterator[tuple[str, list[str]]]:
    """A server whose health is this; its address, and the keys that it was shown."""
    keys: list[str] = []

    class Health(BaseHTTPRequestHandler):
        """Answers at /health."""

        def do_GET(self) -> None:
            """Give the body."""
            keys.append(self.headers.get("Authorization", ""))
            self.send_response(200 if self.path == "/health" else 404)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Health) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", keys
        server.shutdown()


def test_embedded_offers_what_is_there() -> None:
    """The engine and the productions; not what has not been built."""
    offers = open_deployment("embedded").offers

    assert {"engine", "script", "video"} <= offers


@pytest.mark.parametrize(
    ("body", "offers"),
    [
        (json.dumps({"offers": ["video", "moon"]}).encode(), {"http", "video"}),
        (b'{"status": "ok"}', {"http"}),
        (b"[1]", {"http"}),
        (b"OK", {"http"}),
        (b'{"offers": [{}, 7, null, "script"]}', {"http", "script"}),
        (b"[" * 200_000, {"http"}),
    ],
)
def test_remote_says_what_it_offers(body: bytes, offers: set[str]) -> None:
    """Whatever else it says; the key is shown to it."""
    with served(body) as (address, keys):
        deployment = open_deployment(f"{address}/", "secret")

    assert deployment.offers == offers
    assert set(keys) == {"Bearer secret"}


def test_silence_is_told() -> None:
    """Nobody answers, and a name that is no address."""
    with served(b"") as (address, _):
        pass

    with pytest.raises(UnreachableAddress, match="does not answer"):
        open_deployment(address)
    with pytest.raises(UnknownName, match="Unknown deployment 'moon'"):
        open_deployment("moon")


def test_answers_without_end_are_told() -> None:
    """A body that goes on and on fills no memory, and does not hold the lab up."""
    endless = pytest.raises(UnreachableAddress, match="/health does not end its answer")
    with served(b"x" * 3_000_000) as (address, _), endless:
        open_deployment(address)


@pytest.mark.parametrize(
    ("key", "told"), [("", "give it with --key"), ("wrong", "does not accept this key")]
)
def test_refused_key_is_told(tmp_path: Path, key: str, told: str) -> None:
    """Its health is everybody's to see, its runs are not; with the key they can be measured."""
    keys = tmp_path / "keys.toml"
    made = subprocess.run(
        [sys.executable, "-m", "fabula", "serve", "--new-key", "luna", "--keys", str(keys)],
        capture_output=True,
        text=True,
        check=True,
    )
    words = ["serve", "--port", "0", "--home", str(tmp_path / "home"), "--keys", str(keys)]
    server = Child(words)
    try:
        with pytest.raises(UnreachableAddress, match=told):
            open_deployment(server.address(), key)
        right = open_deployment(server.address(), made.stdout.split()[-1])
    finally:
        server.stop()

    assert {"http", "video", "script"} <= right.offers


def test_what_cannot_be_measured_is_told() -> None:
    """A system that is not there, or something that the lab cannot do with a deployment."""
    with served(b'{"offers": ["video"]}') as (address, _):
        remote = open_deployment(address)

    assert lacking(remote, ("video",)) == ""
    assert lacking(remote, ("book", "models")) == f"{address} does not offer: book"
    assert lacking(remote, ("video", "process")) == f"{address}: the lab does not see its processes"
    assert lacking(open_deployment("embedded"), ("video", *POWERS)) == ""


def test_virtual_clock_is_of_this_process_only() -> None:
    """Another process cannot be made to skip the time; so nothing is measured, and it says why."""
    with served(b'{"offers": ["video"]}') as (address, _):
        record = run_scenarios(
            scenarios_of(["video.performance"]), open_deployment(address), Options(clock="virtual")
        )

    assert {outcome.reason for outcome in record.outcomes} == {
        f"{address}: only this process can be on a virtual clock"
    }
