"""`fabula episode` and folders of episodes: written, edited by a person, and written again."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from fabula.cli import main
from fabula.media.screenplay import read_script

PREMISE = "premise: A retired magician opens a dentist's office with his old assistant.\n"
ORDER = "minutes: 6\nscenes: 3\nformats: [fountain]\n"


@pytest.fixture
def outline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A premise in a file; what is remembered goes to a folder beside it."""
    monkeypatch.setenv("FABULA_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "teeth.yaml"
    path.write_text(PREMISE)
    return path


@pytest.fixture
def folder(outline: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A studio folder of an episode that was written once."""
    path = outline.with_name("teeth")
    assert main(["new", "episode", str(path), "--source", str(outline)]) == 0
    settings = path / "fabula.yaml"
    settings.write_text(settings.read_text() + ORDER)
    assert main(["run", str(path), "--quiet"]) == 0
    capsys.readouterr()
    return path


def rows(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """What was printed as JSON lines."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def status(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """What `fabula status` says of each file."""
    capsys.readouterr()
    assert main(["status", str(folder), "--json"]) == 0
    found: dict[str, str] = json.loads(capsys.readouterr().out)
    return found


def test_premise_becomes_files(outline: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The script in every format that was asked for lies here, and its report."""
    flags = ["--minutes", "6", "--scenes", "3", "--formats", "fountain,pdf"]
    code = main(["episode", str(outline), *flags])
    said = capsys.readouterr().out
    made = {path.name for path in outline.parent.glob("teeth.*")}

    assert code == 0
    assert "3 scenes" in said
    assert made == {
        "teeth.yaml", "teeth.fountain", "teeth.pdf", "teeth.report.html", "teeth.report.json",
    }  # fmt: skip
    assert (
        len(read_script((outline.parent / "teeth.fountain").read_bytes(), "f.fountain").scenes) == 3
    )


def test_folder_holds_everything(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Bible, outline, scenes, script and report are there, and all is made."""
    found = status(folder, capsys)

    assert set(found) == {
        "bible.yaml", "story.yaml", "scenes/01.yaml", "scenes/02.yaml", "scenes/03.yaml",
        "teeth.fountain", "report.html", "report.json",
    }  # fmt: skip
    assert set(found.values()) == {"made"}


def test_edited_scene_stays(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One edited line is in the script; nothing else is written anew, and the edit stays."""
    scene = folder / "scenes" / "02.yaml"
    line = next(text for text in scene.read_text().splitlines() if "line:" in text)
    edited = scene.read_text().replace(line, line.split("line:")[0] + "line: Bring the rabbit.", 1)
    scene.write_text(edited)
    before = status(folder, capsys)
    code = main(["run", str(folder), "--json"])
    told = rows(capsys)
    written = [row for row in told if row.get("step") == "write_dialogue" and "how" in row]

    assert before["scenes/02.yaml"] == "edited"
    assert before["teeth.fountain"] == "stale"
    assert code == 0
    assert written == []
    assert scene.read_text() == edited
    assert "Bring the rabbit." in (folder / "teeth.fountain").read_text()
    assert status(folder, capsys)["teeth.fountain"] == "made"


def test_plan_shows_what_an_edit_costs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is made: an edited outline would have its scenes written again."""
    draft = folder.with_name("draft.yaml")
    story = (folder / "story.yaml").read_text()
    place = re.search(r"number: 2\n\s+location: (.+)", story)
    assert place
    draft.write_text(f"{story[: place.start(1)]}THE ROOF{story[place.end(1) :]}")
    capsys.readouterr()
    code = main(["plan", str(folder), "--edit", f"story.yaml={draft}", "--json"])
    (plan,) = rows(capsys)
    steps = plan["steps"]
    assert isinstance(steps, list)
    runs = {(s["step"].rpartition(".")[2], s["part"]) for s in steps if s["what"] == "run"}

    assert code == 0
    assert ("write_scene", "scene: 02") in runs
    assert ("write_scene", "scene: 01") not in runs


def test_earlier_words_come_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a person wrote in a scene is a take, and a later one keeps it."""
    scene = folder / "scenes" / "01.yaml"
    written = scene.read_text()
    scene.write_text(f"# mine\n{written}")
    assert main(["run", str(folder), "--quiet"]) == 0
    scene.write_text(f"# mine, again\n{written.replace('line: ', 'line: Oh. ', 1)}")
    assert main(["run", str(folder), "--quiet"]) == 0
    capsys.readouterr()
    assert main(["takes", str(folder), "write_scene", "--part", "01", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    mine = [take["id"] for take in listed if take["take"] == 0]
    code = main(["take", str(folder), "write_scene", "--part", "01", "--take", mine[0], "--quiet"])

    assert code == 0
    assert scene.read_text() == f"# mine\n{written}"


def test_script_is_a_beginning(outline: Path) -> None:
    """A script that was written elsewhere is measured as it is, and comes out in other formats."""
    script = outline.with_name("old.fountain")
    script.write_text(
        "Title: Old\n\nINT. BARN - DAY\n\nA cow.\n\nANN\nThat is a cow.\n\nBOB\nIt is not.\n"
    )
    flags = ["--formats", "fdx,fountain", "--out", "new", "--quiet"]
    code = main(["episode", str(script), *flags])
    again = read_script(outline.with_name("new.fountain").read_bytes(), "new.fountain")

    assert code == 0
    assert "It is not." in [element.text for element in again.elements]
    assert outline.with_name("new.fdx").exists()


def test_source_is_not_written_over(outline: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the episode is made from is refused as its name, before anything is made."""
    script = outline.with_name("old.fountain")
    script.write_text("INT. BARN - DAY\n\nANN\nThat is a cow.\n")
    code = main(["episode", str(script)])

    assert code == 2
    assert "name another with --out" in capsys.readouterr().err
    assert script.read_text().startswith("INT. BARN")


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (["missing.yaml"], "no such file"),
        (["teeth.yaml", "--minutes", "0"], "minutes is 0"),
        (["teeth.yaml", "--formats", "epub"], "formats is 'epub'"),
    ],
)
def test_mistake_is_told(
    outline: Path, capsys: pytest.CaptureFixture[str], flags: list[str], told: str
) -> None:
    """With exit code 2, and nothing made."""
    assert main(["episode", *flags]) == 2
    assert told in capsys.readouterr().err
    assert [path.name for path in outline.parent.glob("*.fountain")] == []


def test_example_is_begun(tmp_path: Path) -> None:
    """Without a source, a folder begins with the worked example."""
    assert main(["new", "episode", str(tmp_path / "luna")]) == 0
    assert "I Love Luna" in (tmp_path / "luna" / "outline.yaml").read_text()


def test_scene_of_no_outline_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A scene whose number the outline does not have is named by the run and by the status."""
    text = (folder / "scenes" / "03.yaml").read_text()
    (folder / "scenes" / "07.yaml").write_text(text.replace("scene_number: 3", "scene_number: 7"))
    assert main(["run", str(folder), "--quiet"]) == 0
    said = capsys.readouterr()

    assert "07.yaml is not used: the outline has scenes 1 to 3" in said.out + said.err
    assert status(folder, capsys)["scenes/07.yaml"] == "unused"


def test_other_length_is_told(outline: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An episode that plays much longer than it was ordered says so."""
    flags = ["--minutes", "1", "--scenes", "5", "--formats", "fountain", "--quiet"]
    assert main(["episode", str(outline), *flags]) == 0
    said = capsys.readouterr()

    assert re.search(r"It plays \d:\d\d, and 1:00 was ordered", said.out + said.err)


def test_script_of_unknown_origin_is_kept(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without its ledger a folder replaces the script, and what a person typed into it stays."""
    script = folder / "teeth.fountain"
    script.write_text(script.read_text() + "\nMy own last words.\n")
    shutil.rmtree(folder / ".fabula")
    assert main(["run", str(folder), "--quiet"]) == 0
    said = capsys.readouterr()

    assert "My own last words." not in script.read_text()
    assert "My own last words." in (folder / "teeth.before.fountain").read_text()
    assert "teeth.before.fountain may hold your words" in said.out + said.err


def test_script_without_scenes_is_told(outline: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Text without a scene heading is no script to begin from, and the remedy is told."""
    script = outline.with_name("prose.fountain")
    script.write_text("Once upon a time.\n")

    assert main(["episode", str(script)]) == 2
    assert 'has no scene. A scene begins with a heading like "INT.' in capsys.readouterr().err


def test_another_take_is_another_scene(folder: Path) -> None:
    """Without a model, too: the scene is written anew, and the others stay."""
    scenes = [folder / "scenes" / f"0{number}.yaml" for number in (1, 2)]
    before = [scene.read_text() for scene in scenes]
    code = main(["take", str(folder), "write_scene", "--part", "02", "--quiet"])
    after = [scene.read_text() for scene in scenes]

    assert code == 0
    assert after[0] == before[0]
    assert after[1] != before[1]
