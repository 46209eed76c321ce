"""A desk: one production's side of a studio folder, so that every command serves all of them."""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from fabula.engine import Hole, Slot, Step
from fabula.errors import UnknownName, UnreadableInput
from fabula.models.keys import refuse_keys
from fabula.store.studio_folder import PROJECT, Condition, StudioFolder
from fabula.studio import Job, Made, Studio

DESKS = {"episode": "fabula.desks.episode", "video": "fabula.desks.video"}
"""The module of each production's desk."""

_PRODUCTION = re.compile(rb"^production:[ \t]*['\"]?([\w-]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FolderText:
    """A text of a folder that stands for the result of a step, for a person to edit.

    Args:
        name: Of the file.
        step: That writes it.
        slot: Its place in the production.
        value: What a person made of it; None where it is as Fabula wrote it.
    """

    name: str
    step: Step[..., Any]
    slot: Slot
    value: object | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What is said about a finished work.

    Args:
        headline: What it is: "2:57, 9 scenes, 4.1 MB".
        notes: What a person should know.
        holes: What is missing.
        row: The same as plain data.
    """

    headline: str
    notes: Sequence[str]
    holes: Sequence[Hole]
    row: Mapping[str, Any]


class Desk(Protocol):
    """One production's side of a studio folder, as it is or with drafts in place of some files."""

    @property
    def project(self) -> Any:
        """What the folder's fabula.yaml says; its budget is read off it."""
        ...

    @property
    def texts(self) -> Sequence[FolderText]:
        """The texts that stand for results of steps, those of a person with their value."""
        ...

    def conditions(self) -> Mapping[str, tuple[Condition, list[str]]]:
        """How each file stands to what it would be made from today, and why it is stale."""
        ...

    def refuse_edited(self) -> None:
        """Raise `UserError` if a finished work was edited by hand, before anything is made."""
        ...

    def growing(self) -> Path | None:
        """The file that can be watched while the work is made; None: there is none."""
        ...

    async def job(self, studio: Studio, watch: Path | None = None) -> Job[Any]:
        """What is to be made."""
        ...

    def keep(self, made: Made[Any]) -> list[str]:
        """Write what was made into the folder; gives the paths, the work first.

        Raises:
            WorkFaulty: It did not pass its checks.
        """
        ...

    def tell(self, made: Made[Any]) -> Told:
        """What to say about what was made."""
        ...


def open_desk(
    folder: StudioFolder,
    drafts: Mapping[str, bytes] | None = None,
    models: Mapping[str, str] | None = None,
) -> Desk:
    """The desk of the production that a folder's fabula.yaml names.

    Args:
        folder: The studio folder.
        drafts: Contents by name, read in place of the folder's own.
        models: Models by role, in place of those that the folder names.

    Raises:
        UnreadableInput: There is no fabula.yaml.
        UnknownName: There is no such production, or a draft is of a file that no run reads.
        BadInput: A file, or a draft, has a mistake.
        BadSetting: The fabula.yaml holds a key.
    """
    text = project_text(folder, drafts)
    production = production_of(text)
    given = {**(drafts or {}), PROJECT: text}
    desk: Desk = _module(production).open_desk(folder, given, models or {})
    return desk


def production_of(text: bytes) -> str:
    """The production that a fabula.yaml names."""
    named = _PRODUCTION.search(text)
    return named[1].decode() if named else "video"


def project_text(folder: StudioFolder, drafts: Mapping[str, bytes] | None = None) -> bytes:
    """The folder's fabula.yaml, or a draft of it.

    Raises:
        UnreadableInput: There is none.
        BadSetting: It holds a key.
    """
    path = folder.path / PROJECT
    text = (drafts or {}).get(PROJECT)
    if text is None:
        if not path.is_file():
            remedy = "Begin one with: fabula new video FOLDER, or: fabula new episode FOLDER"
            raise UnreadableInput(str(path), "no such file", remedy)
        text = path.read_bytes()
    refuse_keys(text.decode("utf-8", "replace"), str(path))
    return text


def begin_folder(
    production: str, path: Path, source: str | None, choices: Mapping[str, object]
) -> StudioFolder:
    """Begin a studio folder; without a source, with the example that comes with Fabula.

    Raises:
        UserError: There is something in the folder already, or the source cannot be used.
    """
    folder: StudioFolder = _module(production).begin(path, source, choices)
    return folder


def _module(production: str) -> Any:
    if production not in DESKS:
        raise UnknownName("production", production, DESKS)
    return importlib.import_module(DESKS[production])
