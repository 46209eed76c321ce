"""A studio folder that makes an episode: its pitch, its cast, its scenes, and what was made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Literal, TypeVar

from fabula.engine import Slot, Step, digest_of
from fabula.errors import UnreadableInput
from fabula.productions.episode.brief import SceneBrief, brief_scenes
from fabula.productions.episode.exports import REPORTS, named
from fabula.productions.episode.order import EpisodeOrder
from fabula.productions.episode.outline import Bible, EpisodeOutline
from fabula.productions.episode.pitch import Brought, Pitch
from fabula.productions.episode.proof import (
    bible_slips,
    character_slips,
    outline_slips,
    pitch_slips,
    scene_slips,
)
from fabula.productions.episode.recipe import Episode
from fabula.productions.episode.scenes import write_scene
from fabula.productions.episode.script import Script, ScriptScene
from fabula.productions.episode.steps import write_bible, write_outline
from fabula.store.studio_folder import (
    LIMITS,
    PROJECT,
    Condition,
    StudioFolder,
    digest_of_bytes,
    write_whole,
)
from fabula.store.written import Slip, read_written, write_readable
from fabula.story import Character

Kind = TypeVar("Kind")

CAST, SCENES = "cast", "scenes"
BIBLE, STORY = "bible.yaml", "story.yaml"

BEFORE = ".before"
"""In the name of a script that was put aside."""

_TYPED = frozenset({".fountain", ".fdx", ".json"})
"""Ends of the works that a person may have typed into."""

_PROJECT_HEAD = """\
# What to make, from what. Every flag of `fabula episode` can stand here: minutes, seed, paper, ...
"""
_SCENE_HEAD = """\
# Made by Fabula, yours to edit. A scene that you change stays as you wrote it; `fabula run` makes
# again only what depends on it. Move the file away to have the scene written anew.
"""
_MADE_HEAD = """\
# Made by Fabula from the pitch, yours to edit: what you change here is used as it is.
"""


@dataclass(frozen=True, slots=True)
class Project(EpisodeOrder):
    """What a folder's fabula.yaml says: an order, the pitch, who works on it, at what cost."""

    production: Literal["episode"] = "episode"
    source: str = "outline.yaml"
    writer: str = ""
    critic: str = ""
    budget: float | None = None
    budget_tokens: int | None = None
    budget_seconds: float | None = None
    at_limit: Literal["stop", "degrade", "ask"] = "stop"

    @property
    def order(self) -> EpisodeOrder:
        """The order alone."""
        names = (item.name for item in fields(EpisodeOrder))
        return EpisodeOrder(**{name: getattr(self, name) for name in names})


def read_project(folder: StudioFolder, text: bytes) -> Project:
    """What the folder asks for.

    Args:
        folder: The studio folder.
        text: Its fabula.yaml, or a draft of it.

    Raises:
        UnreadableInput: It has a mistake: told by line and field.
    """
    return read_written(text, str(folder.path / PROJECT), Project)


def read_brought(
    folder: StudioFolder, project: Project, drafts: Mapping[str, bytes] | None = None
) -> Brought:
    """What a person brought, from the files of the folder.

    Args:
        folder: The studio folder.
        project: What it asks for.
        drafts: Contents by name, read in place of the folder's own.

    Raises:
        UnreadableInput: A file has a mistake: told by line and field.
    """
    drafts = drafts or {}
    source = folder.inside(project.source)
    if project.source not in drafts and not source.is_file():
        raise UnreadableInput(str(source), "no such file", "It is what fabula.yaml names.")
    cast = _read_cast(folder, drafts)
    pitch = _read(folder, project.source, Pitch, drafts, partial(pitch_slips, others=cast))
    if cast:
        own = (one for one in pitch.cast if one.name not in cast)
        pitch = replace(pitch, cast=(*cast.values(), *own))
    theirs = {name for name in (BIBLE, STORY) if name in drafts or folder.edited(name)}
    numbers = {name: _number(folder, name) for name in _names(folder, SCENES, drafts)}
    scenes = {
        number: _read(folder, name, ScriptScene, drafts, partial(scene_slips, number=number))
        for name, number in numbers.items()
        if name in drafts or folder.edited(name)
    }
    regulars = [one.name for one in pitch.cast]
    checked = partial(outline_slips, cast=regulars)
    return Brought(
        pitch,
        _read(folder, BIBLE, Bible, drafts, bible_slips) if BIBLE in theirs else None,
        _read(folder, STORY, EpisodeOutline, drafts, checked) if STORY in theirs else None,
        scenes,
    )


def begin_project(
    path: Path, pitch: bytes, choices: Mapping[str, object], scenes: Mapping[int, ScriptScene]
) -> StudioFolder:
    """Begin a studio folder.

    Args:
        path: A folder that does not exist yet, or is empty.
        pitch: Its outline.yaml.
        choices: Lines of fabula.yaml, by the names of `Project`.
        scenes: Scenes that are written already, by number.

    Raises:
        UserError: There is something in the folder already.
    """
    folder = StudioFolder(path)
    folder.refuse_begun()
    write_whole(path / "outline.yaml", pitch)
    for number, scene in scenes.items():
        write_whole(path / _scene_name(number), write_readable(scene))
    lines = {"production": "episode", "source": "outline.yaml", **choices}
    write_whole(path / PROJECT, _PROJECT_HEAD.encode() + write_readable(lines))
    return folder


def keep_episode(
    folder: StudioFolder,
    project: Project,
    episode: Episode,
    brought: Brought,
) -> list[str]:
    """Write what was made into the folder; a person's words stay as they are.

    Args:
        folder: The studio folder.
        project: What it asked for.
        episode: What was made.
        brought: What it was made from, read before the run.

    Returns:
        The names of the works.
    """
    script = episode.draft.script
    for name, value in ((BIBLE, script.bible), (STORY, script.outline)):
        if name in _made_texts(brought) and not folder.edited(name):
            text = _MADE_HEAD.encode() + write_readable(value)
            folder.keep(name, text, _told_parts(project, brought))
    briefs = brief_scenes(script.bible, script.outline, project.minutes, project.seed)
    for brief, scene in zip(briefs, script.scenes, strict=True):
        name = _scene_name(brief.scene.number)
        if scene is not None and not folder.edited(name):
            text = _SCENE_HEAD.encode() + write_readable(scene)
            folder.keep(name, text, _scene_parts(project, brief))
    made_from = _work_parts(folder, project, brought)
    works = named(episode.files, folder.stem)
    for name, data in works.items():
        _set_aside(folder, name, data)
        # An episode with holes is never what it should be: the next run fills them.
        folder.keep(name, data, {**made_from, "holes": f"= {len(episode.holes)}"}, work=True)
    return list(works)


def text_slots(folder: StudioFolder, brought: Brought) -> dict[str, tuple[Step[..., Any], Slot]]:
    """The texts of the folder that stand for results of steps, with the step and its place."""
    found: dict[str, tuple[Step[..., Any], Slot]] = {
        BIBLE: (write_bible, write_bible.at()),
        STORY: (write_outline, write_outline.at()),
    }
    kept = {name: found[name] for name in _made_texts(brought)}
    for name in _names(folder, SCENES, {}):
        part = f"scene: {_number(folder, name):02}"
        kept[name] = (write_scene, write_scene.at(part))
    return kept


def refuse_edited(folder: StudioFolder, project: Project) -> None:
    """Raise `UserError` if a finished work was edited by hand, before anything is made."""
    for name in work_names(folder, project.order):
        folder.refuse_edited(name, work=True)


def conditions(folder: StudioFolder, project: Project) -> dict[str, tuple[Condition, list[str]]]:
    """How each file stands to what it would be made from today, and why it is stale."""
    brought = read_brought(folder, project)
    parts = {name: _told_parts(project, brought) for name in _made_texts(brought)}
    briefs = _briefs(folder, project, brought)
    for brief in briefs:
        parts[_scene_name(brief.scene.number)] = _scene_parts(project, brief)
    finished = {**_work_parts(folder, project, brought), "holes": "= 0"}
    parts |= dict.fromkeys(work_names(folder, project.order), finished)
    found: dict[str, tuple[Condition, list[str]]] = {
        name: (folder.condition(name, known), folder.reasons(name, known))
        for name, known in parts.items()
    }
    if briefs:
        found |= dict.fromkeys(_beside(folder, len(briefs)), ("unused", []))
    return found


def leftovers(folder: StudioFolder, script: Script) -> list[str]:
    """What to say of files that no run uses: scenes without an outline, scripts put aside."""
    last = len(script.scenes)
    aside = [
        f"{path} may hold your words: {path.name.replace(BEFORE, '')} replaced it, since "
        "nobody knew any more who wrote it."
        for path in sorted(folder.path.glob(f"*{BEFORE}*"))
    ]
    return aside + [
        f"{folder.path / name} is not used: the outline has scenes 1 to {last}. "
        "Give it such a scene, or move the file away."
        for name in _beside(folder, last)
    ]


def work_names(folder: StudioFolder, order: EpisodeOrder) -> list[str]:
    """The files that a run makes in the folder, the script first."""
    return [*(f"{folder.stem}.{form}" for form in order.formats), *REPORTS]


def _made_texts(brought: Brought) -> list[str]:
    """The texts between the pitch and the scenes that Fabula writes in such a folder."""
    made = {BIBLE: brought.pitch.bible, STORY: brought.pitch.outline}
    return [name for name, theirs in made.items() if theirs is None]


def _briefs(folder: StudioFolder, project: Project, brought: Brought) -> list[SceneBrief]:
    """What the writers of each scene would be told; nothing while there is no outline."""
    bible, outline = brought.pitch.bible, brought.pitch.outline
    for name in _made_texts(brought):
        if not (folder.path / name).is_file():
            return []
    bible = bible or _read(folder, BIBLE, Bible)
    outline = outline or _read(folder, STORY, EpisodeOutline)
    return brief_scenes(bible, outline, project.minutes, project.seed)


def _read(
    folder: StudioFolder,
    name: str,
    kind: type[Kind],
    drafts: Mapping[str, bytes] | None = None,
    proof: Callable[[Kind], Iterable[Slip]] = lambda _: (),
) -> Kind:
    path = folder.inside(name)
    data = drafts[name] if drafts and name in drafts else path.read_bytes()
    return read_written(data, str(path), kind, proof)


def _read_cast(folder: StudioFolder, drafts: Mapping[str, bytes]) -> dict[str, Character]:
    """The characters who have files of their own, by name."""
    cast: dict[str, Character] = {}
    for name in _names(folder, CAST, drafts):
        proof = partial(character_slips, others=tuple(cast))
        one = _read(folder, name, Character, drafts, proof)
        cast[one.name] = one
    return cast


def _names(folder: StudioFolder, room: str, drafts: Mapping[str, bytes]) -> list[str]:
    """The YAML files of a room of the folder, in order, drafts of new ones included."""
    there = {f"{room}/{path.name}" for path in (folder.path / room).glob("*.yaml")}
    return sorted(there | {name for name in drafts if name.startswith(f"{room}/")})


def _number(folder: StudioFolder, name: str) -> int:
    """The number of the scene in a file."""
    stem, place = Path(name).stem, str(folder.path / name)
    if not stem.isdecimal():
        raise UnreadableInput(place, "is no scene's name", "Call it by its number: 03.yaml.")
    if name != _scene_name(int(stem)):
        raise UnreadableInput(place, "is no scene's name", f"Call it {int(stem):02}.yaml.")
    return int(stem)


def _set_aside(folder: StudioFolder, name: str, data: bytes) -> None:
    """Keep a script of unknown origin (the ledger was deleted): it may hold a person's words."""
    path = folder.path / name
    if path.suffix not in _TYPED or not folder.edited(name) or path.read_bytes() == data:
        return
    for number in count(1):
        aside = path.with_name(f"{path.stem}{BEFORE}{number if number > 1 else ''}{path.suffix}")
        if not aside.exists():
            path.rename(aside)
            return


def _beside(folder: StudioFolder, last: int) -> list[str]:
    """The scenes of the folder that an outline of so many does not have."""
    return [n for n in _names(folder, SCENES, {}) if not 1 <= _number(folder, n) <= last]


def _scene_name(number: int) -> str:
    return f"{SCENES}/{number:02}.yaml"


def _told_parts(project: Project, brought: Brought) -> dict[str, str]:
    """What the bible and the outline are made from, by name."""
    return {"pitch": digest_of(brought.pitch), **_chosen(project, "minutes", "scenes", "seed")}


def _scene_parts(project: Project, brief: SceneBrief) -> dict[str, str]:
    """What a scene is made from, by name."""
    return {"brief": digest_of(brief), **_chosen(project)}


def _work_parts(folder: StudioFolder, project: Project, brought: Brought) -> dict[str, str]:
    """What the works are made from, by name: the pitch, the order, and each scene as it stands."""
    asked = {item.name for item in fields(Project)} - LIMITS
    texts = [*_made_texts(brought), *_names(folder, SCENES, {})]
    there = {name: folder.path / name for name in texts if (folder.path / name).is_file()}
    words = {
        name.removesuffix(".yaml"): digest_of_bytes(path.read_bytes())
        for name, path in there.items()
    }
    return {"pitch": digest_of(brought.pitch), **_chosen(project, *asked), **words}


def _chosen(project: Project, *names: str) -> dict[str, str]:
    """Choices as parts, and who writes."""
    chosen = {name: f"= {getattr(project, name)}" for name in sorted(names)}
    return {**chosen, "writer": f"= {project.writer or 'offline'}"}
