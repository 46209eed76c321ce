"""The desk of videos: a document, a storyboard, a film."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

from fabula.desks.desk import FolderText, Told
from fabula.errors import UnknownName, UserError, WorkFaulty
from fabula.media.documents import Source
from fabula.plurals import counted
from fabula.productions.video import project as folders
from fabula.productions.video.project import BOARD, Origin, Project
from fabula.productions.video.recipe import Film
from fabula.productions.video.steps import write_storyboard
from fabula.productions.video.storyboard import Storyboard
from fabula.store.studio_folder import PROJECT, Condition, StudioFolder, write_whole
from fabula.studio import Job, Made, Studio

EXAMPLE = "example.md"


@dataclass(frozen=True, slots=True)
class VideoDesk:
    """A studio folder that makes a video.

    Args:
        folder: The folder.
        project: What its fabula.yaml says.
        board: A person's storyboard, if there is one.
        origin: What the works would be made from, as it was when the folder was opened.
        place: Where the document is.
        drafts: Contents in place of files.
    """

    folder: StudioFolder
    project: Project
    board: Storyboard | None
    origin: Origin
    place: str
    drafts: Mapping[str, bytes]

    @property
    def texts(self) -> Sequence[FolderText]:
        """The storyboard."""
        return (FolderText(BOARD, write_storyboard, write_storyboard.at(), self.board),)

    def conditions(self) -> Mapping[str, tuple[Condition, list[str]]]:
        """How each file stands, and why it is stale."""
        found = folders.conditions(self.folder, self.project)
        why = folders.reasons(self.folder, self.project)
        return {name: (condition, why[name]) for name, condition in found.items()}

    def refuse_edited(self) -> None:
        """Raise `UserError` if the film was edited by hand."""
        folders.refuse_edited(self.folder, self.project)

    def growing(self) -> Path:
        """The file that grows while the film is made."""
        return growing(self._film)

    async def job(self, studio: Studio, watch: Path | None = None) -> Job[Film]:
        """The film that the folder asks for."""
        source = await studio.find(self.place)
        if self.project.source in self.drafts:
            source = replace(source, data=self.drafts[self.project.source])
        project, board = self.project, self.board

        def filming() -> Job[Film]:
            crew = studio.crew(project.writer, project.speech)
            return studio.filming(source, project.order, crew, board=board, watch=watch)

        # What makes films is loaded only now, and models may be files: the loop must stand neither.
        return await asyncio.to_thread(filming)

    def keep(self, made: Made[Film]) -> list[str]:
        """Write the film, what lies beside it, and the storyboard."""
        judge(made.work, self._film)
        names = folders.keep_film(self.folder, self.project, made.work, self.origin)
        return [str(self.folder.path / name) for name in names]

    def tell(self, made: Made[Film]) -> Told:
        """What to say about the film."""
        return told(made.work)

    @property
    def _film(self) -> Path:
        return self.folder.path / f"{self.folder.stem}.mp4"


def open_desk(
    folder: StudioFolder, drafts: Mapping[str, bytes], models: Mapping[str, str]
) -> VideoDesk:
    """The desk of a folder that makes a video."""
    project = folders.read_project(folder, drafts[PROJECT])
    known = {PROJECT, BOARD, project.source}
    for name in drafts:
        if name not in known:
            raise UnknownName("file of the folder", name, known)
    project = replace(
        project,
        writer=models.get("writer") or project.writer,
        speech=models.get("speech") or project.speech,
    )
    board = folders.edited_board(folder, drafts.get(BOARD))
    origin, place = folders.origin_of(folder, project), folders.source_place(folder, project)
    return VideoDesk(folder, project, board, origin, place, drafts)


def begin(path: Path, source: str | None, choices: Mapping[str, object]) -> StudioFolder:
    """Begin a folder with a document, or with the example that comes with Fabula."""
    if source is None:
        example = resources.files("fabula.productions.video") / EXAMPLE
        document = Source(EXAMPLE, example.read_bytes())
        return folders.begin_project(path, document, {"minutes": 2.0, **choices})
    return folders.begin_project(path, asyncio.run(Studio().find(source)), choices)


def growing(film: Path) -> Path:
    """The file that grows while a film is made, beside it.

    Raises:
        UserError: There is such a file, and it is not ours.
    """
    path = film.with_name(f"{film.name.removesuffix('.mp4')}.part.mp4")
    if path.exists():
        raise UserError(f"{path} is there already; move it away to watch the film there.")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def judge(film: Film, path: Path) -> None:
    """Let a film pass, or put it aside.

    Args:
        film: As it was made.
        path: Where it will be.

    Raises:
        WorkFaulty: It did not pass its checks; it lies beside `path`, under another name.
    """
    aside = path.with_name(f"{path.name.removesuffix('.mp4')}.faulty.mp4")
    aside.unlink(missing_ok=True)
    if film.faults:
        write_whole(aside, film.video)
        listed = "\n".join(f"  - {fault}" for fault in film.faults)
        raise WorkFaulty(f"The film did not pass its checks; see {aside}\n{listed}")


def told(film: Film) -> Told:
    """What to say about a film."""
    minutes, seconds = divmod(round(film.report.video_seconds), 60)
    scenes = len(film.reels)
    return Told(
        f"{minutes}:{seconds:02}, {counted(scenes, 'scene')}, {len(film.video) / 1e6:.1f} MB",
        film.notes,
        film.holes,
        {"seconds": round(film.report.video_seconds, 3), "scenes": scenes},
    )
