"""`fabula video`: a document becomes a narrated film."""

from __future__ import annotations

import argparse
import asyncio
import os
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from fabula.cli.delivery import tell
from fabula.cli.display import choose_display
from fabula.cli.folders import run_folder
from fabula.cli.making import make_work
from fabula.cli.ordering import lines_of, order_of
from fabula.cli.planning import plan_job
from fabula.desks import begin_folder
from fabula.desks.budget import budget_of
from fabula.desks.video import growing, judge, told
from fabula.errors import UserError
from fabula.productions.video.exports import film_files
from fabula.productions.video.order import VideoOrder
from fabula.productions.video.recipe import Film
from fabula.store.studio_folder import write_whole
from fabula.studio import Job, Studio

SUFFIX = ".mp4"
DOCUMENTS = {".pdf", ".docx", ".md", ".markdown", ".html", ".htm", ".xhtml", ".txt", ".text"}
"""Endings that are no part of a document's name; what follows other dots is."""


def make_video(flags: argparse.Namespace) -> int:
    """Make the film that the flags ask for.

    Returns:
        0, or 3 if scenes are missing.
    """
    order = order_of(flags, VideoOrder)

    async def job(studio: Studio, watch: Path | None = None) -> Job[Film]:
        crew = studio.crew(flags.writer, flags.speech)
        source = await studio.find(flags.source)
        # What makes films is loaded only now, which the loop must not stand.
        return await asyncio.to_thread(studio.filming, source, order, crew, watch=watch)

    if flags.plan:
        return plan_job(job, flags)
    out = film_path(flags.out, flags.source)
    if flags.keep:
        lines = lines_of(flags, order, ("writer", "speech"))
        folder = begin_folder("video", Path(flags.keep), flags.source, lines)
        return run_folder(folder, flags, also=out if flags.out else None)
    display = choose_display(flags.json, flags.quiet)
    watch, budget = growing(out) if flags.watch else None, budget_of(flags)
    made = make_work(Studio(), partial(job, watch=watch), display, budget=budget, watch=watch)
    judge(made.work, out)
    stem = out.name.removesuffix(SUFFIX)
    files = {out.with_name(name): data for name, data in film_files(made.work, order, stem).items()}
    for path, data in files.items():
        write_whole(path, data)
    return tell(told(made.work), made, [str(path) for path in files], display)


def film_path(out: str | None, source: str) -> Path:
    """Where the film goes; found out before anything is made.

    Args:
        out: What the user named: a file, a folder, or nothing.
        source: The document: the film is named after it where no name is given.

    Raises:
        UserError: The film is not to be an MP4, is the document itself, or cannot be written there.
    """
    path = Path(out or ".")
    if path.is_dir() or (out and out.endswith("/")):
        path /= stem_of(source) + SUFFIX
    if path.suffix != SUFFIX:
        raise UserError(f"{path}: the film is an MP4; name it {path.name}{SUFFIX}.")
    if path.exists() and Path(source).exists() and path.samefile(source):
        raise UserError(f"{path} is the document; name another file for the film.")
    near = next(parent for parent in path.absolute().parents if parent.exists())
    if not near.is_dir() or not os.access(near, os.W_OK):
        raise UserError(f"{path}: {near} is not a folder that can be written to.")
    return path


def stem_of(place: str) -> str:
    """A name for what is made of a document: that of its file, or of the page at its address.

    ```python
    stem_of("notes/2301.12345.pdf")  # "2301.12345"
    stem_of("https://example.org/talks/")  # "talks"
    ```
    """
    address = urlsplit(place) if "://" in place else None
    name = Path(address.path.rstrip("/") if address else place).name
    stem = name[: -len(Path(name).suffix)] if Path(name).suffix.lower() in DOCUMENTS else name
    return stem or (address.hostname if address else "") or "film"
