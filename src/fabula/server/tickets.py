"""Tickets: what was asked for, and what became of it, in a file each that outlives the server."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Iterable
from pathlib import Path

from pydantic import Field, ValidationError

from fabula.server.places import is_name, room_of
from fabula.server.records import ENDED, RunStatus
from fabula.store.studio_folder import PROJECT, write_whole

_log = logging.getLogger("fabula.server")


class Ticket(RunStatus):
    """A run, and what only the server knows of it.

    Args:
        owner: Whose it is.
        budget_usd: The most that it may cost.
        models: Models by role, in place of those that the project names.
        key: Digest of the request's Idempotency-Key; empty: it had none.
        asked: Digest of the request.
        starts: How often it was begun by a server that ended without a word.
        seen: Number of the last of its events that was looked at for what those servers made.
    """

    owner: str
    budget_usd: float | None = None
    models: dict[str, str] = Field(default_factory=dict)
    key: str = ""
    asked: str = ""
    starts: int = 0
    seen: int = 0

    @property
    def has_ended(self) -> bool:
        """Whether nothing more happens in it."""
        return self.state in ENDED

    def status(self) -> RunStatus:
        """What may be told of it; its fields were looked at when it was made."""
        told = {name: getattr(self, name) for name in RunStatus.model_fields}
        return RunStatus.model_construct(**told)


class Tickets:
    """Every ticket of a home: kept in memory, and each in a file, written whole.

    Args:
        home: Of the server.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._known: dict[str, dict[str, Ticket]] = {}
        self._lock = threading.Lock()

    def load(self) -> list[Ticket]:
        """Read what is there; gives the tickets that have not ended, the first asked first.

        A ticket without its project is let go: nobody was answered, or somebody deleted both.
        """
        found = [self._read(path) for path in sorted(self._home.glob("owners/*/runs/*.json"))]
        tickets = sorted((one for one in found if one), key=lambda one: (one.asked_at, one.run))
        for ticket in tickets:
            self._known.setdefault(ticket.owner, {})[ticket.run] = ticket
        return [ticket for ticket in tickets if not ticket.has_ended]

    def keep(self, ticket: Ticket) -> None:
        """Know a ticket from now on, and write it down; on return it survives the process.

        Raises:
            OSError: The disk does not let be.
        """
        with self._lock:
            self._known.setdefault(ticket.owner, {})[ticket.run] = ticket
        write_whole(self._path(ticket), ticket.model_dump_json(indent=1).encode())

    def forget(self, ticket: Ticket) -> None:
        """Know it no more."""
        with self._lock:
            self._known.get(ticket.owner, {}).pop(ticket.run, None)
        self._path(ticket).unlink(missing_ok=True)

    def find(self, owner: str, run: str) -> Ticket | None:
        """A run of an owner; "latest" is the one that was asked for last."""
        if run == "latest":
            return next(iter(self.latest(owner)), None)
        return self._known.get(owner, {}).get(run)

    def latest(self, owner: str, project: str = "") -> Iterable[Ticket]:
        """The runs of an owner, of one project or all, the latest first."""
        with self._lock:
            tickets = list(self._known.get(owner, {}).values())
        return (one for one in reversed(tickets) if not project or one.project == project)

    def asked_by(self, owner: str, key: str) -> Ticket | None:
        """The run that was asked for with this digest of an Idempotency-Key."""
        return next((one for one in self.latest(owner) if key and one.key == key), None)

    def _path(self, ticket: Ticket) -> Path:
        return room_of(self._home, ticket.owner) / "runs" / f"{ticket.run}.json"

    def _read(self, path: Path) -> Ticket | None:
        try:
            ticket = Ticket.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            _log.error("The ticket %s cannot be read and is left aside: %s", path, error)
            return None
        room = path.parent.parent
        if (ticket.run, ticket.owner) != (path.stem, room.name) or not is_name(ticket.project):
            return None
        if not (room / "projects" / ticket.project / PROJECT).is_file():
            path.unlink()
            return None
        return ticket


def sweep(home: Path) -> None:
    """Take away what a server that was killed had begun to make, or to delete."""
    for path in home.glob("owners/*/aside"):
        shutil.rmtree(path, ignore_errors=True)
