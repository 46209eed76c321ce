"""`fabula lab` runs suites, tells what it found, and ends with a code that says it."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from fabula.cli import main
from fabula.lab.record_file import read_record

PASSING = '''
from fabula.lab import Lab, Metric, scenario

TOOK = Metric("took", "s")

@scenario("mine", "stress", measures=(TOOK,))
async def quick(lab: Lab) -> None:
    """Is quick."""
    lab.record(TOOK, 1.0)
'''
TARGET = """
[[target]]
id = "X-took"
document = "X"
suite = "mine"
metric = "took"
says = "It is quick"
below = {limit}
unit = "s"
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A suite of one's own."""
    path = tmp_path / "mine.py"
    path.write_text(PASSING)
    return path


def lab(*words: object) -> int:
    """Run `fabula lab`."""
    return main(["lab", *map(str, words)])


def test_run_ends_with_its_verdict(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0 where all is met, 1 where a target is missed."""
    limits = [mine.with_name(f"{limit}.toml") for limit in (2.0, 0.5)]
    for path in limits:
        path.write_text(TARGET.format(limit=path.stem))

    codes = [lab("run", mine, "--targets", path) for path in limits]

    said = capsys.readouterr().out
    assert codes == [0, 1]
    assert "1 of 1 targets met" in said
    assert "0 of 1 targets met, 1 missed" in said


def test_run_writes_the_record(mine: Path, tmp_path: Path) -> None:
    """`--out` gives the record a place."""
    assert lab("run", mine, "--out", tmp_path / "out", "--seed", 5) == 0

    record = read_record(tmp_path / "out" / "lab-run.json")
    assert record.outcomes[0].samples[0].values == (1.0,)
    assert record.setup.seed == 5


def test_nothing_judged_is_no_success(mine: Path) -> None:
    """A run that ran nothing ends with 5."""
    assert lab("run", mine, "--type", "reliability") == 5


def test_unreachable_deployment_is_told(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody answers at the address: 4."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"

        assert lab("run", mine, "--target", address) == 4

    assert "does not answer" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nosuch"], "Unknown suite 'nosuch'"),
        (["engine", "--type", "nosuch"], "--type nosuch: known are performance"),
        (["engine", "--concurrency", "many"], "needs numbers from 1 on"),
        (["engine", "--clock", "sun"], "Unknown clock 'sun'"),
        (["engine", "--target", "moon"], "Unknown deployment 'moon'"),
        (["gone.py"], "gone.py: is not there"),
    ],
)
def test_wrong_usage_is_told(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With exit code 2, and what would be right."""
    assert lab("run", *words) == 2

    assert told in capsys.readouterr().err


def test_list_names_everything(capsys: pytest.CaptureFixture[str]) -> None:
    """Suites with their scenarios, targets where asked for, aliases and reports."""
    assert lab("list") == 0
    assert lab("list", "engine", "--targets") == 0

    said = capsys.readouterr().out
    assert "side_by_side" in said
    assert "F-speedup" in said
    assert "brain_service" in said
