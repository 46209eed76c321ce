"""`fabula video`: a document becomes a narrated film."""

from __future__ import annotations

import argparse
import os
from dataclasses import fields
from pathlib import Path
from urllib.parse import urlsplit

from fabula.cli.delivery import judge, tell
from fabula.cli.display import choose_display
from fabula.cli.folders import begin_folder, run_folder
from fabula.cli.making import Job, growing, make_film
from fabula.productions.video.exports import film_files
from fabula.productions.video.order import VideoOrder, read_order
from fabula.store.studio_folder import write_whole
from fabula.studio import Studio


def make_video(flags: argparse.Namespace) -> int:
    """Make the film that the flags ask for.

    Returns:
        0, or 3 if scenes are missing.
    """
    given = {f.name: getattr(flags, f.name) for f in fields(VideoOrder)}
    order = read_order({name: value for name, value in given.items() if value is not None})
    out = Path(flags.out) if flags.out else Path(stem_of(flags.source)).with_suffix(".mp4")
    display = choose_display(flags.json, flags.quiet)
    if flags.keep:
        models = {name: getattr(flags, name) for name in ("writer", "speech")}
        chosen = {**_changed(order), **{name: value for name, value in models.items() if value}}
        folder = begin_folder(Path(flags.keep), flags.source, chosen)
        also = Path(flags.out) if flags.out else None
        return run_folder(folder, display, watch=flags.watch, also=also)
    studio = Studio(environment=os.environ)
    crew = studio.crew(flags.writer, flags.speech)
    watch = growing(out) if flags.watch else None
    made = make_film(studio, Job(flags.source, order, crew, watch=watch), display)
    judge(made.film, out)
    files = {out.with_name(n): data for n, data in film_files(made.film, order, out.stem).items()}
    for path, data in files.items():
        write_whole(path, data)
    return tell(made, [str(path) for path in files], display)


def _changed(order: VideoOrder) -> dict[str, object]:
    """The choices that are not the usual ones."""
    usual = VideoOrder()
    names = (item.name for item in fields(order))
    return {n: getattr(order, n) for n in names if getattr(order, n) != getattr(usual, n)}


def stem_of(place: str) -> str:
    """A name for what is made of a document: that of its file, or of the page at its address."""
    path = urlsplit(place).path.rstrip("/") if "://" in place else place
    return Path(path).stem or urlsplit(place).hostname or "film"
