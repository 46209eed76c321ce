"""The rules that write an episode when no model is asked; importing this registers them."""

from __future__ import annotations

from fabula.models.offline.writer import answers
from fabula.productions.episode.dialogue import DialogueLine, SceneDialogue
from fabula.productions.episode.directions import SceneStageDirections
from fabula.productions.episode.offline.breaking import write_outline
from fabula.productions.episode.offline.dialogue import write_dialogue
from fabula.productions.episode.offline.inventing import write_bible
from fabula.productions.episode.offline.mending import rewrite_lines
from fabula.productions.episode.offline.pitching import offer_punchlines
from fabula.productions.episode.offline.staging import write_directions
from fabula.productions.episode.outline import Bible, EpisodeOutline
from fabula.productions.episode.tasks import (
    OfferPunchlines,
    RewriteLines,
    WriteBible,
    WriteDialogue,
    WriteDirections,
    WriteOutline,
)


@answers(WriteBible)
def bible_offline(task: WriteBible) -> Bible:
    """What is given, and people, sets and names for what is missing."""
    return write_bible(task)


@answers(WriteOutline)
def outline_offline(task: WriteOutline) -> EpisodeOutline:
    """One of the plots in stock, cast with these people."""
    return write_outline(task)


@answers(WriteDialogue)
def dialogue_offline(task: WriteDialogue) -> SceneDialogue:
    """Each beat opened by who does it, and answered by bits."""
    return write_dialogue(task.brief)


@answers(WriteDirections)
def directions_offline(task: WriteDirections) -> SceneStageDirections:
    """What is seen, as long as the scene has time for."""
    return write_directions(task.brief, task.dialogue)


@answers(OfferPunchlines)
def punchlines_offline(task: OfferPunchlines) -> tuple[DialogueLine, ...]:
    """Three pay-offs by other mechanisms."""
    return offer_punchlines(task)


@answers(RewriteLines)
def lines_offline(task: RewriteLines) -> SceneDialogue:
    """The scene with what a rule can mend mended."""
    return rewrite_lines(task)
