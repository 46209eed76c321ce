"""`fabula episode`: an outline becomes a script."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from fabula.cli.delivery import tell
from fabula.cli.display import choose_display
from fabula.cli.folders import run_folder
from fabula.cli.making import make_work
from fabula.cli.ordering import lines_of, order_of
from fabula.cli.planning import plan_job
from fabula.desks import begin_folder
from fabula.desks.budget import budget_of
from fabula.desks.episode import read_source, told
from fabula.errors import UserError
from fabula.media.screenplay.files import FORMATS
from fabula.productions.episode.order import EpisodeOrder
from fabula.productions.episode.pitch import Brought
from fabula.productions.episode.recipe import Episode
from fabula.store.studio_folder import write_whole
from fabula.studio import Job, Studio


def make_episode(flags: argparse.Namespace) -> int:
    """Write the episode that the flags ask for.

    Returns:
        0, or 3 if scenes are missing.
    """
    order = order_of(flags, EpisodeOrder)
    source = Path(flags.source)
    pitch, scenes = read_source(source)

    async def job(studio: Studio) -> Job[Episode]:
        room = studio.room(flags.writer, flags.critic)
        brought = Brought(pitch, scenes=scenes)
        # What writes episodes is loaded only now, which the loop must not stand.
        return await asyncio.to_thread(studio.writing, brought, order, room, flags.source)

    if flags.plan:
        return plan_job(job, flags)
    if flags.keep:
        lines = lines_of(flags, order, ("writer", "critic"))
        return run_folder(begin_folder("episode", Path(flags.keep), flags.source, lines), flags)
    folder, stem = script_place(flags.out, source)
    for form in order.formats:
        path = folder / f"{stem}.{form}"
        if path.exists() and path.samefile(source):
            raise UserError(f"{path} is what the episode is made from; name another with --out.")
    display = choose_display(flags.json, flags.quiet)
    made = make_work(Studio(), job, display, budget=budget_of(flags))
    files = {folder / f"{stem}.{name}": data for name, data in made.work.files.items()}
    for path, data in files.items():
        write_whole(path, data)
    ordered = None if scenes else order.minutes
    return tell(told(made.work, ordered), made, [str(path) for path in files], display)


def script_place(out: str | None, source: Path) -> tuple[Path, str]:
    """The folder that the files go to, and what they are called without their endings."""
    if out is None:
        return Path(), source.stem
    path = Path(out)
    if path.is_dir() or out.endswith("/"):
        return path, source.stem
    return path.parent, path.name if path.suffix[1:] not in FORMATS else path.stem
