"""The steps of an episode: each is remembered, and made again only when it must be."""

from __future__ import annotations

from fabula.engine import step
from fabula.models import Writer
from fabula.productions.episode.dialogue import DialogueLine, SceneDialogue
from fabula.productions.episode.directions import SceneStageDirections
from fabula.productions.episode.outline import Bible, EpisodeOutline
from fabula.productions.episode.score import Score
from fabula.productions.episode.tasks import (
    JudgeEpisode,
    JudgeJokes,
    Judgement,
    OfferPunchlines,
    RewriteLines,
    WriteBible,
    WriteDialogue,
    WriteDirections,
    WriteOutline,
)


@step
async def write_bible(task: WriteBible, writer: Writer) -> Bible:
    """The bible of the show."""
    return await writer.write(task)


@step
async def write_outline(task: WriteOutline, writer: Writer) -> EpisodeOutline:
    """The story, broken into scenes."""
    return await writer.write(task)


@step
async def write_dialogue(task: WriteDialogue, writer: Writer) -> SceneDialogue:
    """What is said in a scene."""
    return await writer.write(task)


@step
async def write_directions(task: WriteDirections, writer: Writer) -> SceneStageDirections:
    """What is seen in a scene."""
    return await writer.write(task)


@step
async def offer_punchlines(task: OfferPunchlines, writer: Writer) -> tuple[DialogueLine, ...]:
    """Other pay-offs for a joke."""
    return await writer.write(task)


@step
async def rewrite_lines(task: RewriteLines, writer: Writer) -> SceneDialogue:
    """A scene with its faults mended."""
    return await writer.write(task)


@step
async def judge_episode(task: JudgeEpisode, critic: Writer) -> Judgement:
    """What a critic says."""
    return await critic.write(task)


@step
async def judge_jokes(task: JudgeJokes, critic: Writer) -> tuple[Score, ...]:
    """What a critic says about the jokes of a scene."""
    return await critic.write(task)
