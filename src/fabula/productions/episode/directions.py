"""What is seen in a scene."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LETTERS_A_SECOND = 20.0
"""Of action on the page: what a camera shows while it is read (BetterFountain's timing model)."""

Shot = Literal[
    "wide", "two-shot", "over-the-shoulder", "close-up", "insert", "reaction", "pan", "push-in",
]  # fmt: skip


def action_seconds(text: str) -> float:
    """How long an action lasts that is told in these words."""
    return len(text) / LETTERS_A_SECOND


@dataclass(frozen=True, slots=True)
class ActionBeat:
    """Something that is done.

    Args:
        after_line: After which line of the dialogue, counted from 1; 0: before the first.
        action: What is seen, in the present tense: nothing that a camera cannot see.
        characters: Who does it.
        props: What they handle.
        seconds: How long it takes; 0: as long as its words.
    """

    after_line: int
    action: str
    characters: tuple[str, ...] = ()
    props: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def lasts(self) -> float:
        """How long it takes, in seconds; by its words where nobody says."""
        return self.seconds or action_seconds(self.action)


@dataclass(frozen=True, slots=True)
class PhysicalComedySequence:
    """A piece of physical comedy: it is set up, gets worse at least twice, tops itself, and ends.

    Args:
        after_line: After which line of the dialogue, counted from 1; 0: before the first.
        characters: Who is in it.
        setup: The plan that is bound to fail.
        escalations: Two or more, each worse than the last.
        climax: The picture that people tell each other the next day.
        resolution: What is left of it.
        props: What they handle.
        seconds: How long it takes; 0: as long as its words.
    """

    after_line: int
    characters: tuple[str, ...]
    setup: str
    escalations: tuple[str, ...]
    climax: str
    resolution: str
    props: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def lasts(self) -> float:
        """How long it takes, in seconds; by its words where nobody says."""
        words = (self.setup, *self.escalations, self.climax, self.resolution)
        return self.seconds or action_seconds(" ".join(words))


@dataclass(frozen=True, slots=True)
class CameraSuggestion:
    """A shot that a joke needs to be seen; directors do not want more of them than that.

    Args:
        after_line: After which line of the dialogue, counted from 1; 0: before the first.
        shot: Kind of shot.
        on: What or whom it shows.
    """

    after_line: int
    shot: Shot
    on: str


@dataclass(frozen=True, slots=True)
class SceneStageDirections:
    """What is seen in a scene.

    Args:
        scene_number: As in the outline.
        opening_description: The set as the scene finds it, and who does what in it.
        action_beats: What is done, in order.
        physical_comedy_sequences: Usually none, or one.
        closing_description: The picture that the scene goes out on.
        camera_suggestions: Few.
    """

    scene_number: int
    opening_description: str
    action_beats: tuple[ActionBeat, ...] = ()
    physical_comedy_sequences: tuple[PhysicalComedySequence, ...] = ()
    closing_description: str = ""
    camera_suggestions: tuple[CameraSuggestion, ...] = ()

    @property
    def total_visual_runtime(self) -> float:
        """Seconds of what is seen and not said, from the opening to the closing picture."""
        framing = action_seconds(self.opening_description + self.closing_description)
        played = sum(sequence.lasts for sequence in self.physical_comedy_sequences)
        return framing + played + sum(beat.lasts for beat in self.action_beats)

    @property
    def props(self) -> tuple[str, ...]:
        """Everything that somebody handles, in order."""
        played = (prop for one in self.physical_comedy_sequences for prop in one.props)
        return (*(prop for beat in self.action_beats for prop in beat.props), *played)
