"""Each joke of a script: where it is set up and paid off, and what can be measured of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from fabula.productions.episode.clock import EpisodeClock
from fabula.productions.episode.comedy import AnalyzedJoke
from fabula.productions.episode.dialogue import DialogueLine
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

_WORD = re.compile(r"[a-z]+(?:['\u2019][a-z]+)*")
_COMMON_WORDS = """
a about all am an and any are as at be been but by can could did do does for from get go got had has
have he her here him his how i i'm if in is it it's its just know let like me my no not now of oh on
one or our out put right say see she should so some tell than that that's the their them then there
they thing this to too up us very want was we well were what when where who why will with would yes
you you're your don't can't won't i'll i've let's
"""
_COMMON = frozenset(_COMMON_WORDS.split())


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
        """What is said from the set-up to the pay-off."""
        return " ".join(line.line for line in self.lines[max(0, self.setup - 1) : self.payoff - 1])


def told_in(scene: ScriptScene) -> Iterator[Told]:
    """The jokes of a scene, by their pay-offs."""
    lines, number = scene.dialogue.dialogue_lines, scene.dialogue.scene_number
    for place, line in enumerate(lines, 1):
        if not line.is_comedic_beat:
            continue
        before = range(place - 1, 0, -1)
        same = (n for n in before if line.joke and lines[n - 1].joke == line.joke)
        yield Told(number, place, next(same, 0), lines)


def analyse_jokes(
    script: Script, clock: EpisodeClock, judged: Sequence[Score] = ()
) -> tuple[AnalyzedJoke, ...]:
    """Every joke of a script, measured.

    Args:
        script: The script.
        clock: When its lines are said.
        judged: What a critic says of each, in the order of the script; empty: nobody was asked.
    """
    all_told, cast = _all_told(script), script.cast()
    ends, heard = clock.line_ends(), Heard(told.line.line for told in all_told)
    scored = list(judged) + [None] * (len(all_told) - len(judged))
    return tuple(
        AnalyzedJoke(
            joke=told.line.joke or f"{told.scene}-line-{told.payoff}",
            character=told.line.character,
            scene=told.scene,
            setup_line=told.setup,
            payoff_line=told.payoff,
            kind=told.line.kind,
            at=ends[told.scene, told.payoff],
            effectiveness=_effect(told, cast.get(told.line.character), heard, critic),
        )
        for told, critic in zip(all_told, scored, strict=True)
    )


def measure_joke(script: Script, scene: int, payoff: int) -> float:
    """What one joke of a script measures.

    Args:
        script: The script.
        scene: Number of the scene.
        payoff: Number of the line that pays it off.
    """
    all_told = _all_told(script)
    told = next(one for one in all_told if (one.scene, one.payoff) == (scene, payoff))
    speaker = script.cast().get(told.line.character)
    return _effect(told, speaker, Heard(one.line.line for one in all_told), None).value


class Heard:
    """The words of all pay-offs: how rare each is, and which pay-offs are alike."""

    def __init__(self, payoffs: Iterator[str]) -> None:
        self._texts = [frozenset(content(text)) for text in payoffs]
        self._counts = Counter(word for words in self._texts for word in words)

    def turn(self, words: Sequence[str]) -> str:
        """The word that a pay-off turns on: its rarest, the last of several."""
        telling = [word for word in words if word not in _COMMON]
        return min(reversed(telling), key=lambda word: self._counts[word], default="")

    def again(self, words: Sequence[str]) -> bool:
        """Whether another pay-off says much the same."""
        own = frozenset(word for word in words if word not in _COMMON)
        same = (len(own & other) / len(own | other) for other in self._texts if own | other)
        return len(own) > 1 and sum(share >= ALIKE for share in same) > 1


def structure(told: Told, heard: Heard) -> dict[str, bool]:
    """What a joke should be like, and whether this one is; by what is asked."""
    words = spoken_words(told.line.line)
    turn = heard.turn(words)
    last = len(words) - words[::-1].index(turn) if turn else 0
    prepared = told.prepared
    return {
        "it is set up": bool(told.setup),
        "the set-up is short": 0 < len(prepared.split()) <= LONGEST_SETUP,
        "it turns at its end": bool(words) and last >= 2 * len(words) / 3,
        "the set-up does not give it away": bool(turn) and turn not in spoken_words(prepared),
        "it was not heard before": not heard.again(words),
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


def spoken_words(text: str) -> list[str]:
    """The words of a text, in small letters."""
    return _WORD.findall(text.lower().replace("\u2019", "'"))


def content(text: str) -> list[str]:
    """The words of a text that say something."""
    return [word for word in spoken_words(text) if word not in _COMMON]


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
    where = (Evidence(told.scene, told.payoff, told.line.line),)
    return Score(value, "measured" if judged is None else "judged", reason, where)
