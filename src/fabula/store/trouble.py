"""What goes wrong with files, as errors that say what to do."""

from __future__ import annotations

import errno
import sqlite3

from fabula.errors import StoreError, StoreFull, StoreUnreadable

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_SPOILT = {"SQLITE_NOTADB", "SQLITE_CORRUPT"}
_UNWRITTEN = {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE"}
"""A quota on the size of files is told by SQLite as an error of input and output."""


def trouble(place: str, exc: Exception) -> StoreError:
    """The error that a failed read or write of a store becomes.

    Args:
        place: The file or folder, as the user knows it.
        exc: An OSError or an error of SQLite.
    """
    if isinstance(exc, StoreError):
        return exc
    name, told = getattr(exc, "sqlite_errorname", ""), _told(exc)
    if is_full(exc):
        return no_room(place, exc)
    if name.startswith(tuple(_SPOILT)):
        return StoreUnreadable(
            f"{place}: {told}. Delete the file and run again: it costs what was remembered, never "
            "work."
        )
    if name.startswith("SQLITE_CONSTRAINT"):
        return StoreError(
            f"{place}: {told}. Two writers have the same run: give each run an id of its own."
        )
    if isinstance(exc, sqlite3.Error):
        return StoreError(
            f"{place}: {told}. If there is room on the disk and the folder may be written, delete "
            "the file and run again: it costs what was remembered, never work."
        )
    return StoreError(f"{place}: {told}. Mend the rights of the folder, and run again.")


def is_full(exc: Exception) -> bool:
    """Whether it failed for want of room on the disk, or in its quota."""
    name = getattr(exc, "sqlite_errorname", "")
    return name in _UNWRITTEN or getattr(exc, "errno", None) in _FULL


def no_room(place: str, exc: Exception) -> StoreFull:
    """What a person is told then; `place` is the file or folder, as they know it."""
    return StoreFull(
        f"{place}: there is no room on the disk ({_told(exc)}). What was made before is kept: "
        "make room, or choose another place with FABULA_HOME, and run again."
    )


def _told(exc: Exception) -> object:
    return getattr(exc, "strerror", None) or exc
