"""A git repository for the tests of A/B: two revisions of a benchmark."""

from __future__ import annotations

import subprocess
from pathlib import Path

BENCH = "print('took', {figure})\n"


def git(folder: Path, *words: str) -> None:
    """Run git, as nobody in particular."""
    who = ("-c", "user.name=Nobody", "-c", "user.email=nobody@example.org")
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def begin(folder: Path) -> Path:
    """An empty repository."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    return folder


def commit(folder: Path, tag: str) -> None:
    """Everything that is there, under a tag."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", tag, "--no-verify")
    git(folder, "tag", tag)


def two_revisions(folder: Path) -> Path:
    """`before`, whose benchmark prints 100; `after`, whose prints 150; and the tree prints 100."""
    begin(folder)
    for tag, figure in (("before", 100), ("after", 150)):
        (folder / "bench.py").write_text(BENCH.format(figure=figure))
        commit(folder, tag)
    (folder / "bench.py").write_text(BENCH.format(figure=100))
    return folder
