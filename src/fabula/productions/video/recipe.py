"""A document becomes a narrated film. Read top to bottom: this is the whole recipe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NoReturn

from fabula.engine import Hole, emit
from fabula.errors import ModelError, NothingMade, UserError
from fabula.media.documents import Document, Limits, Source
from fabula.media.film.inspection import FilmReport
from fabula.media.film.writer import Tags
from fabula.models import Narrator, Voice, Writer
from fabula.productions.video import steps
from fabula.productions.video.checks import (
    blemishes,
    check_board,
    expected_film,
    film_faults,
    length_note,
    scenes_note,
)
from fabula.productions.video.filming import Filmed, film
from fabula.productions.video.order import VideoOrder
from fabula.productions.video.scenes import Reel, Set
from fabula.productions.video.storyboard import Storyboard
from fabula.productions.video.tasks import WriteStoryboard, without_pictures


@dataclass(frozen=True, slots=True)
class Crew:
    """Who works on a film, and how many scenes they make at the same time."""

    writer: Writer
    narrator: Narrator
    hands: int = 4


@dataclass(frozen=True, slots=True)
class Film:
    """A finished film.

    Args:
        video: The MP4.
        document: What it tells.
        board: What was to be said and shown.
        reels: The scenes in order.
        holes: The scenes that could not be made, and why.
        report: What was read back from the MP4.
        faults: In what it falls short; a film with faults is not fit to be shown.
        notes: What a person should know: unread pages, another length than ordered.
    """

    video: bytes
    document: Document
    board: Storyboard
    reels: tuple[Reel, ...]
    holes: tuple[Hole, ...]
    report: FilmReport
    faults: tuple[str, ...]
    notes: tuple[str, ...]


async def produce(
    source: Source,
    order: VideoOrder,
    crew: Crew,
    *,
    limits: Limits,
    board: Storyboard | None = None,
    watch: Path | None = None,
) -> Film:
    """Make a narrated film.

    Args:
        source: The document.
        order: What the film shall be like.
        crew: Who writes and speaks.
        limits: How large a document may be.
        board: A storyboard that a person wrote or edited; the run was given it as their take of
            `write_storyboard`.
        watch: A file that grows while the film is made, for those who want to watch it meanwhile.

    Raises:
        BadInput: The document cannot be read.
        ModelError: The storyboard could not be written.
        NothingMade: No scene could be made, or nobody is there to read them aloud.
        UnknownName: There is no such voice.
        UserError: No scene could be made, because of the order.
    """
    emit("progress", stage="reading")
    document = await steps.read_document(source, limits)
    language = order.language or (board.language if board else document.language)
    voice = Voice(order.voice, language, order.speed)
    await crew.narrator.check(voice)
    emit("progress", stage="writing")
    theirs = board is not None
    board = await _board(document, order, voice, crew)
    check_board(board, document)
    pictures = {p.id: p.picture for p in document.passages if p.picture}
    stage = Set(order, voice, crew.narrator, pictures)
    filmed = await film(board, stage, hands=crew.hands, watch=watch)
    if not filmed.scenes.made:
        _refuse(filmed.scenes.holes)
    emit("progress", stage="joining")
    made = await _joined(document, board, filmed)
    # A person who wrote the storyboard knows how long it is.
    return made if theirs else replace(made, notes=(*_order_notes(made, order), *made.notes))


def _order_notes(film: Film, order: VideoOrder) -> Iterator[str]:
    """In what the film differs from the order."""
    if not film.holes:
        yield from filter(None, (length_note(film.report.video_seconds, order.minutes),))
    yield from filter(None, (scenes_note(len(film.board.scenes), order.scenes),))


def _refuse(holes: tuple[Hole, ...]) -> NoReturn:
    """Say why there is no film; what the order itself made impossible is told as such."""
    if not holes:
        raise NothingMade("No scene could be made: the storyboard is empty.")
    if isinstance(holes[0].error, UserError):
        raise holes[0].error
    raise NothingMade(f"No scene could be made. {holes[0].reason}")


async def _board(document: Document, order: VideoOrder, voice: Voice, crew: Crew) -> Storyboard:
    """The storyboard, asked of the writer; only what it depends on is in the question."""
    writer = crew.writer.only(WriteStoryboard).after(partial(_audible, crew.narrator, voice))
    task = WriteStoryboard(
        document=without_pictures(document),
        language=voice.language,
        seconds=order.minutes * 60,
        pace=crew.narrator.pace(voice),
        scenes=order.scenes or None,
    )
    return await steps.write_storyboard(task, writer)


async def _audible(narrator: Narrator, voice: Voice) -> None:
    """See that there is somebody to read the film, before its words are paid for."""
    try:
        await narrator.reach(voice)
    except ModelError as exc:
        raise NothingMade(f"Nobody can read the film aloud. {exc} No writer was asked.") from exc


async def _joined(document: Document, board: Storyboard, filmed: Filmed) -> Film:
    """The scenes as a film, read back and judged."""
    stage, reels = filmed.stage, tuple(filmed.scenes.made)
    byline = ", ".join(document.authors)
    tags = Tags(
        title=board.title,
        artist=byline,
        comment=f"Made from {document.source}",
        language=stage.voice.language,
        cover=await steps.paint_cover(board.title, byline, stage.look),
    )
    expected = expected_film(reels, stage)
    video = await steps.join_clips(tuple(reel.clip for reel in reels), stage.form, tags)
    emit("progress", stage="checking")
    report = await steps.read_back(video, expected.starts)
    return Film(
        video=video,
        document=document,
        board=board,
        reels=reels,
        holes=filmed.scenes.holes,
        report=report,
        faults=film_faults(report, expected, reels),
        notes=(*document.notes, *blemishes(reels)),
    )
