"""Where a joke of an earlier scene could come back: proposed, never scored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fabula.productions.episode.comedy import AnalyzedJoke, CallbackOpportunity
from fabula.productions.episode.measures.clock import EpisodeClock
from fabula.productions.episode.measures.reading import heard_in, present_in
from fabula.productions.episode.measures.words import content
from fabula.productions.episode.script import Script

MOST = 6
"""Proposals: a person reads no more of them."""

FORGOTTEN = 600.0
"""Seconds after which hardly anybody remembers a word (assumed)."""

WORN = 3
"""Times that a word may come back, the third time being the charm."""

FUNNY = 0.7
"""What a joke measures that is worth hearing again (assumed)."""

SHORT = 4
"""Letters of a word that is too short to be known again."""

BETWEEN = 1
"""Scenes that lie between a joke and its call-back, at least."""

FADES = 0.7
"""What forgetting weighs in the risk; the rest is how weak the joke was (assumed)."""


_PALE_WORDS = """
above after again almost along already always another anybody anyone anything around because
been before behind being below beneath beside besides better between beyond both cannot could
couldn't doesn't during either else enough ever every everybody everyone everything exactly
first given gone haven't having herself himself indeed instead itself later least little maybe
might more most much must myself neither never next nobody none nothing often once only other
ourselves people perhaps please quite rather same second several shall since somebody someone
something sometimes somewhere still such sure than themselves these things think third those
though three through today together tomorrow tonight towards under until upon usually what's
whatever whether which while whole whose without worse would wouldn't yesterday yourself
"""
_PALE = frozenset(_PALE_WORDS.split())
"""Words that nobody would know a joke by."""

_PALE_ENDINGS = ("ly", "ing", "ed", "n't", "'ll", "'ve", "'re", "'d", "'s")


@dataclass(frozen=True, slots=True)
class _Scene:
    """A scene as somebody sees it who looks for a place for a call-back.

    Args:
        number: In the outline.
        here: Who is in it.
        said: The telling words that are heard in it.
        lines: How many it has.
        over: When the last of them is over, in seconds of the episode.
    """

    number: int
    here: tuple[str, ...]
    said: frozenset[str]
    lines: int
    over: float


def find_callbacks(
    script: Script, clock: EpisodeClock, jokes: Sequence[AnalyzedJoke]
) -> tuple[CallbackOpportunity, ...]:
    """Proposals for call-backs, the safest first, one for each term.

    A term is a word of a pay-off that is rare in the episode; it can come back in a scene, with one
    at least between, in which somebody is who heard it, and where it is not heard yet.

    Args:
        script: The script.
        clock: When its lines are said.
        jokes: Its jokes.
    """
    scenes = _scenes(script, clock)
    counts = Counter(word for scene in scenes.values() for word in scene.said)
    pale = _PALE.union(*(content(name) for name in script.cast()))
    found = [
        chance
        for joke in jokes
        if joke.effectiveness.value >= FUNNY
        and (term := _term(script.lines(joke.scene)[joke.payoff_line - 1].line, pale, counts))
        for chance in _chances(scenes, joke, term)
    ]
    best: dict[str, CallbackOpportunity] = {}
    for one in sorted(found, key=lambda one: (one.risk, one.scene)):
        best.setdefault(one.term, one)
    return tuple(best.values())[:MOST]


def _scenes(script: Script, clock: EpisodeClock) -> dict[int, _Scene]:
    ends = clock.line_ends()
    return {
        planned.number: _Scene(
            number=planned.number,
            here=present_in(planned, scene),
            said=frozenset(content(heard_in(scene))),
            lines=len(scene.dialogue.dialogue_lines),
            over=ends.get((planned.number, len(scene.dialogue.dialogue_lines)), 0.0),
        )
        for planned, scene in script.played()
    }


def _term(payoff: str, pale: Collection[str], counts: Counter[str]) -> str:
    """The word by which a joke would be known again: rare, telling, and nobody's name."""
    words = [
        word
        for word in content(payoff)
        if len(word) > SHORT
        and word not in pale
        and not word.endswith(_PALE_ENDINGS)
        and counts[word] < WORN
    ]
    return max(words, key=lambda word: (-counts[word], len(word)), default="")


def _chances(
    scenes: Mapping[int, _Scene], joke: AnalyzedJoke, term: str
) -> Iterator[CallbackOpportunity]:
    """The scenes in which a term could come back: at their end, as a button."""
    heard = scenes[joke.scene].here
    for scene in scenes.values():
        later = scene.number > joke.scene + BETWEEN and scene.lines and term not in scene.said
        listeners = tuple(name for name in scene.here if name in heard) if later else ()
        if listeners:
            gap = scene.over - joke.at
            faded = min(1.0, gap / FORGOTTEN)
            risk = round(FADES * faded + (1 - FADES) * (1 - joke.effectiveness.value), 3)
            yield CallbackOpportunity(
                joke.joke, scene.number, scene.lines, term, gap, risk, listeners
            )
