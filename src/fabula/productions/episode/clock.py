"""The episode's clock: when each line is said, each action is done, and each laugh begins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from fabula.productions.episode.directions import action_seconds
from fabula.productions.episode.profiles import PROFILES
from fabula.productions.episode.script import Script, ScriptScene


@dataclass(frozen=True, slots=True)
class Moment:
    """Something on the clock.

    Args:
        scene: Number of the scene.
        line: Number of the line, from 1; 0: something that is seen.
        start: When it begins, in seconds of the episode.
        end: When it is over; a laugh begins then.
        laugh: How long the audience laughs after it.
    """

    scene: int
    line: int
    start: float
    end: float
    laugh: float = 0.0


@dataclass(frozen=True, slots=True)
class EpisodeClock:
    """An episode on the clock; holes take no time.

    Args:
        moments: In the order in which they happen.
    """

    moments: tuple[Moment, ...]

    @property
    def seconds(self) -> float:
        """How long the episode plays."""
        return self.moments[-1].end + self.moments[-1].laugh if self.moments else 0.0

    def scene_seconds(self, number: int) -> float:
        """How long a scene plays."""
        own = [moment for moment in self.moments if moment.scene == number]
        return own[-1].end + own[-1].laugh - own[0].start if own else 0.0

    def at(self, seconds: float) -> Moment | None:
        """What happens at a time; None in an episode without any scene."""
        later = (moment for moment in self.moments if moment.end + moment.laugh >= seconds)
        return next(later, self.moments[-1] if self.moments else None)

    def line_ends(self) -> dict[tuple[int, int], float]:
        """When each line is over, by scene and line: the moment at which its laugh begins."""
        return {(one.scene, one.line): one.end for one in self.moments if one.line}


def read_clock(script: Script) -> EpisodeClock:
    """Put a script on the clock: talk by its syllables, action by its letters, laughs by style."""
    laugh = PROFILES[script.bible.style].laugh_seconds
    moments: list[Moment] = []
    now = 0.0
    for _, scene in script.played():
        for moment in _scene(scene, now, laugh):
            moments.append(moment)
            now = moment.end + moment.laugh
    return EpisodeClock(tuple(moments))


def _scene(scene: ScriptScene, now: float, laugh: float) -> Iterator[Moment]:
    """The moments of a scene that begins at a time."""
    number, directions = scene.dialogue.scene_number, scene.directions
    end = len(scene.dialogue.dialogue_lines)
    seen: defaultdict[int, float] = defaultdict(float)
    seen[0] += action_seconds(directions.opening_description)
    seen[end] += action_seconds(directions.closing_description)
    for beat in directions.action_beats:
        seen[beat.after_line] += beat.lasts
    for sequence in directions.physical_comedy_sequences:
        seen[sequence.after_line] += sequence.lasts
    if seen[0]:
        yield Moment(number, 0, now, now + seen[0])
        now += seen[0]
    for place, line in enumerate(scene.dialogue.dialogue_lines, 1):
        over = now + line.lasts
        laughs = laugh if line.is_comedic_beat else 0.0
        yield Moment(number, place, now, over, laughs)
        now = over + laughs
        if place in seen:
            yield Moment(number, 0, now, now + seen[place])
            now += seen[place]
