"""The gate: what a finished film must be before it is called made."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.media.film.captions import shifted
from fabula.media.film.faults import Expected, ExpectedScene, faults
from fabula.media.film.inspection import FilmReport
from fabula.productions.video.scenes import Reel, Set

TOLERANCE = 0.10
"""Share by which the length may differ from the one ordered."""


def expected_film(reels: Sequence[Reel], stage: Set) -> Expected:
    """What the film must turn out to be, from the scenes that went into it."""
    scenes = tuple(ExpectedScene(reel.clip.frames, reel.scene.title) for reel in reels)
    cues = [
        cue
        for reel, start in zip(reels, scene_starts(reels, stage.order.fps), strict=True)
        for cue in shifted(reel.clip.cues, start)
    ]
    return Expected(stage.form, stage.sound_form, scenes, tuple(cues))


def film_faults(report: FilmReport, expected: Expected, reels: Sequence[Reel]) -> tuple[str, ...]:
    """Everything in which the film falls short; empty: it is fit to be shown."""
    slides = (f"Slide of {r.scene.title!r}: {fault}" for r in reels for fault in r.faults)
    return (*slides, *faults(report, expected))


def length_note(seconds: float, minutes: float) -> str:
    """What to say about a film that is longer or shorter than ordered; empty if it is not."""
    if abs(seconds / (60 * minutes) - 1) <= TOLERANCE:
        return ""
    why = "the document has no more to tell" if seconds < 60 * minutes else "its scenes need it"
    return f"The film lasts {seconds / 60:.1f} minutes instead of {minutes:g}: {why}."


def scene_starts(reels: Sequence[Reel], fps: int) -> list[float]:
    """When each scene begins, in seconds of the film."""
    starts, frame = [], 0
    for reel in reels:
        starts.append(frame / fps)
        frame += reel.clip.frames
    return starts
