"""One scene of an episode: what is said in it, then what is seen."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fabula.engine import cast_doubt, emit, step
from fabula.engine.credits import take_number
from fabula.errors import ModelError
from fabula.models import Writer
from fabula.productions.episode import steps
from fabula.productions.episode.brief import SceneBrief
from fabula.productions.episode.dialogue import SceneDialogue
from fabula.productions.episode.directions import ActionBeat, SceneStageDirections
from fabula.productions.episode.script import ScriptScene
from fabula.productions.episode.tasks import WriteDialogue, WriteDirections


@dataclass(frozen=True, slots=True)
class DialogueGenerator:
    """Writes what is said in a scene.

    Args:
        writer: Who writes.
    """

    writer: Writer

    async def generate(self, brief: SceneBrief) -> SceneDialogue:
        """The dialogue of a scene; in one where nobody is, nothing is said.

        Raises:
            ModelError: It could not be written.
        """
        if not brief.scene.characters:
            return SceneDialogue(brief.scene.number, brief.scene.location, (), ())
        return await steps.write_dialogue(WriteDialogue(brief), self.writer.only(WriteDialogue))


@dataclass(frozen=True, slots=True)
class StageDirectionGenerator:
    """Writes what is seen in a scene.

    Args:
        writer: Who writes.
    """

    writer: Writer

    async def generate(self, brief: SceneBrief, dialogue: SceneDialogue) -> SceneStageDirections:
        """The stage directions of a scene; where they cannot be written, those of the outline.

        What is said is worth more than what is seen: a scene whose directions fail is kept, with
        what its outline tells, and a warning. The next run asks for them again. Nobody is asked
        about a scene without anybody in it: its outline says what is seen.
        """
        if not brief.scene.characters:
            return outlined_directions(brief, dialogue)
        try:
            writer = self.writer.only(WriteDirections)
            return await steps.write_directions(WriteDirections(brief, dialogue), writer)
        except ModelError as failure:
            reason = f"Scene {brief.scene.number} has the directions of its outline: {failure}"
            emit("warning", about="directions", reason=reason)
            cast_doubt()
            return outlined_directions(brief, dialogue)


def outlined_directions(brief: SceneBrief, dialogue: SceneDialogue) -> SceneStageDirections:
    """What the outline alone says about what is seen in a scene."""
    scene, place = brief.scene, brief.place
    names = " and ".join(filter(None, (", ".join(scene.characters[:-1]), *scene.characters[-1:])))
    opening = " ".join(filter(None, (place.about, f"{names} on." if names else scene.summary)))
    end = len(dialogue.dialogue_lines)
    played = (ActionBeat(end, scene.physical, scene.characters),) if scene.physical else ()
    return SceneStageDirections(scene.number, opening, played, closing_description=scene.button)


@step
async def write_scene(brief: SceneBrief, writer: Writer) -> ScriptScene:
    """A scene, written; a person may write another take of it."""
    # A model answers otherwise when it is asked again; the offline writer does by another seed.
    brief = replace(brief, seed=brief.seed + take_number() - 1)
    dialogue = await DialogueGenerator(writer).generate(brief)
    directions = await StageDirectionGenerator(writer).generate(brief, dialogue)
    return ScriptScene(dialogue, directions)
