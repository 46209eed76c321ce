"""All scenes of a film, made side by side and read by one voice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path

from fabula.engine import Parts, emit, fan_out
from fabula.engine.budget import may_degrade
from fabula.errors import BudgetSpent, ModelError
from fabula.media.film.writer import Tags
from fabula.productions.video.premiere import Premiere
from fabula.productions.video.scenes import Reel, Set, make_scene
from fabula.productions.video.storyboard import Scene, Storyboard


@dataclass(frozen=True, slots=True)
class Filmed:
    """The scenes of a film.

    Args:
        scenes: Made or missing, in order.
        stage: How they were made, and by whom they are read.
    """

    scenes: Parts[Reel]
    stage: Set

    @property
    def unread(self) -> tuple[str, ...]:
        """Why scenes could not be read aloud, one line for each."""
        failed = (hole for hole in self.scenes.holes if isinstance(hole.error, ModelError))
        return tuple(hole.reason for hole in failed)


async def film(board: Storyboard, stage: Set, *, hands: int, watch: Path | None) -> Filmed:
    """Make all scenes, in one voice.

    A voice that changes in the middle of a film is a fault, so nobody stands in for a sentence:
    where the first choice cannot read a scene, the next of the chain reads the whole film. What
    the first has read is remembered in its own name, and not paid for again when it is back.
    Where nobody can read all of it, whoever reads most does, and the rest is missing.

    Args:
        board: What is said and shown.
        stage: What the scenes have in common, with the whole chain as the narrator.
        hands: How many scenes are made at the same time.
        watch: A file that grows meanwhile, for those who want to watch.

    Raises:
        BudgetSpent: The run may not spend more, and nobody cheaper may read.
    """
    readers, tried, why = list(_readers(stage)), list[Filmed](), ""
    for reader in readers:
        if why:
            _tell(reader, why)
        try:
            tried.append(await _read_by(reader, board, hands, watch))
        except BudgetSpent as spent:
            if reader is readers[-1] or not may_degrade():
                raise
            why = spent.lack
            continue
        if not tried[-1].unread:
            break
        why = tried[-1].unread[0]
    best = min(tried, key=lambda filmed: len(filmed.unread))
    if best is not tried[-1]:
        _tell(best.stage, why)
    return best


def _readers(stage: Set) -> Iterator[Set]:
    """The stage with each of the chain as the one who reads."""
    for narrator, voice in stage.narrator.alone(stage.voice):
        yield replace(stage, narrator=narrator, voice=voice)


def _tell(stage: Set, why: str) -> None:
    who = stage.narrator.identity
    # What follows the name is a build, for keys.
    reason = f"{why} A film has one voice: all of it is read by {who.partition(' ')[0]}."
    emit("warning", about="model", reason=reason, instead=who)


async def _read_by(stage: Set, board: Storyboard, hands: int, watch: Path | None) -> Filmed:
    """All scenes, read by one who does or does not manage."""
    emit("progress", stage="filming")
    tags = Tags(board.title, language=stage.voice.language)
    async with Premiere(watch, stage.form, tags) as premiere:
        scenes = await fan_out(
            partial(_scene, stage=stage, premiere=premiere),
            enumerate(pairwise((None, *board.scenes))),
            limit=hands,
            on_error="keep",
            name="scene",
            titles=[scene.title for scene in board.scenes],
        )
    return Filmed(scenes, stage)


async def _scene(
    place: tuple[int, tuple[Scene | None, Scene]], stage: Set, premiere: Premiere
) -> Reel:
    """One scene, shown to those who watch; one that failed keeps nobody waiting."""
    index, (before, scene) = place
    reel = None
    try:
        reel = await make_scene(scene, before if stage.order.motion == "gentle" else None, stage)
        return reel
    finally:
        await asyncio.to_thread(premiere.show, index, reel)
