"""A script as its measures read it: every speech with its place, and all that is seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fabula.productions.episode.dialogue import DialogueLine
from fabula.productions.episode.measures.words import stems
from fabula.productions.episode.outline import SceneOutline
from fabula.productions.episode.score import Evidence
from fabula.productions.episode.script import Script, ScriptScene


@dataclass(frozen=True, slots=True)
class Speech:
    """A line and where it stands.

    Args:
        scene: Number of the scene.
        number: Number of the line, from 1.
        line: The line.
    """

    scene: int
    number: int
    line: DialogueLine

    @property
    def text(self) -> str:
        """The words."""
        return self.line.line

    @property
    def evidence(self) -> Evidence:
        """The place of the line."""
        return Evidence(self.scene, self.number, self.line.line)


def speeches(script: Script) -> Iterator[Speech]:
    """Everything that is said, in order."""
    for planned, scene in script.played():
        for number, line in enumerate(scene.dialogue.dialogue_lines, 1):
            yield Speech(planned.number, number, line)


def speeches_of(script: Script) -> dict[str, list[Speech]]:
    """What each character says, who says most first."""
    found: dict[str, list[Speech]] = {}
    for speech in speeches(script):
        found.setdefault(speech.line.character, []).append(speech)
    return dict(sorted(found.items(), key=lambda pair: -len(pair[1])))


def present_in(planned: SceneOutline, scene: ScriptScene) -> tuple[str, ...]:
    """Who is in a scene, as planned or as written."""
    return tuple(dict.fromkeys((*planned.characters, *scene.dialogue.characters_present)))


def seen_in(scene: ScriptScene) -> str:
    """All that the directions of a scene say."""
    directions = scene.directions
    texts = [directions.opening_description, directions.closing_description]
    for beat in directions.action_beats:
        texts += [beat.action, *beat.props]
    for one in directions.physical_comedy_sequences:
        texts += [one.setup, *one.escalations, one.climax, one.resolution, *one.props]
    return "\n".join(texts)


def heard_in(scene: ScriptScene) -> str:
    """All that is said in a scene."""
    return "\n".join(line.line for line in scene.dialogue.dialogue_lines)


def telling_words(script: Script) -> dict[int, frozenset[str]]:
    """The stems of what is heard or seen in each scene, by number."""
    return {
        planned.number: stems(f"{heard_in(scene)}\n{seen_in(scene)}")
        for planned, scene in script.played()
    }
