"""The episode's clock: when each line is said, each action is done, and each laugh begins."""

from __future__ import annotations

from bisect import bisect_left
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
        physical: Whether it is a piece of physical comedy.
    """

    scene: int
    line: int
    start: float
    end: float
    laugh: float = 0.0
    physical: bool = False


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
        later = bisect_left(self.moments, seconds, key=lambda one: one.end + one.laugh)
        return self.moments[min(later, len(self.moments) - 1)] if self.moments else None

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
    number, seen = scene.dialogue.scene_number, _seen(scene)
    for place, line in enumerate((None, *scene.dialogue.dialogue_lines)):
        if line is not None:
            over = now + line.lasts
            laughs = laugh if line.is_comedic_beat else 0.0
            yield Moment(number, place, now, over, laughs)
            now = over + laughs
        for seconds, physical in seen.get(place, ()):
            yield Moment(number, 0, now, now + seconds, physical=physical)
            now += seconds


def _seen(scene: ScriptScene) -> dict[int, list[tuple[float, bool]]]:
    """How long what is seen after each line takes, and whether it is physical comedy."""
    directions, end = scene.directions, len(scene.dialogue.dialogue_lines)
    told = [
        (0, action_seconds(directions.opening_description), False),
        *((beat.after_line, beat.lasts, False) for beat in directions.action_beats),
        *((one.after_line, one.lasts, True) for one in directions.physical_comedy_sequences),
        (end, action_seconds(directions.closing_description), False),
    ]
    seen: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for place, seconds, physical in told:
        if seconds:
            seen[min(place, end)].append((seconds, physical))
    return seen


def told_time(seconds: float) -> str:
    """Minutes and seconds as a person reads them: "22:17"."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
