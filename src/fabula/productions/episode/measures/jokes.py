"""Each joke of a script: where it is set up and paid off, and what can be measured of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from fabula.productions.episode.comedy import AnalyzedJoke
from fabula.productions.episode.dialogue import DialogueLine
from fabula.productions.episode.measures.clock import EpisodeClock
from fabula.productions.episode.measures.judging import weigh
from fabula.productions.episode.measures.words import content, spoken_words
from fabula.productions.episode.score import Evidence, Score
from fabula.productions.episode.script import Script, ScriptScene
from fabula.story import Character

STRUCTURE, VOICE, JUDGED = 0.4, 0.3, 0.3
"""What the parts of a joke's score weigh; without a critic, the first two are the whole."""

WEAK, STRONG = 0.6, 0.8
LONGEST_SETUP = 40
"""Words: a longer set-up has been forgotten by its end."""

ALIKE = 0.5
"""Share of words from which on a pay-off is one that was heard before."""


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


def analyse_jokes(
    script: Script, clock: EpisodeClock, judged: Sequence[Score] = ()
) -> tuple[AnalyzedJoke, ...]:
    """Every joke of a script, measured.

    Args:
        script: The script.
        clock: When its lines are said.
        judged: What a critic says of each, in the order of the script; empty: nobody was asked.
    """
    ends, scores = clock.line_ends(), measure_jokes(script, judged)
    return tuple(
        AnalyzedJoke(
            joke=told.line.joke or f"{told.scene}-line-{told.payoff}",
            character=told.line.character,
            scene=told.scene,
            setup_line=told.setup,
            payoff_line=told.payoff,
            kind=told.line.kind,
            at=ends[told.scene, told.payoff],
            effectiveness=scores[told.scene, told.payoff],
        )
        for told in _all_told(script)
    )


def measure_jokes(script: Script, judged: Sequence[Score] = ()) -> dict[tuple[int, int], Score]:
    """What each joke of a script measures, by the scene and line of its pay-off.

    Args:
        script: The script.
        judged: What a critic says of each, in the order of the script; empty: nobody was asked.
    """
    all_told, cast = _all_told(script), script.cast()
    heard = Heard(told.line.line for told in all_told)
    critics = [weigh(one, script) for one in judged] + [None] * (len(all_told) - len(judged))
    return {
        (told.scene, told.payoff): _effect(told, cast.get(told.line.character), heard, critic)
        for told, critic in zip(all_told, critics, strict=True)
    }


class Heard:
    """The words of all pay-offs: how rare each is, and which pay-offs are alike."""

    def __init__(self, payoffs: Iterable[str]) -> None:
        self._texts = [frozenset(content(text)) for text in payoffs]
        self._counts = Counter(word for words in self._texts for word in words)

    def turn(self, payoff: str) -> str:
        """The word that a pay-off turns on: its rarest, the last of several."""
        telling = content(payoff)
        return min(reversed(telling), key=lambda word: self._counts[word], default="")

    def again(self, payoff: str) -> bool:
        """Whether another pay-off says much the same."""
        own = frozenset(content(payoff))
        same = (len(own & other) / len(own | other) for other in self._texts if own | other)
        return len(own) > 1 and sum(share >= ALIKE for share in same) > 1


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
        "it was not heard before": not heard.again(told.line.line),
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


def _all_told(script: Script) -> list[Told]:
    return [told for _, scene in script.played() for told in told_in(scene)]


def _effect(told: Told, speaker: Character | None, heard: Heard, judged: Score | None) -> Score:
    """A joke's score; without a critic, of what can be measured alone."""
    built, own = structure(told, heard), manner(told, speaker)
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
