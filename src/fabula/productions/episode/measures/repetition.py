"""What is said twice, and what everybody says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from fabula.productions.episode.measures.reading import Speech, heard_in, speeches
from fabula.productions.episode.measures.words import content, says, spoken_words
from fabula.productions.episode.score import Evidence
from fabula.productions.episode.script import Script
from fabula.productions.episode.validation import Severity, ValidationIssue

LONG = 6
"""Words in a row that nobody says twice by chance."""

KNOWN = 4
"""Words in a row by which something planned is known again."""

DOUBLED = 0.5
"""Share of three-word phrases from which on a scene is another one again."""

MOST = 12
"""Repeated lines that are told; the rest are like them."""

Phrase = tuple[str, ...]

STOCK = (
    "what could possibly go wrong",
    "i have a bad feeling about this",
    "i've got a bad feeling about this",
    "you had one job",
    "wait for it",
    "that's what she said",
    "said no one ever",
    "it's not what it looks like",
    "this is not what it looks like",
    "we need to talk",
    "well that happened",
    "did i just say that out loud",
    "is it just me or",
    "not on my watch",
    "asking for a friend",
    "this is fine",
    "let that sink in",
    "at the end of the day",
    "it is what it is",
    "buckle up",
    "spoiler alert",
    "i didn't sign up for this",
    "there's no i in team",
    "you can't handle the truth",
)
"""Lines that were funny once."""


def check_repetition(script: Script) -> Iterator[ValidationIssue]:
    """Lines heard before, scenes told twice, stock phrases."""
    yield from _doubled(script)
    yield from _repeated(script)
    yield from _stock(script)


def _doubled(script: Script) -> Iterator[ValidationIssue]:
    phrases = {planned.number: _phrases(heard_in(scene), 3) for planned, scene in script.played()}
    for first, second in combinations(phrases, 2):
        fewer = min(len(phrases[first]), len(phrases[second]))
        if fewer and len(phrases[first] & phrases[second]) / fewer >= DOUBLED:
            problem = f"Scene {second} says what scene {first} said."
            where = (Evidence(second), Evidence(first))
            yield _issue("error", problem, "Let something else happen in it.", *where)


def _repeated(script: Script) -> list[ValidationIssue]:
    """Lines of which a long phrase was said before, the longest first; what is meant to may."""
    meant, planned = _meant(script), _planned(script)
    first: dict[Phrase, Speech] = {}
    found: list[tuple[int, ValidationIssue]] = []
    for speech in speeches(script):
        own, said = _phrases(speech.text, LONG), " ".join(spoken_words(speech.text))
        known = (
            phrase
            for phrase in own & first.keys()
            if len(_telling(phrase)) > 1 and not planned & _runs(phrase, KNOWN)
        )
        again = sorted(known, key=lambda phrase: said.find(" ".join(phrase)))
        for phrase in own:
            first.setdefault(phrase, speech)
        if again and not any(says(speech.text, phrase) for phrase in meant):
            before = first[again[0]]
            problem = f"{' '.join(again[0])!r} was said before, in scene {before.scene}."
            where = (speech.evidence, before.evidence)
            found.append((len(again), _issue("warning", problem, "Say it otherwise.", *where)))
    return [issue for _, issue in sorted(found, key=lambda pair: -pair[0])[:MOST]]


def _meant(script: Script) -> list[str]:
    """What is said again on purpose: catchphrases, and the words of running gags."""
    phrases = [phrase for one in script.cast().values() for phrase in one.voice.catchphrases]
    return phrases + [term for gag in script.outline.gags for term in gag.terms]


def _planned(script: Script) -> frozenset[Phrase]:
    """Phrases by which planted things and wants are known again."""
    texts = [plant.what for plant in script.outline.plants]
    texts += [one.want for one in script.cast().values()]
    return frozenset(phrase for text in texts for phrase in _phrases(text, KNOWN))


def _stock(script: Script) -> Iterator[ValidationIssue]:
    for speech in speeches(script):
        for phrase in STOCK:
            if says(speech.text, phrase):
                problem = f"{phrase!r} is a stock phrase."
                yield _issue("warning", problem, "Something only they would say.", speech.evidence)


def _phrases(text: str, length: int) -> frozenset[Phrase]:
    return _runs(spoken_words(text), length)


def _runs(words: Phrase, length: int) -> frozenset[Phrase]:
    return frozenset(words[at : at + length] for at in range(len(words) - length + 1))


def _telling(phrase: Phrase) -> list[str]:
    return content(" ".join(phrase))


def _issue(severity: Severity, problem: str, remedy: str, *where: Evidence) -> ValidationIssue:
    return ValidationIssue(severity, "repetition", problem, remedy, where)
