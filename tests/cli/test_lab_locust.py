"""`fabula lab locust` reads as the document's load test does, and says what is missing."""

from __future__ import annotations

import importlib.util
import socket
from pathlib import Path

import pytest
from tests.lab.load.servers import plain, served

from fabula.cli import main
from fabula.cli.lab_locust import told
from fabula.lab.load.locust_run import Visits


def test_all_within_targets_is_told() -> None:
    """The words of the document; above a limit, which one it is."""
    assert told(Visits(1500, 6, 0.1453, 0.185, 0.2, 25.0)) == [
        "Total requests: 1500",
        "Total failures: 6",
        "Average response time: 145.30ms",
        "95th percentile: 185.00ms",
        "Error rate: 0.40%",
        "PASS: All metrics within targets",
    ]
    assert told(Visits(100, 2, 0.3, 0.4, 0.5, 9.0))[-1] == (
        "FAIL: average above 200 ms; error rate not below 1%"
    )


def test_nobody_at_the_host_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """4, before any user comes."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        host = f"http://127.0.0.1:{taken.getsockname()[1]}"

        assert main(["lab", "locust", "--host", host, "--headless"]) == 4

    assert "does not answer" in capsys.readouterr().err


def test_missing_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """2, with how to begin one."""
    assert main(["lab", "locust", "-f", str(tmp_path / "gone.py")]) == 2

    assert "`fabula lab new load-task NAME` begins one" in capsys.readouterr().err


@pytest.mark.skipif(importlib.util.find_spec("locust") is not None, reason="Locust is installed")
def test_without_locust_the_extra_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """2, with the line that brings it."""
    with served(lambda _head: plain(b"{}")) as address:
        assert main(["lab", "locust", "--host", address, "--run-time", "2s"]) == 2

    assert "fabula[lab-locust]" in capsys.readouterr().err


@pytest.mark.skipif(importlib.util.find_spec("locust") is None, reason="Locust is not installed")
def test_users_come_and_are_judged(capsys: pytest.CaptureFixture[str]) -> None:
    """A server that answers everything at once keeps to the targets."""
    with served(lambda _head: plain(b"{}")) as address:
        code = main(["lab", "locust", "StressTestUser", "--host", address, "--run-time", "2s"])

    assert code == 0
    assert "PASS: All metrics within targets" in capsys.readouterr().out
