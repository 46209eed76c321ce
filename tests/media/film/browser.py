"""Chromium without a window, driven over WebDriver with nothing but the standard library."""

from __future__ import annotations

import contextlib
import functools
import json
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync "
    "--autoplay-policy=no-user-gesture-required"
)


class Browser:
    """One tab. `run` executes a script in it and gives what the script returns."""

    def __init__(self, port: int, profile: Path) -> None:
        binary = shutil.which("chromium") or shutil.which("chromium-browser")
        options = {"args": [*FLAGS.split(), f"--user-data-dir={profile}"], "binary": binary}
        wanted = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}}
        self._port, self._path = port, ""
        self._path = f"/session/{self._post('session', wanted)['sessionId']}"
        self._post("timeouts", {"script": 20_000})

    def open(self, url: str) -> None:
        """Go to a page."""
        self._post("url", {"url": url})

    def run(self, script: str, *arguments: Any) -> Any:
        """Run the body of an async function and wait for what it returns."""
        body = (
            "const done = arguments[arguments.length - 1];"
            f"(async (...given) => {{{script}}})(...arguments)"
            ".then(done, error => done({error: String(error)}));"
        )
        value = self._post("execute/async", {"script": body, "args": list(arguments)})
        assert not (isinstance(value, dict) and "error" in value), value
        return value

    def close(self) -> None:
        """Close the tab and end Chromium."""
        self._send("DELETE", self._path)

    def _post(self, path: str, content: dict[str, Any]) -> Any:
        return self._send("POST", f"{self._path}/{path}", json.dumps(content).encode())

    def _send(self, method: str, path: str, content: bytes | None = None) -> Any:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=40)
        try:
            connection.request(method, path, content, {"Content-Type": "application/json"})
            return json.load(connection.getresponse())["value"]
        finally:
            connection.close()


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A browser, or a skipped test where there is none."""
    if not shutil.which("chromedriver") or not (
        shutil.which("chromium") or shutil.which("chromium-browser")
    ):
        pytest.skip("needs Chromium and its driver: `make browser` installs them")
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        subprocess.Popen(
            ["chromedriver", "--port=0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as driver,
    ):
        try:
            assert driver.stdout
            port = next(
                found[1]
                for line in driver.stdout
                if (found := re.search(r"successfully on port (\d+)", line))
            )
            browser = Browser(int(port), Path(profile))
            yield browser
            browser.close()
        finally:
            driver.terminate()


class _Quiet(SimpleHTTPRequestHandler):
    live = threading.Event()

    def log_message(self, *_: object) -> None:
        """Tests print nothing."""

    def do_GET(self) -> None:
        """Files as they are; `live.mp4` arrives in two halves, the second when told to."""
        if not self.path.endswith("live.mp4"):
            super().do_GET()
            return
        first, second = sorted(Path(self.directory).glob("live.*.part"))
        self.send_response(200)
        self.send_header("Content-Type", "video/mp4")
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(first.read_bytes())
            self.wfile.flush()
            type(self).live.wait(20)
            self.wfile.write(second.read_bytes())


@contextlib.contextmanager
def served(folder: Path) -> Iterator[tuple[str, threading.Event]]:
    """The address of a folder over HTTP, and the event that lets `live.mp4` go on."""
    handler = type("Handler", (_Quiet,), {"live": threading.Event()})
    with ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(handler, directory=str(folder))
    ) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", handler.live  # type: ignore[attr-defined]
        finally:
            handler.live.set()  # type: ignore[attr-defined]
            server.shutdown()
