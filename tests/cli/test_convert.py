"""`fabula convert` turns a screenplay from any format into any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabula.cli import main

SCRIPT = """Title: Luna

INT. DOME - DAY

Luna waters a fern.

LUNA
You never call.
"""


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A script in a folder that is the current one."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "luna.fountain"
    path.write_text(SCRIPT)
    return path


@pytest.mark.parametrize("form", ["fdx", "fountain", "html", "json", "pdf"])
def test_every_format_is_written(
    script: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line says what was made and how long it is."""
    assert main(["convert", script.name, f"new.{form}"]) == 0
    assert capsys.readouterr().out == f"new.{form}: 1 page, 1 scene\n"
    assert (script.parent / f"new.{form}").stat().st_size > 60


@pytest.mark.usefixtures("script")
def test_there_and_back_is_the_same() -> None:
    """Fountain to FDX to JSON to Fountain loses nothing."""
    for source, target in (("luna.fountain", "a.fdx"), ("a.fdx", "b.json"), ("b.json", "c.spmd")):
        assert main(["convert", source, target]) == 0

    assert Path("c.spmd").read_text() == SCRIPT


def test_scenes_can_be_numbered(script: Path) -> None:
    """--number-scenes gives a number to scenes without one."""
    main(["convert", script.name, "n.fountain", "--number-scenes"])

    assert "INT. DOME - DAY #1#" in Path("n.fountain").read_text()


def test_layout_and_paper_are_chosen(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Several cameras on A4; a word that is not known is told."""
    assert main(["convert", script.name, "m.pdf", "--layout", "multicam", "--paper", "a4"]) == 0
    assert main(["convert", script.name, "m.pdf", "--layout", "multicm"]) == 2
    assert "Did you mean 'multicam'?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        ("no.fountain", "a.pdf", "no.fountain: no such file. In that folder there is luna."),
        ("luna.fountain", "a.doc", "Unknown format of a screenplay '.doc'"),
        ("luna.fountain", "luna.fountain", "luna.fountain is the source"),
        ("luna.fountain", "there.fdx", "there.fdx is there already; name another file, or add"),
        ("luna.fountain", "folder.pdf", "folder.pdf is a folder"),
        ("there.fdx", "a.pdf", "there.fdx, line 1: is not XML"),
    ],
)
def test_mistakes_are_told(
    script: Path, source: str, target: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each ends with code 2, a remedy, and no file."""
    Path("there.fdx").write_text("a person's words")
    Path("folder.pdf").mkdir()
    before = sorted(script.parent.iterdir())

    assert main(["convert", source, target]) == 2
    assert message in capsys.readouterr().err
    assert sorted(script.parent.iterdir()) == before
    assert Path("there.fdx").read_text() == "a person's words"


def test_text_is_replaced_when_asked(script: Path) -> None:
    """--replace writes over a script; a PDF is written over anyway."""
    for target in ("a.fdx", "a.pdf"):
        assert main(["convert", script.name, target]) == 0
        assert main(["convert", script.name, target, "--replace"]) == 0

    assert main(["convert", script.name, "a.pdf"]) == 0


def test_notes_are_told(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What could not be kept or printed is said below the result."""
    script.write_text("Luna \u6f22.")
    main(["convert", script.name, "a.pdf"])

    assert "note: In neither face, printed as \u25a1: \u6f22" in capsys.readouterr().out
