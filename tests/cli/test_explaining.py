"""`fabula explain` and `fabula accept` over a real studio folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fabula.cli import main
from fabula.productions.video import steps


@pytest.fixture
def folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A studio folder that was made, edited, and made again."""
    board = folder / "storyboard.yaml"
    board.write_text(board.read_text().replace("water", "sea", 1))
    assert main(["run", str(folder), "--quiet"]) == 0
    capsys.readouterr()
    return folder


def test_edited_sentence_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After an edit one scene was narrated again, for one of its sentences."""
    assert main(["explain", "last", "narrate", "--folder", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    made = [place for place, line in enumerate(lines) if line.endswith(": made")]

    assert len(made) == 1
    assert lines[made[0]].startswith("narrate, scene: ")
    assert lines[made[0] + 1].startswith("  sentences[")
    assert lines[made[0] + 1].endswith("] changed")
    assert sum(line.endswith(": remembered") for line in lines) >= 1


def test_other_theme_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another theme: the slides say which field changed, and from what to what."""
    settings = folder / "fabula.yaml"
    settings.write_text(settings.read_text() + "theme: slate\n")
    main(["run", str(folder), "--quiet"])
    capsys.readouterr()

    assert main(["explain", "last", "paint_cover", "--folder", str(folder)]) == 0
    assert "look.theme: 'paper' -> 'slate'" in capsys.readouterr().out


def test_accepted_code_is_not_run(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A step whose code changed is a hit once the change is accepted, and not any more after."""
    pieces = dict(steps.read_back._code.pieces) if steps.read_back._code else {}
    changed = type(steps.read_back._code)("other", {**pieces, "function there.inspect": "new"})  # type: ignore[misc]
    monkeypatch.setattr(steps.read_back, "_code", changed)

    assert main(["accept", "read_back", "--folder", str(folder)]) == 0
    assert "accepted: function there.inspect is new" in capsys.readouterr().out
    assert main(["run", str(folder)]) == 0
    assert "(0 steps made" in capsys.readouterr().out
    assert main(["accept", "read_back", "--undo", "--folder", str(folder)]) == 0
    assert main(["accept", "--folder", str(folder)]) == 0
    assert "accepted for read_back" in capsys.readouterr().out
    assert main(["run", str(folder)]) == 0
    assert "(1 step made" in capsys.readouterr().out


def test_wrong_names_are_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 and what there is, for a step or a run that is not there."""
    assert main(["explain", "last", "narate", "--folder", str(folder)]) == 2
    assert "Did you mean 'narrate'?" in capsys.readouterr().err
    assert main(["accept", "narate", "--folder", str(folder)]) == 2
    assert "Did you mean 'narrate'?" in capsys.readouterr().err
    assert main(["accept", "steps.narrate", "--folder", str(folder)]) == 2
    assert "has not changed" in capsys.readouterr().err


def test_steps_are_known_from_the_start(folder: Path) -> None:
    """A process that has done nothing else yet knows which steps there are."""
    command = [sys.executable, "-m", "fabula", "accept", "narate", "--folder", str(folder)]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)

    assert "Did you mean 'narrate'?" in done.stderr
