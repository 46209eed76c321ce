"""The gate: what a finished film must be before it is called made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fabula.errors import BadInput
from fabula.media.documents import Document
from fabula.media.film.captions import shifted
from fabula.media.film.faults import Expected, ExpectedScene, faults
from fabula.media.film.inspection import FilmReport
from fabula.media.slides.visuals import Figure
from fabula.productions.video.scenes import Reel, Set
from fabula.productions.video.storyboard import Storyboard

BLEMISHES = ("cut:", "glyphs:", "picture:")
"""Kinds of slide faults that do not make a film unfit: shortened text, a letter no face has."""

READING_SPEED = 25.0
"""Fastest reading allowed, characters a second, at the voice's usual speed."""

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
    # Who orders a fast voice reads as fast; the rules of captions do what the speech allows.
    speed = READING_SPEED * max(1.0, stage.order.speed) ** 2
    return Expected(stage.form, stage.sound_form, scenes, tuple(cues), speed=speed)


def film_faults(report: FilmReport, expected: Expected, reels: Sequence[Reel]) -> tuple[str, ...]:
    """Everything for which the film is not fit to be shown; empty: it is."""
    slides = (said for said in _slide_faults(reels) if not said.startswith(BLEMISHES))
    return (*slides, *faults(report, expected))


def blemishes(reels: Sequence[Reel]) -> tuple[str, ...]:
    """What a person may want to mend, and a viewer can live with."""
    return tuple(said for said in _slide_faults(reels) if said.startswith(BLEMISHES))


def _slide_faults(reels: Sequence[Reel]) -> Iterator[str]:
    """Each slide's faults, the kind of fault first."""
    for reel in reels:
        yield from (f"{fault} (slide of {reel.scene.title!r})" for fault in reel.faults)


def check_board(board: Storyboard, document: Document) -> None:
    """Refuse a storyboard that shows a figure which the document does not have.

    Raises:
        BadInput: It has no scenes, or a scene shows a figure that the document has not.
    """
    if not board.scenes:
        raise BadInput("storyboard", "has no scenes", "Write at least one.")
    pictures = [passage.id for passage in document.passages if passage.picture]
    for number, scene in enumerate(board.scenes, 1):
        shown = scene.visual
        if isinstance(shown, Figure) and shown.passage not in pictures:
            known = f"It has pictures at {', '.join(pictures)}." if pictures else "It has none."
            problem = f"the document has no picture at {shown.passage!r}"
            raise BadInput("storyboard", problem, known, place=f"scene {number} {scene.title!r}")


def scenes_note(made: int, ordered: int) -> str:
    """What to say about another number of scenes than ordered; empty if it is the same."""
    if not ordered or made == ordered:
        return ""
    return f"The film has {made} scenes instead of {ordered}: its length holds no other number."


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
