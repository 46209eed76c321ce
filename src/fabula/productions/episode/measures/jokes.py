"""Each joke of a script: where it is set up and paid off, and what can be measured of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from fabula.productions.episode.comedy import AnalyzedJoke
from fabula.productions.episode.dialogue import DialogueLine
from fabula.productions.episode.measures.clock import EpisodeClock
from fabula.productions.episode.measures.judging import weigh
from fabula.productions.episode.measures.payoffs import Heard, Place
from fabula.productions.episode.measures.words import spoken_words
from fabula.productions.episode.score import Evidence, Score
from fabula.productions.episode.script import Script, ScriptScene
from fabula.story import Character

STRUCTURE, VOICE, JUDGED = 0.4, 0.3, 0.3
"""What the parts of a joke's score weigh; without a critic, the first two are the whole."""

WEAK, STRONG = 0.6, 0.8
LONGEST_SETUP = 40
"""Words: a longer set-up has been forgotten by its end."""


@dataclass(frozen=True, slots=True)
class Told:
    """A joke as it stands in its scene.

    Args:
        scene: Number of the scene.
        payoff: Number of the line that pays off, from 1.
        setup: Number of the line that sets up; 0: none is marked.
        lines: All lines of the scene.
    """

    scene: int
    payoff: int
    setup: int
    lines: tuple[DialogueLine, ...]

    @property
    def line(self) -> DialogueLine:
        """The pay-off."""
        return self.lines[self.payoff - 1]

    @property
    def place(self) -> Place:
        """Where it pays off."""
        return self.scene, self.payoff

    @property
    def prepared(self) -> str:
        """What is said from the set-up, or from two lines before, to the pay-off."""
        first = self.setup or max(1, self.payoff - 2)
        return " ".join(line.line for line in self.lines[first - 1 : self.payoff - 1])


def told_in(scene: ScriptScene) -> Iterator[Told]:
    """The jokes of a scene, by their pay-offs."""
    lines, number = scene.dialogue.dialogue_lines, scene.dialogue.scene_number
    for place, line in enumerate(lines, 1):
        if line.is_comedic_beat:
            yield Told(number, place, _setup(lines, place), lines)


def _setup(lines: Sequence[DialogueLine], payoff: int) -> int:
    """The line before a pay-off that sets it up: the one marked so, or the first of the joke."""
    joke = lines[payoff - 1].joke
    same = [n for n in range(1, payoff) if joke and lines[n - 1].joke == joke]
    marked = (number for number in same if lines[number - 1].beat == "setup")
    return next(marked, same[0] if same else 0)


@dataclass(frozen=True, slots=True)
class Jokes:
    """The jokes of a script, measured.

    Args:
        script: The script.
        told: Its jokes, in order, by the places of their pay-offs.
        heard: The words of their pay-offs.
        scores: What each measures.
    """

    script: Script
    told: Mapping[Place, Told]
    heard: Heard
    scores: Mapping[Place, Score]

    def with_payoff(self, place: Place, line: DialogueLine) -> Jokes:
        """The jokes of the script with another pay-off for one of them.

        Only what it can touch is measured again, the rest of the episode measures as it did: the
        jokes of its scene, and those that share a word with the old pay-off or the new.
        """
        number, at = place
        lines = list(self.script.lines(number))
        lines[at - 1] = line
        script = self.script.with_lines(number, tuple(lines))
        told = {**self.told, **_told(filter(None, script.scenes[number - 1 : number]))}
        heard = self.heard.instead({place: line.line})
        touched = {one for one in told if one[0] == number}
        touched |= self.heard.shared(place).keys() | heard.shared(place).keys()
        cast = script.cast()
        again = {one: _effect(told[one], cast, heard) for one in touched}
        return Jokes(script, told, heard, {**self.scores, **again})


def measure_jokes(script: Script, judged: Sequence[Score] = ()) -> Jokes:
    """Measure each joke of a script.

    Args:
        script: The script.
        judged: What a critic says of each, in the order of the script; empty: nobody was asked.
    """
    told, cast = _told(scene for _, scene in script.played()), script.cast()
    heard = Heard().instead({place: one.line.line for place, one in told.items()})
    critics = [weigh(one, script) for one in judged] + [None] * (len(told) - len(judged))
    scores = {
        place: _effect(one, cast, heard, critic)
        for (place, one), critic in zip(told.items(), critics, strict=True)
    }
    return Jokes(script, told, heard, scores)


def analyse_jokes(jokes: Jokes, clock: EpisodeClock) -> tuple[AnalyzedJoke, ...]:
    """What is known about every joke of a script, in order.

    Args:
        jokes: What they measure.
        clock: When the lines of the script are said.
    """
    ends = clock.line_ends()
    return tuple(
        AnalyzedJoke(
            joke=told.line.joke or f"{told.scene}-line-{told.payoff}",
            character=told.line.character,
            scene=told.scene,
            setup_line=told.setup,
            payoff_line=told.payoff,
            kind=told.line.kind,
            at=ends[place],
            effectiveness=jokes.scores[place],
        )
        for place, told in jokes.told.items()
    )


def structure(told: Told, heard: Heard) -> dict[str, bool]:
    """What a joke should be like, and whether this one is; by what is asked."""
    words = spoken_words(told.line.line)
    turn = heard.turn(told.line.line)
    last = len(words) - words[::-1].index(turn) if turn else 0
    prepared = told.prepared
    return {
        "it is set up": bool(told.setup) or told.line.kind == "callback",
        "the set-up is short": 0 < len(prepared.split()) <= LONGEST_SETUP,
        "it turns at its end": bool(words) and last >= 2 * len(words) / 3,
        "the set-up does not give it away": bool(turn) and turn not in spoken_words(prepared),
        "it was not heard before": not heard.again(told.place),
    }


def manner(told: Told, speaker: Character | None) -> dict[str, bool]:
    """Whether a pay-off is one of this character's; empty if nobody knows the character."""
    if speaker is None:
        return {}
    voice, line = speaker.voice, told.line
    return {
        "its kind is theirs": line.kind is None
        or not voice.humor_style
        or line.kind in voice.humor_style,
        "its feeling is theirs": not voice.emotional_range
        or line.emotion in (*voice.emotional_range, "neutral"),
    }


def _told(scenes: Iterable[ScriptScene]) -> dict[Place, Told]:
    """The jokes of scenes, by their places."""
    return {told.place: told for scene in scenes for told in told_in(scene)}


def _effect(
    told: Told, cast: Mapping[str, Character], heard: Heard, judged: Score | None = None
) -> Score:
    """A joke's score; without a critic, of what can be measured alone."""
    built, own = structure(told, heard), manner(told, cast.get(told.line.character))
    parts = [(STRUCTURE, fmean(built.values()))]
    if own:
        parts.append((VOICE, fmean(own.values())))
    if judged is not None:
        parts.append((JUDGED, judged.value))
    value = sum(weight * part for weight, part in parts) / sum(weight for weight, _ in parts)
    missing = [name for name, true in {**built, **own}.items() if not true]
    reason = f"Not so: {'; '.join(missing)}." if missing else "Nothing measured speaks against it."
    where = (
        Evidence(told.scene, told.payoff, told.line.line),
        *(judged.evidence if judged else ()),
    )
    return Score(value, "measured" if judged is None else "judged", reason, where)
