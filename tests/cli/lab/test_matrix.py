"""`fabula lab matrix` strikes, tells and reports."""

from __future__ import annotations

from pathlib import Path

import pytest
from blockbuster import BlockBuster

from fabula.cli import main
from fabula.lab.record_file import read_record


@pytest.fixture(autouse=True)
def loop_may_read(no_blocking: BlockBuster) -> None:
    """On the virtual clock reading a file takes no time."""
    no_blocking.deactivate()


def test_matrix_is_told_and_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A table on the terminal, and the same in every report of the record."""
    words = ["--faults", "429:1,seconds=0.5", "--moments", "middle", "--out", str(tmp_path)]
    code = main(["lab", "matrix", *words, "--format", "json,html,reliability"])
    said = capsys.readouterr().out
    assert code == 0, said
    table = read_record(tmp_path / "lab-run.json").outcomes[0].tables[0]

    assert "429:1,seconds=0.5  in the middle  made" in said
    assert "T-recovery" in said
    assert table.rows[0][:3] == ("429:1,seconds=0.5", "in the middle", "made")
    for report in ("lab-report.html", "reliability_report.md"):
        assert "Faults x moments: video" in (tmp_path / report).read_text()


def test_fault_that_is_never_recovered_from_is_a_miss(capsys: pytest.CaptureFixture[str]) -> None:
    """A film that is given up while its provider was away for a moment; exit code 1."""
    words = ["--faults", "close:1", "--moments", "start"]

    assert main(["lab", "matrix", *words]) == 1
    assert "FAIL" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "why"),
    [(["--faults", "4711:1"], "Unknown fault"), (["--moments", "soon"], "no moment")],
)
def test_mistakes_are_told(words: list[str], why: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is made."""
    assert main(["lab", "matrix", *words]) == 2
    assert why in capsys.readouterr().err
