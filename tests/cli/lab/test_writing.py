"""What a command of the lab writes, and what it tells before it measures."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabula.cli import main

SUITE = """
from pathlib import Path

from fabula.lab import Lab, Metric, scenario

TOOK = Metric("took", "s")


@scenario("mine", "stress", measures=(TOOK,))
async def quick(lab: Lab) -> None:
    \"\"\"Is quick.\"\"\"
    Path("measured").touch()
    lab.record(TOOK, 1.0)
"""


@pytest.fixture
def suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A suite that leaves a trace of having been run."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "mine.py"
    path.write_text(SUITE)
    return path


def test_out_always_gets_the_record(suite: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever reports are asked for, so that others can be made of it later."""
    assert main(["lab", "run", str(suite), "--out", "reports", "--format", "html"]) == 0
    written = {path.name for path in Path("reports").iterdir()}
    capsys.readouterr()

    assert written == {"lab-run.json", "lab-report.html"}
    assert main(["lab", "report", "reports", "--format", "csv"]) == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--format", "htlm"], "Unknown report 'htlm'"),
        (["--budget", "soon"], "'soon' is no time above 0"),
    ],
)
def test_mistakes_are_told_before_anything_is_measured(
    suite: Path, capsys: pytest.CaptureFixture[str], words: list[str], why: str
) -> None:
    """An hour's run does not end with a word that was spelled wrong."""
    assert main(["lab", "run", str(suite), *words]) == 2
    assert why in capsys.readouterr().err
    assert not Path("measured").exists()
