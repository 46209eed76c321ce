"""The slow commit is named: among quick ones, behind broken ones, and only where there is one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
from tests.lab.repository import begin, commit

from fabula.errors import BadSetting, UserError
from fabula.lab.comparing.ab import Effort
from fabula.lab.comparing.bisection import Candidate, Found, Search
from fabula.lab.comparing.sides import Command, Side

NOISY = """
import random
print("took", {figure} * random.lognormvariate(0, 0.02))
"""


def history(folder: Path, figures: list[float | str]) -> Path:
    """A repository whose commits c0, c1, ... print these figures, noisily, or do not run."""
    begin(folder)
    for number, figure in enumerate(figures):
        text = figure if isinstance(figure, str) else NOISY.format(figure=figure)
        (folder / "bench.py").write_text(f"{text}\n# {number}\n")
        commit(folder, f"c{number}")
    return folder


def opened(folder: Path, revision: str) -> AbstractContextManager[Side]:
    """What the benchmark of a revision prints."""
    return nullcontext(Command(folder, revision, f"{sys.executable} -S bench.py"))


def searched(
    repository: Path,
    ends: tuple[str, str] = ("c0", "main"),
    *,
    metric: str = "printed",
    told: Callable[[Candidate], None] = lambda _one: None,
) -> Found:
    """What is found between the ends."""
    return Search(repository, *ends, opened, metric, Effort(pairs=18), told).run()


def tagged(repository: Path, suspects: tuple[str, ...]) -> list[str]:
    """The commits by their tags."""
    command = ["git", "tag", "--points-at"]
    return [
        subprocess.run(
            [*command, one], cwd=repository, capture_output=True, text=True, check=True
        ).stdout.strip()
        for one in suspects
    ]


def state(repository: Path) -> str:
    """What git knows of the repository: head, worktrees, changes."""
    said = ""
    for words in (["status", "--short", "--branch"], ["worktree", "list"], ["for-each-ref"]):
        done = subprocess.run(["git", *words], cwd=repository, capture_output=True, check=True)
        said += done.stdout.decode()
    return said


def test_slow_commit_is_named(tmp_path: Path) -> None:
    """15 % slower from the fifth commit on, by figures that scatter; the tree stays as it is."""
    repository = history(tmp_path, [100, 100, 101, 99, 100, 115, 116, 115])
    (repository / "bench.py").write_text("print('half done')")
    before, looked = state(repository), list[Candidate]()

    found = searched(repository, told=looked.append)

    assert tagged(repository, found.suspects) == ["c5"]
    assert found.sure
    assert 2 <= len(looked) <= 4
    assert -0.25 < found.whole.gain < -0.08
    assert state(repository) == before


def test_broken_commits_are_skipped(tmp_path: Path) -> None:
    """Where they hide it, it is one of several; where they do not, it is named all the same."""
    hidden = history(tmp_path / "hidden", [100, 100, "1 / 0", 150, 150])
    beside = history(tmp_path / "beside", [100, "1 / 0", 100, 100, 150, 150])

    several = searched(hidden)
    one = searched(beside)

    assert sorted(tagged(hidden, several.suspects)) == ["c2", "c3"]
    assert not several.sure
    assert tagged(beside, one.suspects) == ["c4"]
    assert one.sure


def test_same_ends_have_nothing_between(tmp_path: Path) -> None:
    """Where the bad end is not worse, or better, no commit is looked at."""
    repository = history(tmp_path, [100, 100, 80])

    assert searched(repository, ("c0", "c1")).suspects == ()
    assert searched(repository, ("c0", "c2")).candidates == ()


def test_wrong_questions_are_told(tmp_path: Path) -> None:
    """A metric that is none or several, ends that are none, an end that does not run."""
    repository = history(tmp_path, [100, 150, "1 / 0"])

    with pytest.raises(BadSetting, match=r"follow one of command\.cpu, command\.printed"):
        searched(repository, metric="command")
    with pytest.raises(UserError, match="no such revision"):
        searched(repository, ("nosuch", "main"))
    with pytest.raises(UserError, match="In c2, the command ended with 1"):
        searched(repository, ("c0", "c2"))
