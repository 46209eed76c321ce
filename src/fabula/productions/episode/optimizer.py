"""The joke optimiser: finds the weak jokes, has others pitched, and keeps what measures better."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import fmean

from fabula.engine import Hole, digest_of, fan_out
from fabula.models import Writer
from fabula.productions.episode import steps
from fabula.productions.episode.comedy import (
    AlternativePunchline,
    AnalyzedJoke,
    OptimizedScriptComedy,
)
from fabula.productions.episode.dialogue import DialogueLine
from fabula.productions.episode.dropped import note_dropped
from fabula.productions.episode.measures.callbacks import find_callbacks
from fabula.productions.episode.measures.clock import read_clock
from fabula.productions.episode.measures.jokes import WEAK, Jokes, analyse_jokes, measure_jokes
from fabula.productions.episode.measures.payoffs import Place
from fabula.productions.episode.measures.timing import analyse_timing
from fabula.productions.episode.measures.words import stems
from fabula.productions.episode.profiles import PROFILES
from fabula.productions.episode.score import SHOWN, Score
from fabula.productions.episode.script import Script
from fabula.productions.episode.tasks import OfferPunchlines

BETTER = 0.05
"""How much more a pitch must measure than the line that stands: less is a matter of taste."""

LONGER = 1.5
WORDS = 8
"""A pitch may have half as many words again as the line that stands, or as one of eight words."""

MOST_A_SCENE = 3
"""Jokes of a scene that are pitched again; a scene that is all weak needs another scene."""


@dataclass(frozen=True, slots=True)
class JokeOptimizer:
    """Makes the weak jokes of a script better, or leaves them.

    Args:
        writer: Who pitches.
        hands: How many jokes are pitched at the same time.
    """

    writer: Writer
    hands: int = 4

    async def optimize(
        self, script: Script, locked: Iterable[int] = ()
    ) -> tuple[Script, OptimizedScriptComedy, tuple[str, ...]]:
        """The script with better jokes, what is known about all of them, and what failed.

        Args:
            script: As it was written.
            locked: Numbers of the scenes that a person wrote: nothing in them is touched.
        """
        measured = measure_jokes(script)
        jokes = analyse_jokes(measured, read_clock(script))
        free = (one for one in jokes if not (_answered(script, one) or _tells(script, one)))
        weak = _weakest(free, frozenset(locked))
        pitched = await fan_out(
            partial(self._pitch, script), weak, limit=self.hands, name="joke",
            titles=[joke.joke for joke in weak],
        )  # fmt: skip
        alternatives: list[AlternativePunchline] = []
        for joke, lines in zip(weak, pitched, strict=True):
            if not isinstance(lines, Hole):
                measured, tried = _best(measured, joke, lines)
                alternatives += tried
        dropped = note_dropped(pitched, "weak joke", "pitched again")
        return measured.script, analyse_comedy(measured.script, alternatives), dropped

    async def _pitch(self, script: Script, joke: AnalyzedJoke) -> tuple[DialogueLine, ...]:
        """Other pay-offs for a joke."""
        lines = script.lines(joke.scene)
        first = max(1, joke.setup_line or joke.payoff_line - 3)
        task = OfferPunchlines(
            speaker=script.cast()[joke.character],
            lines=lines[first - 1 : joke.payoff_line],
            payoff=joke.payoff_line - first + 1,
            problem=joke.effectiveness.reason,
        )
        return await steps.offer_punchlines(task, self.writer.only(OfferPunchlines))


def analyse_comedy(
    script: Script,
    alternatives: Sequence[AlternativePunchline] = (),
    judged: Sequence[Score] = (),
) -> OptimizedScriptComedy:
    """What is known about the jokes of a script.

    Args:
        script: The script.
        alternatives: What was pitched for its jokes.
        judged: What a critic says of each joke, in the order of the script.
    """
    clock = read_clock(script)
    jokes = analyse_jokes(measure_jokes(script, judged), clock)
    kept = sum(one.kept for one in alternatives)
    pitched = len({one.joke for one in alternatives})
    return OptimizedScriptComedy(
        script_id=digest_of(script)[:12],
        analyzed_jokes=jokes,
        alternative_punchlines=tuple(alternatives),
        callback_opportunities=find_callbacks(script, clock, jokes),
        timing_analysis=analyse_timing(jokes, clock, PROFILES[script.bible.style]),
        overall_effectiveness=_overall([joke.effectiveness for joke in jokes]),
        optimization_summary=(
            f"{len(jokes)} jokes; {pitched} were pitched again, and {kept} got a better pay-off."
        ),
    )


def _overall(scores: Sequence[Score]) -> Score:
    """The mean of the jokes, shown at the weakest of them."""
    if not scores:
        return Score(0.0, "measured", "There is no joke.")
    judged = any(score.method == "judged" for score in scores)
    weakest = sorted(scores, key=lambda score: score.value)[:SHOWN]
    return Score(
        fmean(score.value for score in scores),
        "judged" if judged else "measured",
        f"Mean of {len(scores)} jokes.",
        tuple(score.evidence[0] for score in weakest),
    )


def _answered(script: Script, joke: AnalyzedJoke) -> bool:
    """Whether the next line laughs about a pay-off: with another one, it would answer nothing."""
    after = script.lines(joke.scene)[joke.payoff_line : joke.payoff_line + 1]
    return any(line.beat in ("payoff", "tag") for line in after)


def _tells(script: Script, joke: AnalyzedJoke) -> bool:
    """Whether a pay-off says what the outline wants said: with another, a beat would be lost."""
    said = stems(script.lines(joke.scene)[joke.payoff_line - 1].line)
    names = stems(" ".join(script.cast()))
    beats = (stems(beat) - names for beat in script.outline.scenes[joke.scene - 1].beats)
    return any(2 * len(beat & said) >= max(1, len(beat)) for beat in beats)


def _weakest(jokes: Iterable[AnalyzedJoke], locked: frozenset[int]) -> list[AnalyzedJoke]:
    """The jokes worth another pitch: the weakest of each scene, in the order of the script."""
    found: dict[int, list[AnalyzedJoke]] = {}
    for joke in jokes:
        if joke.scene not in locked and joke.effectiveness.value < WEAK:
            found.setdefault(joke.scene, []).append(joke)
    return [
        joke
        for scene in found.values()
        for joke in sorted(scene, key=lambda one: one.effectiveness.value)[:MOST_A_SCENE]
    ]


def _best(
    jokes: Jokes, joke: AnalyzedJoke, pitches: Sequence[DialogueLine]
) -> tuple[Jokes, list[AlternativePunchline]]:
    """The jokes with the best pay-off for one of them, and what became of each pitch."""
    place = (joke.scene, joke.payoff_line)
    stands = jokes.scores[place].value
    trials = [_Trial(pitch, place, jokes) for pitch in pitches]
    verdicts = [trial.verdict() for trial in trials]
    good = [trial for trial, why_not in zip(trials, verdicts, strict=True) if not why_not]
    best = max(good, key=lambda trial: trial.value, default=None)
    tried = [
        AlternativePunchline(
            joke.joke,
            trial.pitch,
            trial is best,
            f"It measures {trial.value:.2f}, the first line {stands:.2f}. {why_not}".rstrip(),
        )
        for trial, why_not in zip(trials, verdicts, strict=True)
    ]
    return best.after if best else jokes, tried


class _Trial:
    """A pitch in its place.

    Args:
        pitch: The line.
        place: Scene and line of the pay-off.
        before: The jokes with the line that stands there.
    """

    def __init__(self, pitch: DialogueLine, place: Place, before: Jokes) -> None:
        self.pitch, self.place = pitch, place
        self.before, self.after = before, before.with_payoff(place, pitch)
        self.value = self.after.scores[place].value

    def verdict(self) -> str:
        """Why the pitch cannot be kept; empty if it can."""
        before, after = self.before.scores, self.after.scores
        first = self.before.told[self.place].line
        if len(self.pitch.line.split()) > LONGER * max(WORDS, len(first.line.split())):
            return "It is too long."
        if self.value < before[self.place].value + BETTER:
            return "That is not better."
        others = (after[one].value < before[one].value for one in before if one != self.place)
        return "It spoils another joke." if any(others) else ""
