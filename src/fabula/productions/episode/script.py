"""A script: its outline and its written scenes, with a visible hole where a scene failed."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.productions.episode.dialogue import SceneDialogue
from fabula.productions.episode.directions import SceneStageDirections
from fabula.productions.episode.outline import Bible, EpisodeOutline, SceneOutline


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
