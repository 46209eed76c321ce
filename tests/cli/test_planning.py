"""`fabula plan` and `fabula video --plan`: told before anything is made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fabula.cli import main


def planned(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, Any]:
    """What `fabula plan --json` says."""
    capsys.readouterr()
    assert main(["plan", str(folder), "--json", *more]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def named(plan: dict[str, Any], what: str) -> list[str]:
    """The names of the steps that are hits, held, to be run or unknown."""
    return [one["step"].rpartition(".")[2] for one in plan["steps"] if one["what"] == what]


def test_finished_folder_has_nothing_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All is remembered, nothing will run; the words say so too."""
    plan = planned(folder, capsys)

    assert {one["what"] for one in plan["steps"]} == {"hit"}
    assert (plan["seconds"], plan["usd"]) == ([0, 0], [0, 0])
    assert main(["plan", str(folder)]) == 0
    assert "remembered, 0 will run." in capsys.readouterr().out


def test_draft_shows_what_it_would_change(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A draft storyboard: one scene is narrated anew, and the folder stays as it is."""
    board = (folder / "storyboard.yaml").read_bytes()
    draft = folder.with_name("draft.yaml")
    draft.write_text(board.decode().replace("water", "sea", 1))
    plan = planned(folder, capsys, "--edit", f"storyboard.yaml={draft}")
    (narrated,) = [one for one in plan["steps"] if one["what"] == "run"]

    assert named(plan, "held") == ["write_storyboard"]
    assert narrated["step"].endswith(".narrate")
    assert narrated["why"][0].startswith("sentences[")
    assert set(named(plan, "unknown")) == {
        "encode_sound",
        "encode_shot",
        "join_clips",
        "paint_cover",
        "read_back",
        "set_captions",
    }
    assert plan["usd"] == [0, 0]
    assert (folder / "storyboard.yaml").read_bytes() == board
    assert planned(folder, capsys)["seconds"] == [0, 0]


def test_what_runs_was_planned(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every step that a run makes was told to run, or to be unknown yet; no hit is made."""
    board = folder / "storyboard.yaml"
    board.write_text(board.read_text().replace("water", "sea", 1))
    plan = planned(folder, capsys)
    assert main(["run", str(folder), "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    made = [row["step"] for row in rows if row["kind"] == "step.finished" and row["how"] == "made"]

    assert set(named(plan, "run")) <= set(made)
    assert set(made) <= {*named(plan, "run"), *named(plan, "unknown")}


def test_changed_order_names_its_field(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another theme in a draft of fabula.yaml: the slides, each with the reason."""
    draft = folder.with_name("draft.yaml")
    draft.write_text((folder / "fabula.yaml").read_text() + "theme: slate\n")

    assert main(["plan", str(folder), "--edit", f"fabula.yaml={draft}"]) == 0
    told = capsys.readouterr().out
    assert "will run    paint_slide" in told
    assert "look.theme: 'paper' -> 'slate'" in told


def test_first_plan_needs_no_run(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before the first film, the plan knows the first step; nothing is made by it."""
    assert main(["video", str(document), "--plan"]) == 0
    told = capsys.readouterr().out

    assert "write_storyboard" in told
    assert "never made before" in told
    assert "time unknown, cost unknown" in told
    assert not Path("tides.mp4").exists()


def test_status_tells_stale_pins(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pinned narration is shown with what has changed before it."""
    assert main(["pin", str(folder), "narrate", "--scene", "1"]) == 0
    board = folder / "storyboard.yaml"
    text = board.read_text()
    start = text.index("text: ") + len("text: ")
    board.write_text(text[:start] + "Well, " + text[start:])
    capsys.readouterr()

    assert main(["status", str(folder)]) == 0
    told = capsys.readouterr().out
    assert ": pinned and stale" in told
    assert "sentences[1]" in told
    main(["status", str(folder), "--json"])
    assert "pinned and stale" in json.loads(capsys.readouterr().out).values()


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        ("storyboard.yaml", "write NAME=FILE"),
        ("storyboard.yaml=none.yaml", "no such file"),
        ("story.yaml={draft}", "Did you mean 'storyboard.yaml'?"),
        ("storyboard.yaml={draft}", "storyboard.yaml, line 1"),
    ],
)
def test_wrong_edits_are_told(
    folder: Path, capsys: pytest.CaptureFixture[str], edit: str, told: str
) -> None:
    """Exit code 2, and what is wrong with the edit."""
    draft = folder.with_name("draft.yaml")
    draft.write_text("scenes: many\n")

    assert main(["plan", str(folder), "--edit", edit.format(draft=draft)]) == 2
    assert told in capsys.readouterr().err


def test_shape_is_of_the_same_document(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the common memory, what follows is told from the last film of this very document."""
    other = document.with_name("other.md")
    other.write_text(document.read_text().replace("tides", "waves"))
    order = ["--resolution", "240", "--minutes", "0.5"]
    assert main(["video", str(document), *order, "--quiet", "-o", f"{document}.mp4"]) == 0
    plans = []
    for source in (document, other):
        source.write_text(source.read_text().replace("twice a day", "each day"))
        capsys.readouterr()
        assert main(["video", str(source), *order, "--plan"]) == 0
        plans.append(capsys.readouterr().out)

    assert "until write_storyboard is known" in plans[0]
    assert "there was no such run before" in plans[1]
