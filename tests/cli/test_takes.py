"""`fabula takes`, `fabula take` and `fabula pin` over a real studio folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fabula.cli import main


def listed(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> list[dict[str, Any]]:
    """What `fabula takes --json` says."""
    capsys.readouterr()
    assert main(["takes", str(folder), *more, "--json"]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def test_every_edit_is_kept(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two edits of the storyboard are two takes by a person, beside the one of the writer."""
    board = folder / "storyboard.yaml"
    for word in ("sea", "ocean"):
        board.write_text(board.read_text().replace("water", word, 1))
        assert main(["run", str(folder), "--quiet"]) == 0
    takes = listed(folder, capsys, "write_storyboard")

    assert [take["who"].split()[0] for take in takes] == ["offline", "person", "person"]
    assert [take["played"] for take in takes] == [False, False, True]


def test_another_take_of_one_scene(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second take of a scene's narration is made and played, and the first can come back."""
    assert main(["take", str(folder), "narrate", "--scene", "1"]) == 0
    assert capsys.readouterr().out.startswith("take 2: narrate, scene: ")
    takes = listed(folder, capsys, "narrate", "--scene", "1")
    assert [(take["take"], take["played"]) for take in takes] == [(1, False), (2, True)]

    assert main(["take", str(folder), "narrate", "--scene", "1", "--take", "1"]) == 0
    assert "(0 steps made" in capsys.readouterr().out


def test_pinned_narration_outlives_an_edit(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The narration that was pinned is heard, though its sentence was edited since."""
    assert main(["pin", str(folder), "narrate", "--scene", "1"]) == 0
    board = folder / "storyboard.yaml"
    board.write_text(board.read_text().replace("water", "sea", 1).replace("harbour", "port", 1))
    main(["run", str(folder), "--quiet"])
    takes = listed(folder, capsys, "narrate", "--scene", "1")

    assert [(take["pinned"], take["played"]) for take in takes] == [(True, True)]
    assert main(["takes", str(folder), "narrate", "--scene", "1"]) == 0
    assert ", pinned" in capsys.readouterr().out
    assert main(["pin", str(folder), "narrate", "--scene", "1", "--undo"]) == 0
    assert main(["pin", str(folder), "narrate", "--scene", "1", "--undo"]) == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["take", "narate"], "Did you mean 'narrate'?"),
        (["take", "narrate", "--scene", "99"], "Unknown part"),
        (["take", "narrate", "--take", "0"], "counted from 1"),
        (["take", "write_storyboard"], "move it away"),
    ],
)
def test_wrong_words_are_told(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    """Exit code 2 and what to do."""
    board = folder / "storyboard.yaml"
    board.write_text(board.read_text().replace("water", "sea", 1))
    command, *rest = words

    assert main([command, str(folder), *rest]) == 2
    assert told in capsys.readouterr().err
