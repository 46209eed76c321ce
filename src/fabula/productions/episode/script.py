"""A script: its outline and its written scenes, with a visible hole where a scene failed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fabula.productions.episode.dialogue import DialogueLine, SceneDialogue
from fabula.productions.episode.directions import SceneStageDirections
from fabula.productions.episode.outline import Bible, EpisodeOutline, SceneOutline
from fabula.story import Character


@dataclass(frozen=True, slots=True)
class ScriptScene:
    """A written scene: what is said and what is seen."""

    dialogue: SceneDialogue
    directions: SceneStageDirections


@dataclass(frozen=True, slots=True)
class Script:
    """An episode, written.

    Args:
        bible: Of the show.
        outline: Of the episode.
        scenes: One for each scene of the outline, in its order; None where it could not be made.
    """

    bible: Bible
    outline: EpisodeOutline
    scenes: tuple[ScriptScene | None, ...]

    def played(self) -> tuple[tuple[SceneOutline, ScriptScene], ...]:
        """The scenes that are there, each with what was planned for it."""
        pairs = zip(self.outline.scenes, self.scenes, strict=True)
        return tuple((planned, scene) for planned, scene in pairs if scene is not None)

    def cast(self) -> dict[str, Character]:
        """Regulars and guests, by name."""
        return {one.name: one for one in (*self.bible.cast, *self.outline.guests)}

    def lines(self, number: int) -> tuple[DialogueLine, ...]:
        """What is said in a scene; nothing in a hole."""
        scene = self.scenes[number - 1]
        return scene.dialogue.dialogue_lines if scene else ()

    def payoffs(self, number: int) -> tuple[str, ...]:
        """The lines of a scene that pay off a joke, in order."""
        return tuple(line.line for line in self.lines(number) if line.is_comedic_beat)

    def with_lines(self, number: int, lines: tuple[DialogueLine, ...]) -> Script:
        """The script with other words in a scene; a hole stays one."""
        scene = self.scenes[number - 1]
        if scene is None:
            return self
        spoken = replace(scene.dialogue, dialogue_lines=lines)
        return self.with_scene(number, replace(scene, dialogue=spoken))

    def with_scene(self, number: int, scene: ScriptScene) -> Script:
        """The script with another scene of a number."""
        scenes = tuple(
            scene if planned.number == number else old
            for planned, old in zip(self.outline.scenes, self.scenes, strict=True)
        )
        return replace(self, scenes=scenes)

    def as_read(self) -> Iterator[str]:
        """Each scene as a reader gets it, its lines numbered."""
        for planned, scene in self.played():
            lines = enumerate(scene.dialogue.dialogue_lines, 1)
            said = "\n".join(f"{number}. {line.character}: {line.line}" for number, line in lines)
            yield f"Scene {planned.number}, {planned.location}. {planned.summary}\n{said}"
