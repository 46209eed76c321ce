"""Folders of their own for commands: with the files that they name, and an empty memory."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from fabula.errors import BadSetting
from fabula.store.studio_folder import HIDDEN

HOME = ".home"
"""Where a command in a sandbox remembers; no work of its own."""
FABULA = "fabula"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A command, and what it finds where it works.

    Args:
        line: The command, as it was typed.
        start: A folder that it works in a copy of; None: what the line names, from this folder.
    """

    line: tuple[str, ...]
    start: Path | None = None

    def __post_init__(self) -> None:
        if not self.line:
            raise BadSetting("There is no command: write it after --, such as -- fabula run talk.")
        if self.line[0] != FABULA and shutil.which(self.line[0]) is None:
            raise BadSetting(f"{self.line[0]!r} is no command. Write -- fabula video paper.md.")
        if self.start is not None and not self.start.is_dir():
            raise BadSetting(f"--in {self.start}: there is no such folder.")

    @property
    def command(self) -> list[str]:
        """What a process is begun with; `fabula` is that of this interpreter."""
        line = [self._placed(word) for word in self.line]
        return [sys.executable, "-m", FABULA, *line[1:]] if line[0] == FABULA else line

    @contextmanager
    def opened(self) -> Iterator[Path]:
        """A folder with what the command begins with, gone afterwards; nothing is remembered.

        It is called as the one that it is a copy of: works may be named for their folder.
        """
        with tempfile.TemporaryDirectory(prefix="fabula-lab-") as name:
            folder = Path(name) / (self.start.resolve().name if self.start else "work")
            folder.mkdir()
            self._fill(folder)
            yield folder

    def _fill(self, folder: Path) -> None:
        for source, place in self._files():
            target = folder / place
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                forget = shutil.ignore_patterns(HIDDEN)
                shutil.copytree(source, target, ignore=forget, dirs_exist_ok=True)
            else:
                shutil.copyfile(source, target)

    def _files(self) -> list[tuple[Path, Path]]:
        if self.start is not None:
            return [(self.start, Path())]
        return [(Path(word), Path(word)) for word in self.line[1:] if _is_here(word)]

    def _placed(self, word: str) -> str:
        """A file elsewhere is named by where it is; a copied one as it was."""
        there = self.start is None and not _is_here(word) and Path(word).exists()
        return str(Path(word).resolve()) if word and there else word


def _is_here(word: str) -> bool:
    """Whether a word names a file, or a folder, below the one that we are in."""
    path = Path(word)
    here = bool(word) and not path.is_absolute() and ".." not in path.parts and path.parts
    return bool(here) and path.exists()


def surroundings(folder: Path) -> dict[str, str]:
    """The environment of a command that works in a sandbox."""
    return {**os.environ, "FABULA_HOME": str(folder / HOME)}


def works_in(folder: Path) -> Mapping[str, str]:
    """The digest of each file in a sandbox, by its place; of what is remembered none."""
    return {
        str(path.relative_to(folder)): blake2b(path.read_bytes(), digest_size=16).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not {HOME, HIDDEN} & set(path.relative_to(folder).parts)
    }


def command_line(words: Sequence[str]) -> tuple[str, ...]:
    """The command in what stands after the flags, with or without `--`."""
    return tuple(words[1:] if words and words[0] == "--" else words)
