"""`fabula new`, `fabula run` and `fabula status`: studio folders."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from importlib import resources
from pathlib import Path

from fabula.cli.budget import budget_of
from fabula.cli.delivery import judge, tell
from fabula.cli.display import choose_display
from fabula.cli.homes import with_store
from fabula.cli.making import Job, growing, make_film
from fabula.cli.planning import plan_of
from fabula.engine.edits import keep_edit
from fabula.engine.shelf import pins_of
from fabula.media.documents import Source
from fabula.productions.video.project import (
    BOARD,
    begin_project,
    conditions,
    edited_board,
    keep_film,
    origin_of,
    read_project,
    reasons,
    refuse_edited,
    source_place,
    stem_of,
)
from fabula.productions.video.steps import write_storyboard
from fabula.store.studio_folder import Condition, StudioFolder, write_whole
from fabula.studio import Studio

ADVICE: dict[Condition, str] = {
    "made": "",
    "edited": "yours: used as it is",
    "stale": "`fabula run` makes it anew",
    "edited and stale": "yours, though its source changed; move it away for a new one",
    "missing": "`fabula run` makes it",
}
EXAMPLE = "example.md"


def begin(flags: argparse.Namespace) -> int:
    """`fabula new video FOLDER`: a folder with a document and a fabula.yaml."""
    begin_folder(Path(flags.folder), flags.source, {"minutes": 2.0} if not flags.source else {})
    print(f"{flags.folder}: begun. Make it with: fabula run {flags.folder}")
    return 0


def begin_folder(path: Path, source: str | None, choices: Mapping[str, object]) -> StudioFolder:
    """Begin a studio folder; without a source, with the example that comes with Fabula."""
    if source is None:
        example = resources.files("fabula.productions.video") / EXAMPLE
        return begin_project(path, Source(EXAMPLE, example.read_bytes()), choices)
    studio = Studio()
    return begin_project(path, asyncio.run(studio.find(source)), choices)


def run(flags: argparse.Namespace) -> int:
    """`fabula run`: make what the folder asks for."""
    return run_folder(StudioFolder(Path(flags.folder)), flags)


def run_folder(folder: StudioFolder, flags: argparse.Namespace, *, also: Path | None = None) -> int:
    """Make what a folder asks for.

    Args:
        folder: The studio folder.
        flags: How to show it, whether to let a file grow beside it, what it may cost, and models
            in place of those that the folder names.
        also: Where to write the film besides.

    Returns:
        0, or 3 if scenes are missing.
    """
    display = choose_display(flags.json, flags.quiet)
    project = read_project(folder)
    writer, speech = (getattr(flags, role, "") for role in ("writer", "speech"))
    project = replace(project, writer=writer or project.writer, speech=speech or project.speech)
    board = edited_board(folder)
    refuse_edited(folder, project)
    origin = origin_of(folder, project)
    studio = Studio(home=folder.hidden)
    crew = studio.crew(project.writer, project.speech)
    film = folder.path / f"{stem_of(folder)}.mp4"
    place = source_place(folder, project)
    watch = growing(film) if flags.watch else None
    job = Job(place, project.order, crew, board, watch, budget_of(flags, project))
    words = "" if board is None else (folder.path / BOARD).read_text("utf-8-sig")
    made = make_film(studio, job, display)
    judge(made.film, film)
    if board is not None:
        slot = write_storyboard.at()
        with_store(
            str(folder.path), lambda store: keep_edit(store, write_storyboard, slot, board, words)
        )
    names = [str(folder.path / name) for name in keep_film(folder, project, made.film, origin)]
    if also:
        write_whole(also, made.film.video)
        names = [str(also), *names]
    return tell(made, names, display)


def status(flags: argparse.Namespace) -> int:
    """`fabula status`: what is edited, stale or missing."""
    folder = StudioFolder(Path(flags.folder))
    project = read_project(folder)
    found, why = conditions(folder, project), reasons(folder, project)
    edited_board(folder)
    pinned = _pinned(folder)
    if flags.json:
        held = {name: "pinned and stale" if stale else "pinned" for name, stale in pinned.items()}
        print(json.dumps({**found, **held}))
        return 0
    for name, condition in found.items():
        print(f"{name:20} {condition:18} {ADVICE[condition]}".rstrip())
        for reason in why[name] if condition != "missing" else ():
            print(f"{'':20} {reason}")
    for name, stale in pinned.items():
        print(f"{name}: pinned{' and stale' if stale else ''}")
        for reason in stale:
            print(f"{'':20} {reason}")
    return 0


def _pinned(folder: StudioFolder) -> dict[str, tuple[str, ...]]:
    """The pinned takes, and what has changed since each was made; told without making anything."""
    if not folder.hidden.is_dir():
        return {}
    pins = with_store(str(folder.path), pins_of)
    if not pins:
        return {}
    held = {step.slot: step.why for step in plan_of(folder).steps}
    gone = ("the latest edits leave no such place, or it is not reached yet",)
    return {str(slot): held.get(slot, gone) for slot in pins}
