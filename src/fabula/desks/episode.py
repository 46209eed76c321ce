"""The desk of episodes: a pitch, a cast, scenes, a script."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

from fabula.desks.desk import FolderText, Told
from fabula.errors import BadInput, EmptyInput, UnknownName
from fabula.media.screenplay import Screenplay, read_script
from fabula.media.screenplay.files import READABLE, SUFFIXES
from fabula.plurals import counted
from fabula.productions.episode import project as folders
from fabula.productions.episode.measures.clock import read_clock, told_time
from fabula.productions.episode.pitch import Brought, Pitch
from fabula.productions.episode.project import BIBLE, STORY, Project
from fabula.productions.episode.proof import pitch_slips
from fabula.productions.episode.recipe import Episode
from fabula.productions.episode.screenplay import pages_of, read_existing
from fabula.productions.episode.script import ScriptScene
from fabula.store.studio_folder import PROJECT, Condition, StudioFolder
from fabula.store.written import read_written, write_readable
from fabula.studio import Job, Made, Studio

EXAMPLE = "example/outline.yaml"

OFF = 0.15
"""Share by which an episode may be longer or shorter than it was ordered before it is told."""


@dataclass(frozen=True, slots=True)
class EpisodeDesk:
    """A studio folder that makes an episode.

    Args:
        folder: The folder.
        project: What its fabula.yaml says.
        brought: What a person wrote, as it was when the folder was opened.
        place: Where the pitch is.
    """

    folder: StudioFolder
    project: Project
    brought: Brought
    place: str

    @property
    def texts(self) -> Sequence[FolderText]:
        """The bible, the outline and the scenes, as far as they are there."""
        given = self.brought.given()
        slots = folders.text_slots(self.folder, self.brought)
        return [
            FolderText(name, step, slot, given.get(slot)) for name, (step, slot) in slots.items()
        ]

    def conditions(self) -> Mapping[str, tuple[Condition, list[str]]]:
        """How each file stands, and why it is stale."""
        return folders.conditions(self.folder, self.project)

    def refuse_edited(self) -> None:
        """Raise `UserError` if a finished script was edited by hand."""
        folders.refuse_edited(self.folder, self.project)

    def growing(self) -> None:
        """Nothing grows."""

    async def job(self, studio: Studio, watch: Path | None = None) -> Job[Episode]:  # noqa: ARG002
        """The episode that the folder asks for."""

        def writing() -> Job[Episode]:
            room = studio.room(self.project.writer, self.project.critic)
            return studio.writing(self.brought, self.project.order, room, self.place)

        # What writes episodes is loaded only now, and models may be files: the loop must stand
        # neither.
        return await asyncio.to_thread(writing)

    def keep(self, made: Made[Episode]) -> list[str]:
        """Write the script, the report and the scenes."""
        names = folders.keep_episode(self.folder, self.project, made.work, self.brought)
        return [str(self.folder.path / name) for name in names]

    def tell(self, made: Made[Episode]) -> Told:
        """What to say about the episode."""
        ordered = self.project.minutes if self._asks_for_scenes(made.work) else None
        said = told(made.work, ordered)
        unused = folders.leftovers(self.folder, made.work.draft.script)
        return replace(said, notes=[*said.notes, *unused])

    def _asks_for_scenes(self, episode: Episode) -> bool:
        """Whether some scenes are not a person's, so that their length is Fabula's to keep."""
        return len(self.brought.scenes) < len(episode.draft.script.scenes)


def open_desk(
    folder: StudioFolder, drafts: Mapping[str, bytes], models: Mapping[str, str]
) -> EpisodeDesk:
    """The desk of a folder that makes an episode."""
    project = folders.read_project(folder, drafts[PROJECT])
    known = {PROJECT, BIBLE, STORY, project.source}
    for name in drafts:
        if name not in known and not name.startswith((f"{folders.CAST}/", f"{folders.SCENES}/")):
            raise UnknownName("file of the folder", name, known)
    project = replace(
        project,
        writer=models.get("writer") or project.writer,
        critic=models.get("critic") or project.critic,
    )
    brought = folders.read_brought(folder, project, drafts)
    return EpisodeDesk(folder, project, brought, str(folder.inside(project.source)))


def begin(path: Path, source: str | None, choices: Mapping[str, object]) -> StudioFolder:
    """Begin a folder with an outline or a script, or with the example that comes with Fabula."""
    if source is None:
        example = resources.files("fabula.productions.episode") / EXAMPLE
        return folders.begin_project(path, example.read_bytes(), choices, {})
    pitch, scenes = read_source(Path(source))
    written = Path(source).read_bytes() if not scenes else write_readable(pitch)
    return folders.begin_project(path, written, choices, scenes)


def read_source(path: Path) -> tuple[Pitch, dict[int, ScriptScene]]:
    """What a file brings: an outline as YAML, or a script as Fountain or FDX with its scenes.

    Raises:
        BadInput: There is no such file, or it cannot be read.
    """
    if not path.is_file():
        raise BadInput(str(path), "no such file")
    if SUFFIXES.get(path.suffix.lower()) in READABLE:
        screenplay = read_script(path.read_bytes(), str(path))
        if not screenplay.scenes:
            remedy = 'A scene begins with a heading like "INT. KITCHEN - DAY".'
            raise EmptyInput(str(path), "has no scene", remedy)
        return _existing(screenplay)
    return read_written(path.read_bytes(), str(path), Pitch, pitch_slips), {}


def _existing(screenplay: Screenplay) -> tuple[Pitch, dict[int, ScriptScene]]:
    found = read_existing(screenplay)
    pitch = Pitch(
        show=found.bible.show,
        title=found.outline.title,
        style="single-cam",
        cast=found.bible.cast,
        places=found.bible.places,
        scenes=found.outline.scenes,
        author=found.outline.author,
    )
    return pitch, dict(enumerate(found.scenes, 1))


def told(episode: Episode, ordered: float | None) -> Told:
    """What to say about an episode.

    Args:
        episode: As it was made.
        ordered: Minutes that it should play; None: as long as a person's scenes do.
    """
    draft = episode.draft
    script, report = draft.script, draft.report
    seconds, jokes = read_clock(script).seconds, draft.comedy.timing_analysis.total_jokes
    pages, scenes = len(pages_of(script).pages), len(script.played())
    score = report.overall_quality_score.value
    notes = list(episode.notes)
    if ordered is not None and abs(seconds - 60 * ordered) > OFF * 60 * ordered:
        notes.append(
            f"It plays {told_time(seconds)}, and {told_time(60 * ordered)} was ordered: "
            f"with {'fewer' if seconds > 60 * ordered else 'more'} scenes it comes nearer."
        )
    severe = [one for one in report.validation_issues if one.severity in ("critical", "error")]
    notes += [f"{issue.severity}: {issue.problem} {issue.remedy}".rstrip() for issue in severe]
    verdict = "passed" if report.validation_passed else "not passed"
    return Told(
        f"{told_time(seconds)}, {counted(scenes, 'scene')}, "
        f"{counted(pages, 'page')}, {counted(jokes, 'joke')}, {verdict} with {score:.2f}",
        notes,
        episode.holes,
        {
            "seconds": round(seconds, 1),
            "scenes": scenes,
            "pages": pages,
            "jokes": jokes,
            "score": round(score, 3),
            "passed": report.validation_passed,
        },
    )
