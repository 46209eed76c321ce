"""A revision is checked out beside the tree, and nothing is left of it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests.lab.repository import two_revisions

from fabula.errors import UserError
from fabula.lab.comparing.worktrees import checked_out


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two revisions, and a changed tree."""
    return two_revisions(tmp_path / "repository")


def test_revision_has_a_folder_of_its_own(repository: Path) -> None:
    """Each has its own files; the tree is as it stands; afterwards nothing is left."""
    with (
        checked_out("before", repository) as before,
        checked_out("after", repository) as after,
        checked_out(".", repository) as here,
    ):
        said = [(folder / "bench.py").read_text() for folder in (before, after, here)]

    listed = subprocess.run(
        ["git", "worktree", "list"], cwd=repository, capture_output=True, text=True, check=True
    )
    assert ["100" in text for text in said] == [True, False, True]
    assert here == repository
    assert not before.exists()
    assert len(listed.stdout.splitlines()) == 1


def test_folder_goes_although_it_fails(repository: Path) -> None:
    """An error inside leaves nothing behind either."""
    with pytest.raises(ZeroDivisionError), checked_out("before", repository) as folder:
        raise ZeroDivisionError

    assert not folder.exists()


def test_unknown_revision_is_told(repository: Path, tmp_path: Path) -> None:
    """A revision that is none, and a folder that is no repository."""
    (tmp_path / "elsewhere").mkdir()

    with pytest.raises(UserError, match="no such revision"), checked_out("nosuch", repository):
        pass
    with (
        pytest.raises(UserError, match="not a git repository"),
        checked_out("main", tmp_path / "elsewhere"),
    ):
        pass
