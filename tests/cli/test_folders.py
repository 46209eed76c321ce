"""Studio folders: begun, made, edited by a person, made again; nothing of theirs is lost."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from fabula.cli import main
from fabula.productions.video.storyboard import Storyboard
from fabula.store.written import read_written, write_readable


def status(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """What `fabula status` says of each file."""
    capsys.readouterr()
    assert main(["status", str(folder), "--json"]) == 0
    found: dict[str, str] = json.loads(capsys.readouterr().out)
    return found


def result(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, object]]]:
    """Exit code and events of another run."""
    capsys.readouterr()
    code = main(["run", str(folder), "--json"])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_folder_holds_everything(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After a run the film, the storyboard and the report are there, and all is made."""
    report = json.loads((folder / "report.json").read_text())

    assert set(status(folder, capsys).values()) == {"made"}
    assert report["faults"] == []
    assert report["loudness_lufs"] == pytest.approx(-23, abs=0.5)
    assert (folder / "talk.mp4").stat().st_size > 50_000


def test_edit_makes_only_its_scene(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One edited sentence is spoken anew, and no slide is painted; the edit stays as written."""
    board = folder / "storyboard.yaml"
    edited = board.read_text().replace("water", "sea", 1)
    board.write_text(edited)

    before = status(folder, capsys)
    code, rows = result(folder, capsys)
    made = [str(row["step"]) for row in rows if row.get("how") == "made" and "step" in row]
    said = [row for row in rows if row["kind"] == "model.called" and row["how"] == "made"]
    assert before["storyboard.yaml"] == "edited"
    assert before["talk.mp4"] == "stale"
    assert code == 0
    assert sorted(made) == ["encode_sound", "join_clips", "narrate", "read_back", "set_captions"]
    assert len(said) == 1
    assert board.read_text() == edited
    assert status(folder, capsys)["talk.mp4"] == "made"


def test_changed_document_makes_the_edit_stale(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An edited storyboard is still used when its document changed, and shown as stale."""
    board = folder / "storyboard.yaml"
    board.write_text(board.read_text().replace("water", "sea", 1))
    source = folder / "tides.md"
    source.write_text(source.read_text() + "\nThe sea never rests.\n")

    assert status(folder, capsys)["storyboard.yaml"] == "edited and stale"
    assert result(folder, capsys)[0] == 0
    assert "sea" in board.read_text()


def test_mistake_is_told_and_nothing_changes(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong word in the storyboard: exit code 2, file, line and field, and the film as it was."""
    board = folder / "storyboard.yaml"
    film = (folder / "talk.mp4").read_bytes()
    board.write_text(board.read_text().replace("kind: title", "kind: titel", 1))

    assert main(["run", str(folder)]) == 2
    told = capsys.readouterr().err
    assert "storyboard.yaml, line " in told
    assert "visual.kind" in told
    assert "Did you mean 'title'?" in told
    assert (folder / "talk.mp4").read_bytes() == film


def test_unknown_figure_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A storyboard that shows a figure which the document has not is refused by scene."""
    board = folder / "storyboard.yaml"
    text = board.read_text()
    start = text.index("visual:")
    end = text.index("- title:", start)
    shown = "visual:\n    kind: figure\n    heading: Moon\n    passage: p9.9\n"
    board.write_text(text[:start] + shown + text[end:])

    assert main(["run", str(folder)]) == 2
    assert "scene 1" in capsys.readouterr().err


def test_silent_scene_is_a_hole(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A scene that cannot be made is named, the film is made without it: exit code 3."""
    path = folder / "storyboard.yaml"
    board = read_written(path.read_bytes(), "storyboard.yaml", Storyboard)
    whole = path.read_bytes()
    mute = replace(board.scenes[-1], title="Mute", narration=())
    path.write_bytes(write_readable(replace(board, scenes=(*board.scenes[:-1], mute))))

    code, rows = result(folder, capsys)
    holes = rows[-1]["holes"]
    assert code == 3
    assert isinstance(holes, list)
    assert holes[0]["title"] == "Mute"
    assert "says nothing" in holes[0]["reason"]
    path.write_bytes(whole)
    code, rows = result(folder, capsys)
    assert code == 0


def test_edited_film_is_not_overwritten(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A film that someone cut by hand stays, and the message says what to do."""
    (folder / "talk.mp4").write_bytes(b"cut by hand")

    assert main(["run", str(folder)]) == 2
    assert "move it away" in capsys.readouterr().err
    assert (folder / "talk.mp4").read_bytes() == b"cut by hand"


def test_hidden_folder_is_safe_to_delete(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without `.fabula` the storyboard counts as a person's, and the film is made again."""
    board = (folder / "storyboard.yaml").read_bytes()
    shutil.rmtree(folder / ".fabula")

    assert result(folder, capsys)[0] == 0
    assert (folder / "storyboard.yaml").read_bytes() == board


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("minutes: many\n", "line 4, field 'minutes'"),
        ("minuts: 3\n", "Did you mean 'minutes'?"),
        ("theme: papper\n", "Did you mean 'paper'?"),
        ("source: ../secret.md\n", "line 4"),
    ],
)
def test_wrong_settings_are_told(
    document: Path, capsys: pytest.CaptureFixture[str], line: str, told: str
) -> None:
    """A mistake in fabula.yaml is told by line and field, with a remedy."""
    path = document.with_name("talk")
    main(["new", "video", str(path), "--source", str(document)])
    settings = path / "fabula.yaml"
    settings.write_text(settings.read_text() + line)

    assert main(["run", str(path)]) == 2
    assert told in capsys.readouterr().err


def test_changed_words_are_all_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a person wrote is said, also where it is mostly numbers."""
    board = folder / "storyboard.yaml"
    path = board.read_text()
    start = path.index("- text: ")
    end = path.index("\n", start)
    board.write_text(path[:start] + '- text: "0800 123 456."' + path[end:])
    settings = folder / "fabula.yaml"
    settings.write_text(settings.read_text() + "captions: soft, srt\n")

    assert result(folder, capsys)[0] == 0
    assert "0800 123 456." in (folder / "talk.srt").read_text()


def test_film_with_a_hole_is_not_made(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`fabula status` does not call a film made that lacks a scene."""
    path = folder / "storyboard.yaml"
    board = read_written(path.read_bytes(), "storyboard.yaml", Storyboard)
    mute = replace(board.scenes[-1], title="Mute", narration=())
    path.write_bytes(write_readable(replace(board, scenes=(*board.scenes[:-1], mute))))

    assert result(folder, capsys)[0] == 3
    assert status(folder, capsys)["talk.mp4"] == "stale"


def test_document_named_like_a_work_is_kept(document: Path) -> None:
    """A document that is called like one of the folder's own files gets another name there."""
    source = document.with_name("report.json")
    source.write_bytes(document.read_bytes())
    path = document.with_name("talk")

    assert main(["new", "video", str(path), "--source", str(source)]) == 0
    assert (path / "document-report.json").read_bytes() == document.read_bytes()


def test_source_stays_in_the_folder(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A document outside of the studio folder is refused."""
    path = document.with_name("talk")
    main(["new", "video", str(path), "--source", str(document)])
    (path / "fabula.yaml").write_text("source: ../tides.md\n")

    assert main(["run", str(path)]) == 2
    assert "outside" in capsys.readouterr().err


def test_folder_in_use_is_not_begun_again(
    document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder with anything in it is left alone."""
    assert main(["new", "video", str(document.parent)]) == 2
    assert "is there already" in capsys.readouterr().err


def test_folder_that_is_none_says_how(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`fabula run` in any other folder tells how to begin one."""
    assert main(["run", str(tmp_path)]) == 2
    assert "fabula new video" in capsys.readouterr().err
