"""`fabula takes`, `fabula take` and `fabula pin` over a real studio folder."""

from __future__ import annotations

import json
import shlex
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


def test_pinned_take_says_how_to_let_it_go(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line can be typed as it is told, folder and all."""
    assert main(["pin", str(folder), "narrate", "--scene", "1"]) == 0
    assert main(["take", str(folder), "narrate", "--scene", "1"]) == 2
    *_, release = capsys.readouterr().err.strip().partition("Let it go first: fabula ")

    assert main(shlex.split(release)) == 0
    assert str(folder) in release


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
        (["take", "narrate", "--take", "best"], "a number, or an id"),
        (["take", "narrate", "--take", "0123456789"], "Unknown take '0123456789'"),
        (["take", "write_storyboard", "--take", "0123456789"], "Unknown take '0123456789'"),
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


def test_own_words_come_back_as_typed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An earlier edit comes back with its comments, and the present one is kept, run or not."""
    board = folder / "storyboard.yaml"
    first = "# mine\n" + board.read_text().replace("water", "sea", 1)
    second = "# mine, too\n" + first.replace("sea", "ocean", 1)
    board.write_text(first)
    assert main(["run", str(folder), "--quiet"]) == 0
    board.write_text(second)
    (_, mine) = listed(folder, capsys, "write_storyboard")
    assert main(["take", str(folder), "write_storyboard", "--take", mine["id"]]) == 0
    assert board.read_text() == first
    out = capsys.readouterr().out
    takes = listed(folder, capsys, "write_storyboard")
    assert [(take["take"], take["played"]) for take in takes] == [(1, False), (0, True), (0, False)]
    assert f"kept: {board}, as take {takes[2]['id']}" in out

    assert main(["take", str(folder), "write_storyboard", "--take", takes[2]["id"]]) == 0
    assert board.read_text() == second


@pytest.mark.parametrize("by_id", [True, False])
def test_writers_take_comes_back(
    folder: Path, capsys: pytest.CaptureFixture[str], by_id: bool
) -> None:
    """The writer's storyboard stands in the file again; the edit before it is a take."""
    board = folder / "storyboard.yaml"
    theirs, mine = board.read_bytes(), board.read_text().replace("water", "sea", 1)
    board.write_text(mine)
    takes = listed(folder, capsys, "write_storyboard")
    which = takes[0]["id"] if by_id else "1"
    assert main(["take", str(folder), "write_storyboard", "--take", which]) == 0
    assert board.read_bytes() == theirs
    takes = listed(folder, capsys, "write_storyboard")
    assert [(take["played"], take["pinned"]) for take in takes] == [(True, by_id), (False, False)]

    assert main(["take", str(folder), "write_storyboard", "--take", takes[1]["id"]]) == 0
    assert board.read_text() == mine


def test_unfinished_sentence_loses_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file with a mistake in it cannot be kept as a take, so it stays where it is."""
    board = folder / "storyboard.yaml"
    board.write_text(board.read_text().replace("narration:", "naration:", 1))
    broken = board.read_bytes()
    assert main(["take", str(folder), "write_storyboard", "--take", "1"]) == 2

    assert board.read_bytes() == broken
    assert "Did you mean 'narration'?" in capsys.readouterr().err


def test_earlier_sound_holds_its_place(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A take of other words than today's is brought back by its id, and says that it is stale."""
    (first,) = listed(folder, capsys, "narrate", "--scene", "1")
    board = folder / "storyboard.yaml"
    board.write_text(board.read_text().replace("harbour", "port", 1))
    main(["run", str(folder), "--quiet"])
    assert main(["take", str(folder), "narrate", "--take", first["id"]]) == 0
    takes = listed(folder, capsys, "narrate", "--scene", "1")

    assert [(take["played"], take["pinned"]) for take in takes] == [(True, True), (False, False)]
    assert main(["status", str(folder)]) == 0
    assert "pinned and stale" in capsys.readouterr().out
