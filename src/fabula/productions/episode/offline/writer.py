"""The rules by which an episode is written when no model is asked; importing this registers them."""

from __future__ import annotations

from fabula.models.offline.writer import answers
from fabula.productions.episode.dialogue import SceneDialogue
from fabula.productions.episode.directions import SceneStageDirections
from fabula.productions.episode.offline.dialogue import write_dialogue
from fabula.productions.episode.offline.staging import write_directions
from fabula.productions.episode.tasks import WriteDialogue, WriteDirections


@answers(WriteDialogue)
def dialogue_offline(task: WriteDialogue) -> SceneDialogue:
    """What is said in a scene, by bits."""
    return write_dialogue(task.brief)


@answers(WriteDirections)
def directions_offline(task: WriteDirections) -> SceneStageDirections:
    """What is seen in a scene, by rules."""
    return write_directions(task.brief, task.dialogue)
