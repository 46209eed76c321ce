"""Who holds a lease: one process of one machine, and whether it surely is no more."""

from __future__ import annotations

import os
import secrets
import socket
from pathlib import Path


def new_owner() -> str:
    """A name for a holder of leases in this process."""
    return f"{_MACHINE} {os.getpid()} {secrets.token_hex(4)}"


def has_ended(owner: str) -> bool:
    """Whether a holder is surely gone: a process of this machine that is no more."""
    machine, number, _ = owner.rsplit(" ", 2)
    if machine != _MACHINE or os.name != "posix":
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _machine() -> str:
    """Where process numbers mean the same: a host, or one container of it."""
    try:
        space = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:
        space = 0
    return f"{socket.gethostname().replace(' ', '-')}/{space}"


_MACHINE = _machine()
