"""`fabula lab rehearse` foretells how long a work takes, and whether it is done in time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from blockbuster import BlockBuster

from fabula.cli import main
from fabula.cli.lab.rehearse import lines
from fabula.lab.clock import Rehearsal
from fabula.lab.record_file import read_record

NOWHERE: Any = None
DONE = Rehearsal(0, 10.0, 4.0, "", 1, 0, NOWHERE)
REHEARSALS = [
    DONE,
    replace(DONE, seconds=20.0, holes=1),
    replace(DONE, seconds=30.0, first_seconds=None),
    replace(DONE, seconds=5.0, failure="nobody answers"),
]


@pytest.fixture(autouse=True)
def loop_may_read(no_blocking: BlockBuster) -> None:
    """On the virtual clock reading a file takes no time."""
    no_blocking.deactivate()


def test_deadline_is_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two answers of a second, one after the other: a film in two seconds, in no time."""
    words = ["--seeds", "2", "--latency", "1", "--out", str(tmp_path), "--format"]
    code = main(["lab", "rehearse", *words, "json,performance", "--deadline", "3s"])
    said = capsys.readouterr().out
    outcome = read_record(tmp_path / "lab-run.json").outcomes[0]
    seconds = next(one for one in outcome.samples if one.metric.id == "response.seconds")

    assert code == 0, said
    assert "within 3 s: 100%" in said
    assert (seconds.values, seconds.metric.kind) == ((2.0, 2.0), "virtual")
    assert outcome.tables[0].rows[0][:2] == ("critical path", "write_storyboard: text")
    assert "What-If" in (tmp_path / "performance_report.md").read_text()


def test_deadline_that_is_missed_is_a_miss(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1; a smaller share may be enough."""
    words = ["lab", "rehearse", "--seeds", "1", "--latency", "1", "--deadline", "1s"]

    assert main(words) == 1
    assert "FAIL" in capsys.readouterr().out
    assert main([*words, "--at-least", "0%"]) == 0


def test_rehearsals_are_told_in_lines() -> None:
    """How many ended how, how long they took, and the odds; one that failed is never in time."""
    assert lines(REHEARSALS, 20.0) == [
        "4 rehearsals: 3 finished, 1 of them with holes, 1 failed; 4 retries",
        "done: half of them within 20 s, 95 % within 29 s, all within 30 s",
        "first part: half of them within 4 s, 95 % within 4 s, all within 4 s",
        "within 20 s: 50%",
    ]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--seeds", "0"], "at least one"),
        (["--deadline", "soon"], "100ms or 2s"),
        (["--faults", "4711"], "Unknown fault"),
        (["--latency", "slow"], "slow"),
        (["--deadline", "1s", "--at-least", "200%"], "more than all"),
    ],
)
def test_mistakes_are_told(words: list[str], why: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is rehearsed."""
    assert main(["lab", "rehearse", *words]) == 2
    assert why in capsys.readouterr().err
