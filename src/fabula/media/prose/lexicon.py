"""What is known of a language: its small words, its verbs, and how its sentences open and end."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from re import Pattern
from typing import Any

from fabula.media.prose.english import past, third

NEVER = re.compile(r"(?!)")
"""Matches nothing."""

_SHELF = files("fabula.media.prose").joinpath("lexicons")
# Read as the module is, so that the lexicons count as its code: a better one makes new results.
_LEXICONS = {
    book.name.removesuffix(".toml"): book.read_text("utf-8")
    for book in sorted(_SHELF.iterdir(), key=lambda book: book.name)
    if book.name.endswith(".toml")
}
_COUNTED = (
    r"(?P<number>[$€£]?\b\d[\d,]*(?:\.\d+)?(?:\s?(?:%%|×|°C)|(?:\s|(?=-))(?:GB|MB|ms|x|%s)\b|x\b)"
    r"(?:\s(?:faster|slower|fewer|more|less|higher|lower|larger|smaller|better|cheaper))?)"
)

_SETS = ("stop", "vague", "open_end", "broken_end", "before_noun", "unchanged")
_OPENING = r"^[\"“‘'„«]?(?:%s)\b"
# How the lines of a lexicon become patterns.
_FRAMES = {
    "optional": "(?:%s)",
    "condition": r"\b(?:%s)\b",
    "negation": r"\b(?:%s)\b",
    "relative": r"\b(?:%s)\b",
    "subordinate": r"^(?:%s)\b",
    "leading": "^(?:%s)",
    "reporting": "^(?:%s)",
    "pointing": r"\b(?:%s)\b",
    "hanging": r"^(?:%s)\b",
    "half": "^(?:%s)",
    "dangling": _OPENING,
    "expletive": _OPENING,
    "connectives": r"^(?:%s)(?:(?<=:)\s+|\b,\s*|(?<=that)\s+|\s+(?=(?:the|we|it|there|a|an)\b))",
    "banned": "(?:%s)",
    "defines": "^%s",
    "counted": _COUNTED,
}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language.

    Args:
        language: Two-letter code.
        stop: Words that carry no topic.
        vague: Adjectives that open no telling phrase.
        verbs: Common verbs in all their finite forms; empty where we know none.
        unchanged: Verb forms that are the same after "we" and "she".
        optional: Matches where something begins that a slide may leave out.
        condition: Matches what must not be left out with it.
        negation: Matches a word whose reach goes to the end of its clause.
        relative: Matches what opens a clause that only says which one is meant.
        open_end: Words after which nothing may be cut off.
        broken_end: Words in which no sentence ends.
        before_noun: Words after which no finite verb stands.
        subordinate: Matches the opening of a sentence that does not begin with its main clause.
        leading: Matches what stands before the main clause.
        reporting: Matches who says it ("The results show that").
        pointing: Matches a word that means something said before.
        hanging: Matches an opening that no phrase may have.
        half: Matches a sentence without a main clause.
        dangling: Matches an opening that points at the sentence before.
        expletive: Matches an opening that only looks as if it did.
        connectives: Matches an opening that can be left out.
        banned: Matches what must never be spoken.
        defines: Matches "X is a Y" as groups `term` and `meaning`.
        counted: Matches a number with a unit that is worth a slide, as group `number`.
    """

    language: str
    stop: frozenset[str] = frozenset()
    vague: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()
    open_end: frozenset[str] = frozenset()
    broken_end: frozenset[str] = frozenset()
    before_noun: frozenset[str] = frozenset()
    unchanged: frozenset[str] = frozenset()
    optional: Pattern[str] = NEVER
    condition: Pattern[str] = NEVER
    negation: Pattern[str] = NEVER
    relative: Pattern[str] = NEVER
    subordinate: Pattern[str] = NEVER
    leading: Pattern[str] = NEVER
    reporting: Pattern[str] = NEVER
    pointing: Pattern[str] = NEVER
    hanging: Pattern[str] = NEVER
    half: Pattern[str] = NEVER
    dangling: Pattern[str] = NEVER
    expletive: Pattern[str] = NEVER
    connectives: Pattern[str] = NEVER
    banned: Pattern[str] = NEVER
    defines: Pattern[str] = NEVER
    counted: Pattern[str] = NEVER


def match(frame: str, lines: str) -> Pattern[str]:
    """Alternatives that are written over several lines, set in a frame with one %s."""
    return re.compile(frame % re.sub(r"\|?\n\s*", "|", lines), re.IGNORECASE)


def patterns(book: Mapping[str, Any], frames: Mapping[str, str]) -> dict[str, Pattern[str]]:
    """The patterns of a book that is written as alternatives, each in its frame."""
    return {name: match(frame, book[name]) for name, frame in frames.items() if name in book}


@lru_cache(maxsize=16)
def entries(language: str) -> dict[str, Any]:
    """The entries of a lexicon by name, and its two-letter code: that alone where we have none."""
    code = language.lower()[:2]
    if code not in _LEXICONS:
        return {"language": code}
    book = tomllib.loads(_LEXICONS[code])
    sets = {name: frozenset(book.get(name, "").split()) for name in _SETS}
    verbs = frozenset(_finite(book.get("verbs", "")))
    return {"language": code, **sets, **patterns(book, _FRAMES), "verbs": verbs}


@lru_cache(maxsize=16)
def lexicon(language: str) -> Lexicon:
    """The lexicon of a BCP 47 language; one without words where we know none."""
    return Lexicon(**entries(language))


def _finite(verbs: str) -> Iterator[str]:
    """English verbs with the forms that they take: carry, carries, carried."""
    for verb in verbs.split():
        yield verb
        yield third(verb)
        yield past(verb)
