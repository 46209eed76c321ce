"""Which sentences can be quoted out of their place, and how well each would sound."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re

from fabula.media.prose.breaths import standing_alone
from fabula.media.prose.lexicon import Lexicon
from fabula.media.prose.words import has_verb, length

ENDS = (".", "!", "?", "。", "！", "？")


def whole(text: str, lexicon: Lexicon) -> bool:
    """Whether a sentence is whole, in the language of the text, and about its subject."""
    words = text.split()
    known = sum(word.lower() in lexicon.stop for word in words)
    capitals = sum(word[0].isupper() for word in words)
    return (
        5 <= length(text) <= 70
        and bool(_BEGINS.match(text))
        and text.rstrip("\"”'’»)").endswith(ENDS)
        and (not lexicon.stop or known >= 0.15 * len(words))
        and (lexicon.language == "de" or capitals <= 0.6 * len(words))
        and has_verb(text, lexicon)
        and not any(p.search(text) for p in (_TORN, _NAMES, lexicon.half, lexicon.banned))
    )


_BEGINS = re.compile(r"[^\W\d_a-zß-öø-ÿ]|[\"“„«¿¡]|(?=\w*[A-Za-z])\w*[\dA-Z]\w* [a-z]")
# A sentence about a figure or table says nothing without it.
_NAMES = re.compile(
    r"^(?:Fig|Tab|Listing|Algorithm|Abb|Tableau)\w*\.?\s?\d|"
    r"^\d+[.)]?\s*$|^\d+\s+[A-Z]|\b[A-Z]\. ?[A-Z]\. [A-Z]\w+,"
)
# Two blocks run together by a reader ("Technical Tutorial In this example"), a word said twice,
# a line number left in a word, a hole where a formula stood.
_TORN = re.compile(
    r"(?<![.!?:;,\"“‘(—–-])\s(?:In|The|This|These|We|It|For|If|When|An|By|To|Our|Since|There|Here)\s[a-z]"
    r"|\b(\w{3,})\s(?i:\1)\b|[a-z]{3,}\d{2,}\s[a-z]|\s…\s"
)


def points_back(text: str, lexicon: Lexicon) -> bool:
    """Whether a sentence points at the one before it, by its first word or an early pronoun."""
    if lexicon.expletive.match(text):
        return False
    if lexicon.dangling.match(standing_alone(text, lexicon)):
        return True
    early = " ".join(text.split()[:7])
    pronoun = (
        re.search(r"\b(?:they|them|he|she|him)\b", early) if lexicon.language == "en" else None
    )
    if not pronoun:
        return False
    before = early[: pronoun.start()]
    named = r"\w[a-rt-z]s\b" if pronoun[0] in ("they", "them") else r"(?<!^)\b[A-Z][a-z]+"
    return not re.search(named, before)


def ease(text: str, lexicon: Lexicon) -> float:
    """How easily a sentence is taken in by ear: 1 at best, less for length, signs and asides."""
    words = length(text)
    score = 1.0 if 9 <= words <= 28 else 0.8 if words <= 38 else 0.5
    score *= 0.6 if "?" in text or "!" in text or text[0] in '"“„«' else 1.0
    score *= 0.6 ** len(re.findall(r"(?<![\w-])--?[A-Za-z]|\w+_\w+|\w+::|\b[a-z]+[A-Z]\w*\(", text))
    score *= 0.85 ** len(re.findall(r"[=<>^_\\|/{}\[\]@#]|\d+(?:\.\d+)?", text))
    score *= 0.85 ** len(re.findall(r"\([^()]*\)|:|(?<![\w'’])(?![AaIyYoOeEàÀ]\b)[^\W\d]\b", text))
    score *= 0.6 if re.search(r"\b(?:I|my|me)\b", text) and lexicon.language == "en" else 1.0
    return score
