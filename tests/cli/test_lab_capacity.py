"""`fabula lab capacity` finds how much a deployment can take, and says what it cannot tell."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest
from blockbuster import BlockBuster
from tests.lab.load.servers import plain, served

from fabula.cli import main
from fabula.cli.lab_capacity import arrivals_of, judged
from fabula.lab.load import Capacity, read_slo
from fabula.lab.record_file import read_record

SLO = "p95<500ms,errors<1%"


def capacity(*words: object, slo: str = SLO) -> int:
    """Run `fabula lab capacity`."""
    return main(["lab", "capacity", "--slo", slo, *map(str, words)])


def busy(_head: bytes) -> bytes:
    """An answer that keeps the driver's interpreter to itself for 40 ms."""
    end = time.perf_counter() + 0.04
    while time.perf_counter() < end:
        pass
    return plain(b"ok")


def test_address_is_searched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each rate is a line, the verdict is the last; the record holds the capacity."""
    tries = ("--first", 5, "--most", 20, "--seconds", 0.4, "--out", tmp_path)
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
        once = ("--arrivals", "stairs:5-10", "--seconds", 0.6, "--scenario", "/films")

        assert capacity("--target", address, *once) == 1

    assert "errors is 100.0%; Unfit: /films: status 503" in capsys.readouterr().out


def test_lower_capacity_than_demanded_is_a_miss() -> None:
    """`--at-least` makes it a demand."""
    found = Capacity(8.0, "p95<500ms: p95 is 612 ms", ())

    assert judged(found, read_slo(SLO), 10)[0] == "failed"
    assert judged(found, read_slo(SLO), 8)[0] == "passed"


def test_late_driver_judges_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """5: what it could not send on time says nothing about the deployment."""
    with served(busy) as address:
        once = ("--arrivals", "constant:40", "--seconds", 1)

        assert capacity("--target", address, *once, slo="p95<10ms") == 5

    said = capsys.readouterr().out
    assert "INVALID: the driver was late" in said


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
    once = ("--scenario", work, "--arrivals", "constant:2", "--seconds", 1)

    assert capacity(*once, slo="max<30s,errors<1%") == 0
    assert "PASS" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--scenario", "opera"], "Unknown scenario 'opera'"),
        (["--arrivals", "flood:9"], "Unknown kind of arrivals 'flood'"),
        (["--arrivals", "ramp:9"], "write ramp(first rate, last rate, seconds)"),
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


def test_arrivals_are_written_as_flags(tmp_path: Path) -> None:
    """A kind and its rates; all stairs together last as long as is said."""
    (tmp_path / "trace.txt").write_text("100\n101\n103\n")

    assert arrivals_of("constant:2", 2, 0) == (0.0, 0.5, 1.0, 1.5)
    assert arrivals_of("stairs:1-2", 4, 0) == (0.0, 1.0, 2.0, 2.5, 3.0, 3.5)
    assert len(arrivals_of("ramp:1-3", 10, 0)) == 20
    assert arrivals_of(f"trace:{tmp_path / 'trace.txt'}", 9, 0) == (0.0, 1.0, 3.0)
    assert arrivals_of("poisson(5, 4)", 1, 7) == arrivals_of("poisson:5", 4, 7)
