"""`fabula lab leak` tells a leak from a cache, and who leaks."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from blockbuster import BlockBuster

from fabula.cli import main
from fabula.cli.lab.leak import longer_of, rows
from fabula.lab.resources.leaks import LeakVerdict

LEAKING = """
import keeper
keeper.kept.append([{"n": n} for n in range(60)])
"""


def leak(*words: str) -> int:
    """Run `fabula lab leak`, quickly."""
    return main(["lab", "leak", "--jobs", "8", "--warm-up", "2", "--longer", "2", *words])


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A script that keeps something in a module that stays."""
    (tmp_path / "keeper.py").write_text("kept = []\n")
    (tmp_path / "leaking.py").write_text(LEAKING)
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path / "leaking.py"


def test_leaking_script_is_found(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """1, with the line that keeps it; as JSON all of it."""
    assert leak("--json", "--", "python", str(script)) == 1
    told = json.loads(capsys.readouterr().out)

    assert (told["kind"], told["what"]) == ("LEAK", "objects")
    # A dictionary of numbers is no object that the garbage collector looks at.
    assert told["rises"]["objects"][-1] == pytest.approx(1, abs=0.9)
    assert told["rises"]["blocks"][-1] > 60
    assert any("leaking.py:3" in one["place"] for one in told["culprits"])


def test_clean_script_is_clean(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0, and a table of the three signals."""
    (tmp_path / "clean.py").write_text("text = str(list(range(100)))\n")

    assert leak("--", "python", str(tmp_path / "clean.py")) == 0
    said = capsys.readouterr().out
    assert "a job adds" in said
    assert "LEAK" not in said


def test_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    """A film that is made in this process ends; the folder that it was made in is taken away."""
    (tmp_path / "paper.md").write_text("# Tides\n\nThe moon pulls the sea. The sea follows it.\n")
    (tmp_path / "temporary").mkdir()
    line = ["lab", "leak", "--jobs", "99", "--", "fabula", "video", "paper.md", "-o", "film.mp4"]
    with subprocess.Popen(
        [sys.executable, "-m", "fabula", *line],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path / "temporary")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as watching:
        assert watching.stdout is not None
        while "job 10" not in watching.stdout.readline():
            assert watching.poll() is None
        watching.send_signal(signal.SIGINT)
        _, said = watching.communicate(timeout=20)

    assert watching.returncode == 130
    assert said.endswith("stopped.\n")
    assert not list((tmp_path / "temporary").glob("fabula-lab-*"))


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("production", ["video", "episode"])
def test_production_does_not_leak(production: str, no_blocking: BlockBuster) -> None:
    """Films and episodes by stand-ins; what comes with Fabula is read when it is first needed."""
    no_blocking.deactivate()
    words = ["--production", production, "--jobs", "20", "--warm-up", "5", "--longer", "3"]

    assert main(["lab", "leak", *words]) == 0


def test_signals_are_a_table() -> None:
    """A column for each length, only as many as there were."""
    rises = {"objects": (1.0, 1.0), "blocks": (52.0, 51.0), "memory": (20_000.0, 21_000.0)}
    verdict = LeakVerdict("LEAK", "objects", 21_000.0, 0.034, 60, rises)

    assert rows(verdict, [20, 60, 180]) == [
        "a job adds        after 20      after 60",
        "objects               +1.0          +1.0",
        "blocks               +52.0         +51.0",
        "memory            +20.0 KB      +21.0 KB",
        "memory               +3.4% in the first 20 jobs, in all",
    ]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--jobs", "3"], "fewer than 8"),
        (["--longer", "9,3"], "numbers that grow"),
        (["--longer", "x"], "numbers that grow"),
        (["--", "ls"], "process of its own"),
    ],
)
def test_mistakes_are_told(words: list[str], why: str, capsys: pytest.CaptureFixture[str]) -> None:
    """2, and what is possible."""
    assert main(["lab", "leak", *words]) == 2
    assert why in capsys.readouterr().err


def test_run_may_be_of_one_length() -> None:
    """Without a longer one a leak cannot be told from a cache, but that may be wanted."""
    assert longer_of("") == ()
