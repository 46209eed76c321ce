"""Projects: studio folders of owners, begun, read and written whole; work on the disk."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from itertools import count
from pathlib import Path

from fabula.desks import begin_folder, open_desk, production_of
from fabula.errors import BadInput, FabulaError, TooLarge
from fabula.server.guards import guard_project
from fabula.server.places import check_file, is_name, name_after, room_of
from fabula.server.records import FileStatus
from fabula.server.refusals import Refused, conflict, refused, unknown
from fabula.settings import Settings
from fabula.store.studio_folder import PROJECT, StudioFolder, write_whole

YOURS = "yours"
"""The condition of a file that no run makes."""

MOST_TEXT = 2_000_000
"""Bytes that a file in YAML may have: a whole season fits, and reading it takes no minutes."""

MOST_ORDER = 100_000
"""Bytes that a fabula.yaml may have."""


_SOURCE = re.compile(rb"^source:.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a project is to be made from, as it came.

    Args:
        name: Of the document; empty: the production's own example.
        data: What is in it.
    """

    name: str = ""
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Begun:
    """A project that was begun aside, and where it will be."""

    aside: StudioFolder
    folder: StudioFolder


class Projects:
    """The studio folders of all owners.

    Args:
        home: Of the server.
        settings: Of the server.
    """

    def __init__(self, home: Path, settings: Settings) -> None:
        self._home, self._settings = home, settings
        self._begun: set[Path] = set()
        self._naming = threading.Lock()

    def listed(self, owner: str) -> dict[str, str]:
        """The projects of an owner, and what each makes."""
        room = room_of(self._home, owner) / "projects"
        try:
            names = sorted(filter(is_name, os.listdir(room)))  # noqa: PTH208 - of many, fast
        except FileNotFoundError:
            return {}
        found = {name: _production(f"{room}/{name}/{PROJECT}") for name in names}
        return {name: made for name, made in found.items() if made}

    def folder(self, owner: str, name: str) -> StudioFolder:
        """The folder of a project, whether it is there or not.

        Raises:
            Refused: No project can be called so.
        """
        if not is_name(name):
            raise unknown("project", name)
        return StudioFolder(room_of(self._home, owner) / "projects" / name)

    def open(self, owner: str, name: str) -> StudioFolder:
        """The folder of a project.

        Raises:
            Refused: There is none.
        """
        folder = self.folder(owner, name)
        if not (folder.path / PROJECT).is_file():
            raise unknown("project", name)
        return folder

    def production(self, folder: StudioFolder) -> str:
        """What a project makes."""
        return _production(str(folder.path / PROJECT))

    def begin(
        self, owner: str, name: str, production: str, draft: Draft, order: Mapping[str, object]
    ) -> Begun:
        """Begin a project aside: `place` brings it to its place.

        Args:
            owner: Whose it will be.
            name: What it will be called; empty: after what it is made from.
            production: What it will make.
            draft: What from.
            order: Lines of its fabula.yaml.

        Raises:
            Refused: There is one of that name, or what was brought cannot be used.
        """
        aside = room_of(self._home, owner) / "aside" / secrets.token_hex(8)
        wanted = name or name_after(draft.name) or name_after(production) or "project"
        place = self._free(owner, wanted, fixed=bool(name))
        folder = StudioFolder(aside / place.name)
        begun = Begun(folder, StudioFolder(place))
        try:
            with self.telling(aside, folder.path):
                self._begin(folder.path, production, draft, order)
        except BaseException:
            self.tidy(begun)
            raise
        return begun

    def place(self, begun: Begun) -> None:
        """Bring a project to its place: it is there whole, or not at all."""
        begun.folder.path.parent.mkdir(parents=True, exist_ok=True)
        begun.aside.path.rename(begun.folder.path)

    def tidy(self, begun: Begun) -> None:
        """Take away what is left aside, whether the project came to its place or not."""
        shutil.rmtree(begun.aside.path.parent, ignore_errors=True)
        self._begun.discard(begun.folder.path)

    def _free(self, owner: str, name: str, *, fixed: bool) -> Path:
        """The place of a name; where that is taken, and may be another, of the next by number.

        It is kept for whoever begins a project there, until `tidy`.
        """
        first = self.folder(owner, name).path
        with self._naming:
            there = {path.name for path in first.parent.glob("*")}
            there |= {place.name for place in self._begun if place.parent == first.parent}
            names = (name if number == 1 else f"{name}-{number}" for number in count(1))
            found = name if fixed else next(one for one in names if one not in there)
            if found in there:
                raise _taken(name)
            place = first.with_name(found)
            self._begun.add(place)
            return place

    def _begin(
        self, path: Path, production: str, draft: Draft, order: Mapping[str, object]
    ) -> None:
        source = None
        if draft.name:
            document = path.parent / "source" / check_file(Path(draft.name).name)
            document.parent.mkdir(parents=True)
            document.write_bytes(draft.data)
            source = str(document)
        folder = begin_folder(production, path, source, order)
        guard_project(open_desk(folder).project, self._settings)

    def delete(self, owner: str, name: str) -> None:
        """Take a project away."""
        folder = self.open(owner, name)
        aside = room_of(self._home, owner) / "aside" / secrets.token_hex(8)
        aside.parent.mkdir(parents=True, exist_ok=True)
        folder.path.rename(aside)
        shutil.rmtree(aside, ignore_errors=True)

    def files(self, folder: StudioFolder) -> dict[str, FileStatus]:
        """How each file of a project stands: those that a run makes, and those that it reads.

        Raises:
            Refused: A file has a mistake.
        """
        with self.telling(folder.path):
            conditions = open_desk(folder).conditions()
        names = [*conditions, *(name for name in visible(folder) if name not in conditions)]
        told = {}
        for name in names:
            path = folder.path / name
            condition, why = conditions.get(name, (YOURS, []))
            size = path.stat().st_size if path.is_file() else None
            told[name] = FileStatus(condition=condition, bytes=size, why=why)
        return told

    def path(self, folder: StudioFolder, name: str) -> Path:
        """Where a file of a project is.

        Raises:
            Refused: There is none, or none that may be read.
        """
        try:
            path = folder.inside(check_file(name))
        except BadInput:
            raise unknown("file", name) from None
        if not path.is_file():
            raise unknown("file", name)
        return path

    def write(self, folder: StudioFolder, name: str, data: bytes, match: str = "") -> bool:
        """Write a file that a run reads, if it has no mistake.

        Args:
            folder: Of the project.
            name: Of the file.
            data: What will be in it.
            match: ETags that it may have, with commas, or "*" for any; empty: whatever it is.

        Returns:
            Whether it is new.

        Raises:
            Refused: It has a mistake, or is another than its writer thinks; nothing is written.
        """
        with self.telling(folder.path):
            path = folder.inside(check_file(name))
            most = MOST_ORDER if name == PROJECT else MOST_TEXT
            if path.suffix == ".yaml" and len(data) > most:
                raise TooLarge(name, f"has more than {most / 1_000_000:g} MB")
            there = path.is_file()
            known = {one.strip() for one in match.split(",")}
            if match and not (there and known & {"*", etag_of(path)}):
                message = f"{name} is another by now."
                raise Refused(HTTPStatus.PRECONDITION_FAILED, "EditedMeanwhile", message)
            desk = open_desk(folder, {name: data})
            guard_project(desk.project, self._settings)
            write_whole(path, data)
            return not there

    def bring(self, folder: StudioFolder, name: str, data: bytes) -> None:
        """Write a document from which the project is made from now on.

        Raises:
            Refused: It cannot be; nothing is written.
        """
        with self.telling(folder.path):
            document, order = folder.inside(check_file(name)), folder.path / PROJECT
            line = b"source: " + json.dumps(name).encode()
            text = _SOURCE.sub(lambda _: line, order.read_bytes(), count=1)
            project = open_desk(folder, {name: data, PROJECT: text}).project
            if project.source != name or document.exists():
                raise _taken_file(name)
            guard_project(project, self._settings)
            # In this order: killed in between, the project is as it was.
            write_whole(document, data)
            write_whole(order, text)

    def remove(self, folder: StudioFolder, name: str) -> None:
        """Take a file away, so that the next run makes it anew, or goes without it.

        Raises:
            Refused: There is none, or the project cannot be without it.
        """
        path = self.path(folder, name)
        with self.telling(folder.path):
            source = open_desk(folder).project.source
        if name in {PROJECT, source}:
            message = f"{name} is what the project is made from."
            raise conflict("FileNeeded", message, "Put another in its place.")
        path.unlink(missing_ok=True)

    @contextmanager
    def telling(self, *hidden: Path) -> Iterator[None]:
        """Errors of Fabula as answers, which tell no path of the server."""
        try:
            yield
        except FabulaError as error:
            raise refused(error, *self.hidden(*hidden)) from error

    def hidden(self, *paths: Path) -> list[str]:
        """Beginnings of paths that no answer tells, the longest first."""
        return sorted({str(path) for path in (*paths, self._home)}, key=len, reverse=True)


def visible(folder: StudioFolder) -> list[str]:
    """The files of a project that may be read from outside."""
    found = []
    for room, rooms, names in os.walk(folder.path):
        # What is remembered may be thousands of files.
        rooms[:] = [one for one in rooms if not one.startswith(".")]
        found += [Path(room, name) for name in names if not name.startswith(".")]
    return sorted(path.relative_to(folder.path).as_posix() for path in found)


def etag_of(path: Path) -> str:
    """The SHA-256 of a file as an ETag; read again only when the file is another."""
    found = path.stat()
    return f'"{_digest(path, found.st_mtime_ns, found.st_size)}"'


def _production(place: str) -> str:
    """What a fabula.yaml names; read again only when it is another. Empty: there is none."""
    try:
        found = os.stat(place)  # noqa: PTH116 - of many, fast
    except OSError:
        return ""
    return _production_named(place, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=65_536)
def _production_named(place: str, _changed: int, _size: int) -> str:
    return production_of(Path(place).read_bytes())


@lru_cache(maxsize=1024)
def _digest(path: Path, _changed: int, _size: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _taken_file(name: str) -> Refused:
    return conflict(
        "NameTaken", f"There is a file {name!r} already.", "Write it without as=source."
    )


def _taken(name: str) -> Refused:
    return conflict("NameTaken", f"There is a project {name!r} already.", "Choose another name.")
