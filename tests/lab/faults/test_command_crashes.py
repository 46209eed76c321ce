"""Commands are killed from outside, and what that costs is found."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from fabula.errors import BadSetting, UserError
from fabula.lab.faults.command_crashes import CommandSweep, Whole, spread
from fabula.lab.sandbox import Sandbox, command_line

STORY = """
import asyncio, os, sys
from pathlib import Path
from fabula.engine import fan_out, open_run, step
from fabula.store.folder import open_store

@step
async def line(number: int) -> str:
    await asyncio.sleep(0.05)
    return f"line {number}"

async def main():
    async with open_store(Path(os.environ["FABULA_HOME"])) as store:
        async with open_run(store, "story"):
            lines = await fan_out(line, range(8), limit=2)
    TELL(lines.made)

def soundly(lines):
    Path("story.part").write_text("\\n".join(lines))
    Path("story.part").replace("story.txt")

def carelessly(lines):
    with open("log.txt", "a") as log:
        log.write("x")

BEFORE
asyncio.run(main())
"""
"""A story of eight lines, two at a time; TELL is how it is written, BEFORE what is done first."""


def story(folder: Path, told: str, *, before: str = "") -> Sandbox:
    """A command that writes the story."""
    folder.mkdir()
    (folder / "story.py").write_text(STORY.replace("TELL", told).replace("BEFORE", before))
    return Sandbox(("python", "story.py"), folder)


@pytest.fixture(autouse=True)
def own_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """`python` is that of the tests."""
    place = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    monkeypatch.setenv("PATH", place)


def test_sound_command_loses_nothing(tmp_path: Path) -> None:
    """The same story, and no line is made again that had ended."""
    sweep = CommandSweep(story(tmp_path / "start", "soundly"))
    whole = sweep.whole()
    point = sweep.kill_at(whole.events // 2, whole)

    assert (whole.steps, set(whole.works), whole.varying) == (
        8,
        {"story.py", "story.txt"},
        frozenset(),
    )
    assert point.sound, point
    assert point.killed is not None
    assert whole.events // 2 <= point.killed < whole.events


def test_careless_command_is_found(tmp_path: Path) -> None:
    """What it did before the crash stands there twice after it."""
    early = "Path('begun.txt').open('a').write('x')"
    sweep = CommandSweep(story(tmp_path / "start", "carelessly", before=early))
    whole = sweep.whole()
    point = sweep.kill_at(whole.events // 2, whole)

    assert not point.sound
    assert point.differing == ("begun.txt",)


def test_command_that_ends_too_soon_is_told(tmp_path: Path) -> None:
    """Nobody can kill it at an event that does not come."""
    sweep = CommandSweep(story(tmp_path / "start", "soundly"))
    point = sweep.kill_at(1000, Whole(1000, 8, {}, frozenset(), 1.0))

    assert (point.killed, point.status) == (None, 0)


@pytest.mark.parametrize(
    ("script", "why"), [("raise SystemExit('no ink')", "no ink"), ("", "no events")]
)
def test_command_that_cannot_be_judged_is_told(tmp_path: Path, script: str, why: str) -> None:
    """It fails undisturbed, or tells nothing."""
    (tmp_path / "start").mkdir()
    (tmp_path / "start" / "story.py").write_text(script)

    with pytest.raises(UserError, match=why):
        CommandSweep(Sandbox(("python", "story.py"), tmp_path / "start")).whole()


def test_command_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    """With all its children."""
    (tmp_path / "start").mkdir()
    (tmp_path / "start" / "story.py").write_text("import time; time.sleep(60)")

    with pytest.raises(UserError, match="longer than"):
        CommandSweep(Sandbox(("python", "story.py"), tmp_path / "start"), 0.2).whole()


def test_points_are_spread_evenly() -> None:
    """From the first event to the one before the last."""
    assert list(spread(101, 5)) == [1, 26, 51, 75, 100]
    assert list(spread(3, 12)) == [1, 2]
    assert list(spread(1, 12)) == [1]
    assert list(spread(10, every=4)) == [1, 5, 9]


def test_sandbox_has_what_the_command_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files and folders from here, without their memory; what is elsewhere is named in full."""
    (tmp_path / "here" / "talk" / ".fabula").mkdir(parents=True)
    (tmp_path / "here" / "talk" / ".fabula" / "memory.db").write_text("")
    (tmp_path / "here" / "talk" / "fabula.yaml").write_text("")
    (tmp_path / "paper.md").write_text("")
    monkeypatch.chdir(tmp_path / "here")
    sandbox = Sandbox(command_line(["--", "fabula", "run", "talk", "../paper.md", "x.mp4"]))
    with sandbox.opened() as box:
        found = [str(one.relative_to(box)) for one in box.rglob("*.*")]
    with Sandbox(("fabula", "run"), tmp_path / "here" / "talk").opened() as copy:
        name = copy.name

    assert (found, name, box.exists()) == (["talk/fabula.yaml"], "talk", False)
    assert sandbox.command[2:] == ["fabula", "run", "talk", str(tmp_path / "paper.md"), "x.mp4"]


def test_sandbox_without_a_command_is_refused(tmp_path: Path) -> None:
    """And one that is none, and a folder that is not there."""
    for line, start, why in (
        ((), None, "no command"),
        (("nobody-has-this",), None, "is no command"),
        (("python",), tmp_path / "nowhere", "no such folder"),
    ):
        with pytest.raises(BadSetting, match=why):
            Sandbox(line, start)
