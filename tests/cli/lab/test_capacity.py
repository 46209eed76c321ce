"""`fabula lab capacity` finds how much a deployment can take, and says what it cannot tell."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from blockbuster import BlockBuster
from tests.lab.load.servers import plain, served

from fabula.cli import main
from fabula.cli.lab.capacity import judged
from fabula.lab.load import Capacity, LoadRun, read_slo
from fabula.lab.load.capacity import Try
from fabula.lab.record_file import read_record

SLO = "p95<500ms,errors<1%"


def capacity(*words: object, slo: str = SLO) -> int:
    """Run `fabula lab capacity`."""
    return main(["lab", "capacity", "--slo", slo, *map(str, words)])


def test_address_is_searched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each rate is a line, the verdict is the last; the record holds the capacity."""
    tries = ("--first", 5, "--most", 20, "--for", "400ms", "--out", tmp_path)
    with served(lambda _head: plain(b"ok")) as address:
        code = capacity("--target", address, *tries, "--arrivals", "constant")

    said = capsys.readouterr().out.splitlines()
    assert code == 0
    assert [line.split()[0] for line in said[1:5]] == ["5.0/s", "10.0/s", "20.0/s", "20.0/s"]
    assert said[5].startswith("PASS: at least 20.0 requests a second keep to p95<500ms")
    record = read_record(tmp_path / "lab-run.json")
    assert record.outcomes[0].samples[0].values == (20.0,)


def test_errors_are_a_miss(capsys: pytest.CaptureFixture[str]) -> None:
    """1, with the failure that came most often."""
    with served(lambda _head: plain(b"", "503 Busy")) as address:
        tries = ("--for", "1s", "--most", 8, "--first", 8, "--request", "/films")

        assert capacity("--target", address, *tries) == 1

    assert "errors is 100.0%; Unfit: GET /films: status 503" in capsys.readouterr().out


def test_lower_capacity_than_demanded_is_a_miss() -> None:
    """`--at-least` makes it a demand."""
    found = Capacity(8.0, "p95<500ms: p95 is 612 ms", ())

    assert judged(found, read_slo(SLO), 10)[0] == "failed"
    assert judged(found, read_slo(SLO), 8)[0] == "passed"


def test_late_driver_judges_nothing() -> None:
    """What it could not send on time says nothing about the deployment."""
    late = Try(40.0, LoadRun((), 40, 1.0), (), "driver-bound: 9 of 40 arrivals were dropped")
    found = Capacity(0.0, late.invalid, (late,))

    assert judged(found, read_slo(SLO), None)[0] == "invalid"


def test_unreachable_address_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """4 where nobody answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))

        assert capacity("--target", f"http://127.0.0.1:{taken.getsockname()[1]}") == 4

    assert "does not answer" in capsys.readouterr().err


@pytest.mark.parametrize("work", ["film", "script"])
def test_works_of_this_process_are_asked_for(
    work: str, no_blocking: BlockBuster, capsys: pytest.CaptureFixture[str]
) -> None:
    """Made on a loop of their own, which may read files; by stand-ins for models."""
    no_blocking.deactivate()
    tries = ("--request", work, "--for", "1s", "--first", 2, "--most", 2)

    assert capacity(*tries, slo="max<30s,errors<1%") == 0
    assert "PASS" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--request", "opera"], "Unknown request 'opera'"),
        (["--request", "film", "--request", "script"], "one kind of work at a time"),
        (["--arrivals", "flood"], "Unknown kind of arrivals 'flood'"),
        (["--for", "ever"], "'ever' is no time above 0"),
        (["--most", "0"], "--most 0: needs a number above 0"),
        (["--at-least", "9", "--most", "5"], "--at-least 9 is more than is tried"),
    ],
)
def test_wrong_usage_is_told(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With exit code 2, and what would be right."""
    assert capacity(*words) == 2

    assert told in capsys.readouterr().err
