"""A studio folder that makes a video: what it asks for, its storyboard, and what was made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Literal

from fabula.engine import digest_of
from fabula.errors import UnreadableInput
from fabula.media.documents import Source
from fabula.productions.video.exports import film_files, film_report
from fabula.productions.video.order import VideoOrder
from fabula.productions.video.recipe import Film
from fabula.productions.video.storyboard import Storyboard
from fabula.store.studio_folder import (
    LIMITS,
    PROJECT,
    Condition,
    StudioFolder,
    digest_of_bytes,
    write_whole,
)
from fabula.store.written import read_written, write_readable

BOARD, REPORT = "storyboard.yaml", "report.json"

_PROJECT_HEAD = """\
# What to make, from what. Every flag of `fabula video` can stand here: minutes, theme, voice, ...
"""

_BOARD_HEAD = """\
# Made by Fabula, yours to edit: what each scene says and shows. `fabula run` makes again only what
# you change, and does not write this file again once you changed it.
# `sources` are passages of the document: p3.2 is the second passage of page 3.
"""


@dataclass(frozen=True, slots=True)
class Project(VideoOrder):
    """What a folder's fabula.yaml says: an order, the document, who works on it, at what cost."""

    production: Literal["video"] = "video"
    source: str = ""
    writer: str = ""
    speech: str = ""
    budget: float | None = None
    budget_tokens: int | None = None
    budget_seconds: float | None = None
    at_limit: Literal["stop", "degrade", "ask"] = "stop"

    @property
    def order(self) -> VideoOrder:
        """The order alone."""
        return VideoOrder(**{item.name: getattr(self, item.name) for item in fields(VideoOrder)})


def read_project(folder: StudioFolder, text: bytes) -> Project:
    """What the folder asks for.

    Args:
        folder: The studio folder.
        text: Its fabula.yaml, or a draft of it.

    Raises:
        UnreadableInput: It has a mistake: told by line and field.
    """
    place = str(folder.path / PROJECT)
    project = read_written(text, place, Project)
    if not project.source:
        raise UnreadableInput(place, "names no document", "Add a line: source: paper.pdf")
    return project


def source_place(folder: StudioFolder, project: Project) -> str:
    """Where the document is: an address, or a path inside of the folder."""
    if project.source.startswith(("http://", "https://")):
        return project.source
    return str(folder.inside(project.source))


def edited_board(folder: StudioFolder, draft: bytes | None = None) -> Storyboard | None:
    """The storyboard, if a person wrote or edited it; or a draft of theirs.

    Raises:
        UnreadableInput: It has a mistake: told by line and field.
    """
    path = folder.path / BOARD
    if draft is None and not folder.edited(BOARD):
        return None
    return read_written(path.read_bytes() if draft is None else draft, str(path), Storyboard)


def begin_project(path: Path, document: Source, choices: Mapping[str, object]) -> StudioFolder:
    """Begin a studio folder with a document in it.

    Args:
        path: A folder that does not exist yet, or is empty.
        document: Copied into the folder.
        choices: Lines of fabula.yaml, by the names of `Project`.

    Raises:
        UserError: There is something in the folder already.
    """
    folder = StudioFolder(path)
    name = _copy_name(folder, document.name)
    folder.refuse_begun(but=name)
    lines = {"production": "video", "source": name, **choices}
    write_whole(folder.path / name, document.data)
    write_whole(folder.path / PROJECT, _PROJECT_HEAD.encode() + write_readable(lines))
    return folder


def _copy_name(folder: StudioFolder, name: str) -> str:
    """What the document is called in the folder: as before, if no work is called so."""
    plain = Path(name).name or "document"
    works = (f"{folder.stem}.{suffix}" for suffix in ("mp4", "srt", "vtt"))
    taken = {PROJECT, BOARD, REPORT, *works}
    return f"document-{plain}" if plain in taken or plain.startswith(".") else plain


def refuse_edited(folder: StudioFolder, project: Project) -> None:
    """Raise `UserError` if a finished work was edited by hand, before anything is made."""
    for name in work_names(folder, project.order):
        folder.refuse_edited(name, work=True)


@dataclass(frozen=True, slots=True)
class Origin:
    """What a folder's works are made from, as it was when a run began.

    Args:
        source: Digest of the document.
        words: Digest of a person's storyboard; empty where Fabula writes it.
    """

    source: str
    words: str


def origin_of(folder: StudioFolder, project: Project) -> Origin:
    """What the works would be made from now; what is edited during a run makes them stale."""
    words = digest_of_bytes((folder.path / BOARD).read_bytes()) if folder.edited(BOARD) else ""
    return Origin(_source_digest(folder, project), words)


def keep_film(folder: StudioFolder, project: Project, film: Film, origin: Origin) -> list[str]:
    """Write what was made into the folder; a person's storyboard stays as it is.

    Args:
        folder: The studio folder.
        project: What it asked for.
        film: What was made.
        origin: What it was made from, taken before the run.

    Returns:
        The names of the files, the film first.
    """
    text = _BOARD_HEAD.encode() + write_readable(film.board)
    if not folder.edited(BOARD):
        folder.keep(BOARD, text, _board_parts(origin.source, project))
    made_from = _film_parts(origin.words or digest_of_bytes(text), origin.source, project)
    files = film_files(film, project.order, folder.stem)
    files[REPORT] = json.dumps(film_report(film), indent=1, ensure_ascii=False).encode()
    for name, data in files.items():
        # A film with holes is never what it should be: the next run fills them.
        folder.keep(name, data, {**made_from, "holes": f"= {len(film.holes)}"}, work=True)
    return list(files)


def conditions(folder: StudioFolder, project: Project) -> dict[str, Condition]:
    """How each file stands to what it would be made from today."""
    source = _source_digest(folder, project)
    made_from = _works_parts(folder, project)
    works = {n: folder.condition(n, made_from) for n in work_names(folder, project.order)}
    return {BOARD: folder.condition(BOARD, _board_parts(source, project)), **works}


def reasons(folder: StudioFolder, project: Project) -> dict[str, list[str]]:
    """Why files are stale, by their names: what changed since they were made."""
    source = _source_digest(folder, project)
    made_from = _works_parts(folder, project)
    works = {n: folder.reasons(n, made_from) for n in work_names(folder, project.order)}
    return {BOARD: folder.reasons(BOARD, _board_parts(source, project)), **works}


def work_names(folder: StudioFolder, order: VideoOrder) -> list[str]:
    """The files that a run makes in the folder, the film first."""
    stem = folder.stem
    beside = [f"{stem}.{suffix}" for suffix in ("srt", "vtt") if suffix in order.captions]
    return [f"{stem}.mp4", *beside, REPORT]


def _source_digest(folder: StudioFolder, project: Project) -> str:
    place = source_place(folder, project)
    if place == project.source:
        return digest_of(place)
    path = folder.inside(project.source)
    return digest_of_bytes(path.read_bytes()) if path.is_file() else "missing"


def _board_parts(source: str, project: Project) -> dict[str, str]:
    """All that the storyboard is made from, as far as the folder tells, by name."""
    asked = ("minutes", "scenes", "language", "voice", "speed")
    chosen = {name: f"= {getattr(project, name)}" for name in asked}
    return {"document": source, **chosen, **_models(project)}


def _film_parts(words: str, source: str, project: Project) -> dict[str, str]:
    """All that the film is made from: the storyboard as it stands, the document, the order."""
    asked = {name: value for name, value in asdict(project).items() if name not in LIMITS}
    chosen = {name: f"= {value}" for name, value in asked.items()}
    return {"storyboard": words, "document": source, **chosen, **_models(project)}


def _works_parts(folder: StudioFolder, project: Project) -> dict[str, str]:
    """What the works would be made from today, without a hole."""
    board = folder.path / BOARD
    words = digest_of_bytes(board.read_bytes()) if board.is_file() else "missing"
    return {**_film_parts(words, _source_digest(folder, project), project), "holes": "= 0"}


def _models(project: Project) -> dict[str, str]:
    named = {"writer": project.writer or "offline", "speech": project.speech or "espeak"}
    return {name: f"= {model}" for name, model in named.items()}
