"""A studio folder: what a person wrote, what Fabula made, and which of it was edited since."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from fabula.engine import changes
from fabula.errors import BadInput, UserError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

Condition = Literal["made", "edited", "stale", "edited and stale", "missing", "unused"]

PROJECT = "fabula.yaml"
"""What the folder is to make, from what."""
LIMITS = frozenset({"budget", "budget_tokens", "budget_seconds", "at_limit"})
"""Lines of it that say what a run may cost, and nothing about the work."""

HIDDEN = ".fabula"
LEDGER = "files.json"
LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the ledger knows of a file that Fabula made.

    Args:
        digest: Of the file as Fabula wrote it; another digest today means that a person edited it.
        made_from: Everything it was made from, by name, each short or by its digest: the file is
            stale when that differs today, and the names say why.
    """

    digest: str
    made_from: Mapping[str, str]


class StudioFolder:
    """A folder with the inputs, the works and a person's edits."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def hidden(self) -> Path:
        """Where results are remembered; safe to delete: costs time and money, never work."""
        return self.path / HIDDEN

    @property
    def stem(self) -> str:
        """What the works of the folder are called: as the folder itself."""
        return self.path.resolve().name

    def refuse_begun(self, but: str = "") -> None:
        """See that a folder can be begun here.

        Args:
            but: A file that may be there: one that was begun, and not finished, has it.

        Raises:
            UserError: It is a studio folder already, or holds something else.
        """
        path = self.path
        if (path / PROJECT).exists():
            raise UserError(f"{path} is a studio folder already; make it with: fabula run {path}")
        if path.exists() and (not path.is_dir() or {p.name for p in path.iterdir()} - {but}):
            raise UserError(f"{path} is there already; name a folder that is not, or an empty one.")

    def inside(self, name: str) -> Path:
        """The path of a file of this folder.

        Raises:
            BadInput: The name leads out of the folder.
        """
        path = (self.path / name).resolve()
        if not path.is_relative_to(self.path.resolve()):
            raise BadInput(name, f"is outside of {self.path.resolve()}", "Copy it into the folder.")
        return path

    def keep(
        self, name: str, data: bytes, made_from: Mapping[str, str], *, work: bool = False
    ) -> None:
        """Write a file that Fabula made, and enter it in the ledger.

        Args:
            name: Of the file in this folder.
            data: What is in it.
            made_from: Everything it was made from, by name.
            work: It is a finished work and no text: one of unknown origin (the ledger was
                deleted) is replaced, since it can be made again.

        Raises:
            UserError: A person edited the file since: their words are never overwritten.
        """
        self.hidden.mkdir(parents=True, exist_ok=True)
        with self._alone():
            self._refuse_edited(name, work)
            write_whole(self.path / name, data)
            self._enter(name, data, made_from)

    def _enter(self, name: str, data: bytes, made_from: Mapping[str, str]) -> None:
        ledger = self._ledger()
        ledger[name] = Entry(digest_of_bytes(data), dict(made_from))
        text = json.dumps({key: asdict(entry) for key, entry in sorted(ledger.items())}, indent=1)
        write_whole(self.hidden / LEDGER, text.encode())

    def refuse_edited(self, name: str, *, work: bool = False) -> None:
        """Raise `UserError` if `keep` would: to find out before the work begins."""
        with self._alone():
            self._refuse_edited(name, work)

    def _refuse_edited(self, name: str, work: bool) -> None:
        known = name in self._ledger()
        if self._edited(name) and (known or not work):
            raise UserError(f"{self.path / name} was edited; move it away to have it made again.")

    def hand_over(self, name: str) -> None:
        """Let a file that a person edited be Fabula's again: the next `keep` replaces it.

        What is in it must be kept elsewhere before.
        """
        with self._alone():
            self._enter(name, (self.path / name).read_bytes(), {})

    def edited(self, name: str) -> bool:
        """Whether a person wrote or changed the file: it is there, and not as Fabula left it."""
        with self._alone():
            return self._edited(name)

    def _edited(self, name: str) -> bool:
        path = self.path / name
        if not path.is_file():
            return False
        entry = self._ledger().get(name)
        return entry is None or digest_of_bytes(path.read_bytes()) != entry.digest

    def condition(self, name: str, made_from: Mapping[str, str]) -> Condition:
        """How a file stands to what it would be made from today."""
        if not (self.path / name).is_file():
            return "missing"
        stale = bool(self.reasons(name, made_from))
        if self.edited(name):
            return "edited and stale" if stale else "edited"
        return "stale" if stale else "made"

    def reasons(self, name: str, made_from: Mapping[str, str]) -> list[str]:
        """Why a file is stale: what it was made from and is different today; empty if nothing."""
        entry = self._ledger().get(name)
        return changes(entry.made_from, made_from) if entry is not None else []

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes from seeing a file and the ledger as they are never together."""
        handle = None
        # Without a ledger, or where none may be written, there is nothing that could disagree.
        with suppress(OSError):
            handle = os.open(self.hidden / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        if handle is None:
            yield
            return
        try:
            lock(handle)
            yield
        finally:
            os.close(handle)

    def _ledger(self) -> dict[str, Entry]:
        try:
            rows = json.loads((self.hidden / LEDGER).read_bytes())
            return {name: Entry(**row) for name, row in rows.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            # No ledger, or one that was damaged: every file counts as a person's, so that none
            # is overwritten.
            return {}


def lock(handle: int, *, wait: bool = True) -> None:
    """Hold an open file, which one process alone can; closing it lets go.

    Args:
        handle: The open file.
        wait: Until another process lets go.

    Raises:
        OSError: Another process holds it, and it was not to be waited for.
    """
    if sys.platform == "win32":
        msvcrt.locking(handle, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)


def digest_of_bytes(data: bytes) -> str:
    """A short digest of a file's content, 40 hexadecimal digits."""
    return hashlib.blake2b(data, digest_size=20).hexdigest()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all: written beside, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException as exc:
        beside.unlink(missing_ok=True)
        if isinstance(exc, OSError):
            # A write that fails does not say by itself where; and the name beside means nothing.
            exc.filename = str(path)
        raise
