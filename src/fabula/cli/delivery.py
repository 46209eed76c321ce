"""Hands a finished film over: judges it, writes its files, tells what was made."""

from __future__ import annotations

from collections.abc import Sized
from pathlib import Path
from typing import Any

from fabula.cli.display import Display, Json, price
from fabula.cli.exits import HOLES, MADE
from fabula.engine.progress import Progress
from fabula.errors import WorkFaulty
from fabula.productions.video.recipe import Film
from fabula.store.studio_folder import write_whole
from fabula.studio import Made


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


def tell(made: Made, names: list[str], display: Display) -> int:
    """Say what was made, what is missing, and what it took.

    Returns:
        The exit code: 0, or 3 if scenes are missing.
    """
    film, trace, progress = made.film, made.trace, display.progress
    if isinstance(display, Json):
        display.print(_row(made, names, progress))
        return HOLES if film.holes else MADE
    minutes, seconds = divmod(round(film.report.video_seconds), 60)
    print(
        f"{names[0]}: {minutes}:{seconds:02}, {len(film.reels)} {_plural('scene', film.reels)}, "
        f"{len(film.video) / 1e6:.1f} MB, made in {trace.wall:.1f} s "
        f"({trace.made} steps made, {trace.hits} remembered; "
        f"by {' and '.join(sorted(progress.models)) or 'memory alone'}; {price(progress)})"
    )
    for line in (*names[1:], *(f"note: {note}" for note in film.notes)):
        print(line)
    for hole in film.holes:
        print(f"missing: {hole.title}: {hole.reason}")
    if film.holes:
        print("Run it again to make only what is missing.")
    return HOLES if film.holes else MADE


def _plural(word: str, things: Sized) -> str:
    return word if len(things) == 1 else f"{word}s"


def _row(made: Made, names: list[str], progress: Progress) -> dict[str, Any]:
    """The result as plain data, for --json."""
    film, trace = made.film, made.trace
    return {
        "kind": "result",
        "run": made.run,
        "files": names,
        "seconds": round(film.report.video_seconds, 3),
        "scenes": len(film.reels),
        "holes": [{"title": hole.title, "reason": hole.reason} for hole in film.holes],
        "notes": list(film.notes),
        "took_seconds": round(trace.wall, 3),
        "steps_made": trace.made,
        "steps_remembered": trace.hits,
        "models": sorted(progress.models),
        "usd": progress.usd,
        "saved_usd": round(progress.saved, 6),
    }
