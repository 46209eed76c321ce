"""What is said twice, and what everybody says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from fabula.productions.episode.jokes import content, spoken_words
from fabula.productions.episode.score import Evidence
from fabula.productions.episode.script import Script
from fabula.productions.episode.validation import ValidationIssue
from fabula.productions.episode.voices import says

LONG = 6
"""Words in a row that nobody says twice by chance."""

DOUBLED = 0.5
"""Share of three-word phrases from which on a scene is another one again."""

MOST = 12
"""Repeated lines that are told; the rest are like them."""

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
    yield from list(_repeated(script))[:MOST]
    yield from _stock(script)


def _doubled(script: Script) -> Iterator[ValidationIssue]:
    phrases = {
        planned.number: _phrases(" ".join(line.line for line in scene.dialogue.dialogue_lines), 3)
        for planned, scene in script.played()
    }
    for first, second in combinations(phrases, 2):
        both, fewer = (
            phrases[first] & phrases[second],
            min(len(phrases[first]), len(phrases[second])),
        )
        if fewer and len(both) / fewer >= DOUBLED:
            yield ValidationIssue(
                "error",
                "repetition",
                f"Scene {second} says what scene {first} said.",
                "Let something else happen in it.",
                (Evidence(second), Evidence(first)),
            )


def _repeated(script: Script) -> Iterator[ValidationIssue]:
    """Long phrases that are said in two places; what is meant to come back may."""
    meant = [phrase for one in script.cast().values() for phrase in one.voice.catchphrases]
    meant += [term for gag in script.outline.gags for term in gag.terms]
    places: dict[tuple[str, ...], list[Evidence]] = defaultdict(list)
    for planned, scene in script.played():
        for number, line in enumerate(scene.dialogue.dialogue_lines, 1):
            for phrase in _phrases(line.line, LONG):
                places[phrase].append(Evidence(planned.number, number, line.line))
    told: set[tuple[int, int]] = set()
    for phrase, where in places.items():
        spot = (where[-1].scene, where[-1].line)
        text = " ".join(phrase)
        if len(where) < 2 or spot in told or len(content(text)) < 2:
            continue
        if any(says(one.quote, word) for word in meant for one in where[-1:]):
            continue
        told.add(spot)
        problem = f"{text!r} was said before, in scene {where[0].scene}."
        yield ValidationIssue(
            "warning", "repetition", problem, "Say it in other words.", (where[-1], where[0])
        )


def _stock(script: Script) -> Iterator[ValidationIssue]:
    for planned, scene in script.played():
        for number, line in enumerate(scene.dialogue.dialogue_lines, 1):
            for phrase in STOCK:
                if says(line.line, phrase):
                    where = Evidence(planned.number, number, line.line)
                    problem = f"{phrase!r} is a stock phrase."
                    yield ValidationIssue(
                        "warning", "repetition", problem, "Something only they would say.", (where,)
                    )


def _phrases(text: str, length: int) -> frozenset[tuple[str, ...]]:
    words = spoken_words(text)
    return frozenset(tuple(words[at : at + length]) for at in range(len(words) - length + 1))
