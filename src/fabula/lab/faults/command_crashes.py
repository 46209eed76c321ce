"""The crash-point sweep of a command: killed at one event after another, and run again each time.

From outside, as the kernel does it: the log in the folder is watched, and when so many events stand
in it the command and all its children are killed. `fabula.lab.faults.crashes` kills functions from
inside, at each write too.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from fabula.errors import UserError
from fabula.lab.sandbox import Sandbox, surroundings, works_in
from fabula.store.cache import cache_info
from fabula.store.folder import MEMORY_FILE

LOOK_SECONDS, SEARCH_SECONDS = 0.002, 0.02
"""Between two looks at a log, and at whether there is one."""
PATIENCE_SECONDS = 600.0

_EVENTS = "SELECT run, seq, kind, fields FROM events"


@dataclass(frozen=True, slots=True)
class Whole:
    """The command undisturbed, twice.

    Args:
        events: How many stand in its log.
        steps: How many it made.
        works: The digest of each file that it leaves, by its place.
        varying: Files that differ between two undisturbed runs: they say nothing about a crash.
        seconds: How long it took.
    """

    events: int
    steps: int
    works: Mapping[str, str]
    varying: frozenset[str]
    seconds: float


@dataclass(frozen=True, slots=True)
class Point:
    """What became of the command after it was killed at one event.

    Args:
        event: At which it was to be killed.
        killed: How many events stood in its log when it died; None if it had ended before.
        status: Exit status of the execution that went on.
        differing: Works that are missing, or not what the undisturbed command leaves.
        in_flight: Steps that had begun and not ended: they may be made again.
        redone: Names of steps that had ended and were made again all the same.
        torn: Files that stood half-written at their place after the crash.
        left: Files that belong to no work in the end, and what is damaged in its memory.
        spare: Bytes in its memory that no result needs, until `fabula cache prune`; nothing is
            lost by them.
        said: The last line that the second execution printed, if it failed.
    """

    event: int
    killed: int | None
    status: int
    differing: tuple[str, ...] = ()
    in_flight: int = 0
    redone: tuple[str, ...] = ()
    torn: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    spare: int = 0
    said: str = ""

    @property
    def sound(self) -> bool:
        """Gone on, the same works, nothing that had ended made again, nothing torn or left."""
        return not (self.status or self.differing or self.redone or self.torn or self.left)


class CommandSweep:
    """The sweep of one command.

    Args:
        sandbox: The command, and what it begins with.
        patience: The longest that one execution may take, in seconds.
    """

    def __init__(self, sandbox: Sandbox, patience: float = PATIENCE_SECONDS) -> None:
        self._sandbox, self._patience = sandbox, patience

    def whole(self) -> Whole:
        """Run it undisturbed, twice in fresh folders.

        Raises:
            UserError: It fails, or writes no events.
        """
        began = time.perf_counter()
        with self._sandbox.opened() as folder:
            rows = self._undisturbed(folder)
            seconds, works = time.perf_counter() - began, works_in(folder)
        with self._sandbox.opened() as folder:
            self._undisturbed(folder)
            again = works_in(folder)
        places = {*works, *again}
        varying = frozenset(one for one in places if works.get(one) != again.get(one))
        return Whole(len(rows), len(_keys(rows, "step.finished")), works, varying, seconds)

    def kill_at(self, event: int, whole: Whole) -> Point:
        """Kill it when so many events stand in its log, and run it again."""
        with self._sandbox.opened() as folder:
            begun = works_in(folder)
            status, _ = self._execute(folder, event)
            rows, after = _rows(folder), works_in(folder)
            if status != -signal.SIGKILL:
                return Point(event, None, status)
            again, said = self._execute(folder)
            return Point(
                event=event,
                killed=len(rows),
                status=again,
                differing=tuple(_differing(whole, works_in(folder))),
                in_flight=len(set(_keys(rows, "step.started")) - set(_keys(rows, "step.finished"))),
                redone=tuple(_redone(rows, _rows(folder))),
                torn=tuple(_torn(whole, begun, after)),
                left=tuple(_left(whole, folder)),
                spare=sum(cache_info(file.parent).unneeded for file in folder.rglob(MEMORY_FILE)),
                said=said if again else "",
            )

    def _undisturbed(self, folder: Path) -> _Rows:
        status, said = self._execute(folder)
        line = " ".join(self._sandbox.line)
        if status:
            raise UserError(f"Undisturbed, {line!r} ends with status {status}: {said}")
        rows = _rows(folder)
        if not rows:
            raise UserError(f"{line!r} writes no events into its folder: there is nothing to tell.")
        return rows

    def _execute(self, folder: Path, kill_at: int | None = None) -> tuple[int, str]:
        """Exit status, and the last line that it printed."""
        with tempfile.TemporaryFile("w+") as output:
            process = subprocess.Popen(  # noqa: S603 - it is what a person typed
                self._sandbox.command,
                cwd=folder,
                env=surroundings(folder),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                self._wait(process, folder, kill_at)
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                status = process.wait()
            output.seek(0)
            return status, (output.read().strip().splitlines() or [""])[-1]

    def _wait(self, process: subprocess.Popen[bytes], folder: Path, kill_at: int | None) -> None:
        """Until it ends, or until so many events stand in its log.

        Raises:
            UserError: It takes too long.
        """
        late = time.monotonic() + self._patience
        with _counter(folder) as count:
            while process.poll() is None and (kill_at is None or count() < kill_at):
                if time.monotonic() > late:
                    line = " ".join(self._sandbox.line)
                    raise UserError(f"{line!r} took longer than {self._patience:g} s.")
                time.sleep(LOOK_SECONDS if kill_at else SEARCH_SECONDS)


_Rows = Mapping[tuple[str, int], tuple[str, str]]
"""Kind and fields of events, by run and number."""


@contextmanager
def _counter(folder: Path) -> Iterator[Callable[[], int]]:
    """How many events stand in the logs of a folder, again and again."""
    opened: dict[Path, sqlite3.Connection] = {}
    looked = 0.0

    def count() -> int:
        nonlocal looked
        if time.perf_counter() - looked > SEARCH_SECONDS:
            looked = time.perf_counter()
            for file in set(folder.rglob(MEMORY_FILE)) - set(opened):
                opened[file] = _connect(file)
        total = 0
        for connection in opened.values():
            # It is just being made, or written.
            with suppress(sqlite3.Error):
                total += connection.execute("SELECT count(*) FROM events").fetchone()[0]
        return total

    try:
        yield count
    finally:
        for connection in opened.values():
            connection.close()


def _connect(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{file}?mode=ro", uri=True)


def _rows(folder: Path) -> _Rows:
    rows: dict[tuple[str, int], tuple[str, str]] = {}
    for file in folder.rglob(MEMORY_FILE):
        with closing(_connect(file)) as connection, suppress(sqlite3.Error):
            found = connection.execute(_EVENTS).fetchall()
            rows |= {(run, seq): (kind, fields) for run, seq, kind, fields in found}
    return rows


def _keys(rows: _Rows, kind: str) -> dict[str, str]:
    """The steps that began, or that were made: name by key."""
    told = (json.loads(fields) for one, fields in rows.values() if one == kind)
    made = (one for one in told if kind == "step.started" or one.get("how") == "made")
    return {str(one["key"]): str(one.get("step", "")) for one in made}


def _redone(before: _Rows, after: _Rows) -> Iterator[str]:
    ended = _keys(before, "step.finished")
    new = {place: row for place, row in after.items() if place not in before}
    yield from (ended[key] for key in _keys(new, "step.started") if key in ended)


def _differing(whole: Whole, works: Mapping[str, str]) -> Iterator[str]:
    for place, digest in whole.works.items():
        if place not in whole.varying and works.get(place) != digest:
            yield place


def _torn(whole: Whole, begun: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    """Files at the place of a work that are neither what was there, nor the work."""
    for place, digest in after.items():
        final = whole.works.get(place)
        if final and place not in whole.varying and digest not in (final, begun.get(place)):
            yield place


def _left(whole: Whole, folder: Path) -> Iterator[str]:
    """What is there in the end and belongs to no work."""
    known = {*whole.works, *whole.varying}
    yield from (place for place in works_in(folder) if place not in known)
    for file in folder.rglob(MEMORY_FILE):
        yield from cache_info(file.parent, check=True).damaged


def spread(events: int, points: int = 0, every: int = 0) -> Iterable[int]:
    """The events at which a run of so many is killed: spread evenly, or every so manieth.

    Raises:
        ValueError: Neither is at least 1.
    """
    if every > 0:
        return range(1, events, every)
    if points < 1:
        raise ValueError("at least one point")
    last = max(1, events - 1)
    steps = max(1, min(points, last) - 1)
    return sorted({1 + round(number * (last - 1) / steps) for number in range(min(points, last))})
