"""`fabula lab load` makes requests at a rate or by users, and says what became of them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from tests.lab.load.servers import plain, served

from fabula.cli import main
from fabula.cli.lab.driving import arrivals_of
from fabula.lab.record_file import read_record


def load(*words: object) -> int:
    """Run `fabula lab load`."""
    return main(["lab", "load", *map(str, words)])


def answer(head: bytes) -> bytes:
    """All is well, but for the films."""
    return plain(b"", "503 Busy") if b"/films" in head else plain(b"{}")


def busy(_head: bytes) -> bytes:
    """An answer that keeps the driver's interpreter to itself for 40 ms."""
    end = time.perf_counter() + 0.04
    while time.perf_counter() < end:
        pass
    return plain(b"ok")


def slow(_head: bytes) -> bytes:
    """An answer after 30 ms."""
    time.sleep(0.03)
    return plain(b"{}")


def test_open_loop_is_told_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line of figures, then the verdict; the record has latencies, errors and the lag."""
    with served(answer) as address:
        words = ("--target", address, "--arrivals", "poisson:50", "--for", "1s", "--out", tmp_path)
        code = load(*words, "--request", "GET /health", "--slo", "p95<9s,errors<1%")

    said = capsys.readouterr().out.splitlines()
    assert code == 0
    assert said[1].startswith("poisson:50 ")
    assert "requests keep to p95<9s,errors<1%" in said[2]
    measured = read_record(tmp_path / "lab-run.json").outcomes[0].samples
    assert [one.metric.id for one in measured] == [
        "response.seconds", "request.errors", "throughput.rate", "driver.lag.seconds",
    ]  # fmt: skip
    assert measured[0].labels == {"load": "poisson:50"}


def test_requests_come_in_turn(capsys: pytest.CaptureFixture[str]) -> None:
    """Each has a line of its own; what fails is told with its reason; 1 where too much does."""
    with served(answer) as address:
        asked = ("--request", "GET /health", "--request", 'POST /films {"a": 1}')
        code = load("--target", address, "--arrivals", "constant:40", "--for", "1s", *asked,
                    "--slo", "p95<9s,errors<1%")  # fmt: skip

    said = capsys.readouterr().out
    health, films = (line.split() for line in said.splitlines()[2:4])
    assert code == 1
    assert health[2] == "20"
    assert (films[4], films[8]) == ("20", "100.0%")
    assert "failed 20 times: Unfit: POST /films: status 503" in said
    assert "FAIL: constant:40: p95<9s: 50.0% failed; errors<1%: errors is 50.0%" in said


def test_users_climb_and_think(capsys: pytest.CaptureFixture[str]) -> None:
    """One number of users after the other; a server of one hand answers no faster for ten."""
    with served(slow) as address:
        words = ("--users", "1,5", "--for", "600ms", "--think", "0.01", "--slo", "p95<100ms")
        code = load("--target", address, *words)

    said = capsys.readouterr().out.splitlines()
    assert code == 1
    assert [line.split("  ")[0] for line in said[1:3]] == ["1 user", "5 users"]
    assert said[-2].startswith("Users wait for their answers")
    assert said[-1].startswith("FAIL: 5 users: p95<100ms: p95 is ")


def test_late_driver_judges_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """5: what it could not send on time says nothing about the deployment."""
    with served(busy) as address:
        words = ("--arrivals", "constant:40", "--for", "1s", "--slo", "p95<10ms")

        assert load("--target", address, *words) == 5

    assert "INVALID: constant:40: driver-bound: 99 of 100" in capsys.readouterr().out


def test_nothing_demanded_is_only_told(capsys: pytest.CaptureFixture[str]) -> None:
    """0, with how to demand something."""
    with served(answer) as address:
        words = ("--users", "2", "--for", "300ms", "--think", "0.05")

        assert load("--target", address, *words) == 0

    assert "requests; nothing was demanded: --slo" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--users", "many"], "--users many: needs numbers from 1 on"),
        (["--arrivals", "flood:9"], "Unknown kind of arrivals 'flood'"),
        (["--arrivals", "ramp:9"], "write ramp(first rate, last rate, seconds)"),
        (["--arrivals", "constant:9", "--for", "soon"], "'soon' is no time above 0"),
        (["--users", "2", "--request", "GET health"], "Unknown request 'GET health'"),
    ],
)
def test_wrong_usage_is_told(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With exit code 2, and what would be right."""
    with served(answer) as address:
        assert load("--target", address, *words) == 2

    assert told in capsys.readouterr().err


def test_arrivals_are_written_as_flags(tmp_path: Path) -> None:
    """A kind and its rates; all stairs together last as long as is said."""
    (tmp_path / "trace.txt").write_text("100\n101\n103\n")

    assert arrivals_of("constant:2", 2, 0) == (0.0, 0.5, 1.0, 1.5)
    assert arrivals_of("stairs:1-2", 4, 0) == (0.0, 1.0, 2.0, 2.5, 3.0, 3.5)
    assert len(arrivals_of("ramp:1-3", 10, 0)) == 20
    assert arrivals_of(f"trace:{tmp_path / 'trace.txt'}", 9, 0) == (0.0, 1.0, 3.0)
    assert arrivals_of("poisson(5, 4)", 1, 7) == arrivals_of("poisson:5", 4, 7)
