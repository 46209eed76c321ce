"""Where a joke of an earlier scene could come back: proposed, never scored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from fabula.productions.episode.clock import EpisodeClock
from fabula.productions.episode.comedy import AnalyzedJoke, CallbackOpportunity
from fabula.productions.episode.jokes import content
from fabula.productions.episode.script import Script

MOST = 6
"""Proposals: a person reads no more of them."""

FORGOTTEN = 600.0
"""Seconds after which hardly anybody remembers a word (assumed)."""

WORN = 3
"""Times that a word may come back, the third time being the charm."""

STRONG = 0.7
"""Only a joke that worked is worth hearing again."""


def find_callbacks(
    script: Script, clock: EpisodeClock, jokes: Sequence[AnalyzedJoke]
) -> tuple[CallbackOpportunity, ...]:
    """Proposals for call-backs, the safest first.

    A term is a word of a pay-off that is rare in the episode; it can come back in a scene, at least
    one later, in which somebody is who heard it, and where it is not heard yet.

    Args:
        script: The script.
        clock: When its lines are said.
        jokes: Its jokes.
    """
    heard = _heard(script)
    counts = Counter(word for words in heard.values() for word in words)
    found = [
        chance
        for joke in jokes
        if joke.effectiveness.value >= STRONG and (term := _term(script, joke, counts))
        for chance in _chances(script, clock, joke, term, heard)
    ]
    best: dict[str, CallbackOpportunity] = {}
    for one in sorted(found, key=lambda one: (one.risk, one.scene)):
        best.setdefault(one.term, one)
    return tuple(best.values())[:MOST]


def _heard(script: Script) -> dict[int, Counter[str]]:
    """The telling words of each scene."""
    return {
        planned.number: Counter(
            word for line in scene.dialogue.dialogue_lines for word in content(line.line)
        )
        for planned, scene in script.played()
    }


def _term(script: Script, joke: AnalyzedJoke, counts: Counter[str]) -> str:
    """The word by which a joke would be known again: rare, long, and nobody's name."""
    names = {part for name in script.cast() for part in content(name)}
    line = script.lines(joke.scene)[joke.payoff_line - 1].line
    words = [
        word
        for word in content(line)
        if len(word) > 4 and word not in names and counts[word] < WORN
    ]
    return max(words, key=lambda word: (-counts[word], len(word)), default="")


def _chances(
    script: Script,
    clock: EpisodeClock,
    joke: AnalyzedJoke,
    term: str,
    heard: dict[int, Counter[str]],
) -> list[CallbackOpportunity]:
    """The scenes in which a term could come back."""
    ends = clock.line_ends()
    present = set(script.outline.scenes[joke.scene - 1].characters)
    chances = []
    for planned, scene in script.played():
        lines = len(scene.dialogue.dialogue_lines)
        if planned.number < joke.scene + 2 or term in heard[planned.number] or not lines:
            continue
        if not present & set(planned.characters):
            continue
        gap = ends[planned.number, lines] - joke.at
        risk = min(1.0, gap / FORGOTTEN) * 0.7 + 0.3 * (1 - joke.effectiveness.value)
        chances.append(
            CallbackOpportunity(joke.joke, planned.number, lines, term, gap, round(risk, 3))
        )
    return chances
