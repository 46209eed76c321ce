"""`fabula lab locust` reads as the document's load test does, and says what is missing."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest
from tests.lab.load.servers import plain, served

from fabula.cli import main
from fabula.cli.lab.locust import told
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


def test_without_locust_the_extra_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """2, with the line that brings it."""
    monkeypatch.setitem(sys.modules, "locust", None)
    with served(lambda _head: plain(b"{}")) as address:
        assert main(["lab", "locust", "--host", address, "--run-time", "2s"]) == 2

    assert "fabula[lab-locust]" in capsys.readouterr().err


def test_users_come_and_are_judged(capsys: pytest.CaptureFixture[str]) -> None:
    """The document's line: a server that answers everything at once keeps to the targets."""
    flags = ["--users=10", "--spawn-rate=10", "--run-time=3s", "--headless"]
    with served(lambda _head: plain(b"{}")) as address:
        code = main(["lab", "locust", "BookGenUser", f"--host={address}", *flags])

    said = capsys.readouterr().out
    assert code == 0, said
    assert "PASS: All metrics within targets" in said


def test_slow_and_failing_answers_are_a_miss(capsys: pytest.CaptureFixture[str]) -> None:
    """1, with what fails most."""
    with served(lambda _head: plain(b"", "503 Unwell")) as address:
        words = ["--host", address, "--users", "5", "--spawn-rate", "5", "--run-time", "2s"]
        code = main(["lab", "locust", "StressTestUser", *words])

    said = capsys.readouterr().out
    assert code == 1
    assert "CatchResponseError('status 503')" in said
    assert "FAIL: error rate not below 1%" in said
