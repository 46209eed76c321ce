"""Revisions of a repository, each in a folder of its own that is gone afterwards."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Collection, Generator
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
    root = Path(git(repository, "rev-parse", "--show-toplevel"))
    if revision == HERE:
        yield root
        return
    commit = git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    with TemporaryDirectory(prefix="fabula-lab-") as folder:
        place = Path(folder) / commit[:12]
        git(root, "worktree", "add", "--quiet", "--detach", str(place), commit)
        try:
            yield place
        finally:
            git(root, "worktree", "remove", "--force", str(place))


def git(folder: Path, *words: str, wrong: Collection[int] = ()) -> str:
    """What git says, in English.

    Args:
        folder: Where it is asked.
        words: The command.
        wrong: Exit codes besides 0 that are answers, too.

    Raises:
        UserError: There is no git, or it refuses.
    """
    command, about = ["git", *words], {**os.environ, "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603
            command, cwd=folder, capture_output=True, text=True, check=False, env=about
        )
    except FileNotFoundError:
        raise UserError("git is needed to compare revisions, and is not installed.") from None
    if done.returncode not in (0, *wrong):
        why = done.stderr.strip() or "there is no such revision"
        raise UserError(f"git {' '.join(words)}: {why}")
    return done.stdout.strip()
