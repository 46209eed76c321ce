"""What is said in a scene."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fabula.media.prosody import speech_seconds
from fabula.story import Emotion, Humor

TURN_SECONDS = 0.2
"""From one speaker to the next (the mean over ten languages: Stivers and others, PNAS 2009)."""

Beat = Literal["", "setup", "payoff", "tag", "reaction"]
"""The place of a line in a joke: a tag is a second laugh on the same joke."""


@dataclass(frozen=True, slots=True)
class DialogueLine:
    """One speech of one character.

    Args:
        character: Who speaks, as on the cue.
        line: The words, with nothing that is not spoken.
        emotion: How it is felt.
        delivery_note: How it is said, if the words do not tell: "(to the plant)", a few words.
        pause_before: Seconds of silence before it, 0 to 5; it costs time and earns no score
            (speakers do not pause before a punch line: Attardo and Pickering, 2011).
        is_comedic_beat: Whether this line is the pay-off of a joke: one line a joke.
        beat: The line's place in its joke.
        joke: Which joke it belongs to, unique in the episode: "3-2" is the second of scene 3.
        kind: What kind of joke, on the pay-off.
        extension: Beside the name on the cue, where the speaker is not seen: "V.O.", "O.S.".
        at_once: Whether it is said while the line before is: their speeches stand side by side.
    """

    character: str
    line: str
    emotion: Emotion = "neutral"
    delivery_note: str = ""
    pause_before: float = 0.0
    is_comedic_beat: bool = False
    beat: Beat = ""
    joke: str = ""
    kind: Humor | None = None
    extension: str = ""
    at_once: bool = False

    @property
    def lasts(self) -> float:
        """Seconds from the end of the line before to the end of this one."""
        return self.pause_before + TURN_SECONDS + speech_seconds(self.line)


@dataclass(frozen=True, slots=True)
class SceneDialogue:
    """What is said in a scene.

    Args:
        scene_number: As in the outline.
        location: Name of the place.
        characters_present: Who is in it, silent ones too.
        dialogue_lines: In order.
    """

    scene_number: int
    location: str
    characters_present: tuple[str, ...]
    dialogue_lines: tuple[DialogueLine, ...]

    @property
    def total_runtime_estimate(self) -> float:
        """Seconds of talk, pauses included and laughs not: those depend on the audience."""
        return sum(line.lasts for line in self.dialogue_lines)

    @property
    def comedic_beats_count(self) -> int:
        """Jokes that pay off in this scene, each counted once."""
        payoffs = [line for line in self.dialogue_lines if line.is_comedic_beat]
        named = {line.joke for line in payoffs if line.joke}
        return len(named) + sum(not line.joke for line in payoffs)
