"""Revisions of a repository, each in a folder of its own that is gone afterwards."""

from __future__ import annotations

import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from fabula.errors import UserError

HERE = "."
"""Names the working tree as it stands, with what is not committed."""


@contextmanager
def checked_out(revision: str, repository: Path) -> Generator[Path]:
    """A folder with the revision; the repository itself for `HERE`.

    Raises:
        UserError: There is no git, no repository, or no such revision.
    """
    root = Path(_git(repository, "rev-parse", "--show-toplevel"))
    if revision == HERE:
        yield root
        return
    commit = _git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    with TemporaryDirectory(prefix="fabula-lab-") as folder:
        place = Path(folder) / commit[:12]
        _git(root, "worktree", "add", "--quiet", "--detach", str(place), commit)
        try:
            yield place
        finally:
            _git(root, "worktree", "remove", "--force", str(place))


def _git(folder: Path, *words: str) -> str:
    try:
        done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True)  # noqa: S603, S607, PLW1510
    except FileNotFoundError:
        raise UserError("git is needed to compare revisions, and is not installed.") from None
    if done.returncode:
        why = done.stderr.strip() or "there is no such revision"
        raise UserError(f"git {' '.join(words)}: {why}")
    return done.stdout.strip()
