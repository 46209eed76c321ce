"""How long words take to say: syllables by rule, and the pauses that punctuation asks for."""

from __future__ import annotations

import re
from functools import lru_cache

SYLLABLES_A_SECOND = 5.14
"""Articulation without pauses, over 14 films (Klinger 2010; the rate that BetterFountain uses)."""

STOP_SECONDS = 0.75
COMMA_SECONDS = 0.3
"""Pauses at the end of a sentence and at a comma (BetterFountain's timing model)."""

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_DIGITS = re.compile(r"\d")
_STOP = re.compile(
    r"(?<!\b(?:Mr|Ms|Dr|St))(?<!\bMrs)[.?!:\u2026]+(?=[\s\"'\u201d\u2019)]|$)|--|\u2014"
)
_COMMA = re.compile(r"[,;](?=\s)")

_SYLLABLES_OF_DIGIT = 1.6
"""Assumed: "47" is three syllables, "1962" is six."""

_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_E = re.compile(r"[^aeiouy]e$")
_SOUNDED_E = re.compile(r"(?:[^aeiouywr]l|[^aeiouy]th|[^aeiou]q)e$")
_SILENT_ED = re.compile(r"(?:[^aeioudtyl]|[aeiouywrl]l)ed$")
_SILENT_ES = re.compile(r"(?:[^aeiouyscxzghl]|[aeiouywrl]l|[^cst]h)es$")
_SILENT_INSIDE = re.compile(r"[^aeiouyl]e(?=(?:ly|ful|fully|less|ness|ment|ments|where)$)")
_SPLIT = re.compile(
    r"ia(?!ge|l[^i]*$|n[^c]*$)|[^cgstx]ia[ln]|[^tscgx]io|iu|[^qg]ua(?!r[dt])|eo(?!u)|[iu]ous$|[^n]uou"
    r"|crea|(?<![tc])ie(?=t|nc|nt)|[aeiouy]ing|(?<!r)eing|[^aeiou]sm$|n't$"
)
_EXCEPTIONS = {
    **dict.fromkeys(("every", "maybe", "someone", "something", "business", "people", "evening"), 2),
    **dict.fromkeys(
        ("sometimes", "therefore", "somewhere", "moment", "being", "doing", "going"), 2
    ),
    **dict.fromkeys(("everyone", "everything", "different", "favorite", "interesting"), 3),
    **dict.fromkeys(("area", "idea", "ideas", "science", "everybody", "anyone"), 3),
    **dict.fromkeys(("hour", "our", "fire", "their", "there", "they're", "we're", "you're"), 1),
    **dict.fromkeys(("don't", "won't", "can't", "aren't", "weren't", "ain't", "there's"), 1),
}


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """Syllables of an English word, by rule; at least 1 for anything with a letter.

    Args:
        word: One word; its case does not matter.
    """
    plain = word.lower().replace("\u2019", "'")
    if plain in _EXCEPTIONS:
        return _EXCEPTIONS[plain]
    plain = plain.removesuffix("'s").removesuffix("'")
    if plain in _EXCEPTIONS:
        return _EXCEPTIONS[plain]
    if not any(letter.isalpha() for letter in plain):
        return 0
    count = len(_VOWELS.findall(plain))
    if count > 1:
        if _SILENT_E.search(plain) and not _SOUNDED_E.search(plain):
            count -= 1
        count -= bool(_SILENT_ED.search(plain)) + bool(_SILENT_ES.search(plain))
        count -= bool(_SILENT_INSIDE.search(plain))
    count += len(_SPLIT.findall(plain))
    return max(1, count)


def syllables_in(text: str) -> float:
    """Syllables of a text; a digit counts as 1.6."""
    counted = sum(syllables(word) for word in _WORD.findall(text))
    return counted + _SYLLABLES_OF_DIGIT * len(_DIGITS.findall(text))


@lru_cache(maxsize=4_096)  # lines of six hours; writer, clock and report ask for each again
def speech_seconds(text: str) -> float:
    """How long a text takes to say, its pauses included; the last stop is one too.

    Reckoned so, the dialogue and action of the film scripts that the model was fitted to last
    as long as the films; a text at 150 words a minute misses the pauses.
    """
    stops, commas = len(_STOP.findall(text)), len(_COMMA.findall(text))
    return syllables_in(text) / SYLLABLES_A_SECOND + STOP_SECONDS * stops + COMMA_SECONDS * commas
