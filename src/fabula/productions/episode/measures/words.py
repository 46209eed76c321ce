"""The words of a text: as they are heard, those that say something, and their stems."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[a-z\d]+(?:'[a-z]+)*")
_COMMON_WORDS = """
a about all am an and any are as at be been but by can could did do does for from get go got had has
have he her here him his how i i'm if in is it it's its just know let like me my no not now of oh on
one or our out put right say see she should so some tell than that that's the their them then there
they thing this to too up us very want was we well were what when where who why will with would yes
you you're your don't can't won't i'll i've let's
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_ENDINGS = ("ing", "ies", "ed", "es", "s", "e")


@lru_cache(maxsize=8_192)
def spoken_words(text: str) -> tuple[str, ...]:
    """The words of a text, in small letters."""
    return tuple(_WORD.findall(text.lower().replace("\u2019", "'")))


def content(text: str) -> list[str]:
    """The words of a text that say something."""
    return [word for word in spoken_words(text) if word not in _COMMON]


def says(text: str, phrase: str) -> bool:
    """Whether a phrase is heard in a text, whatever its signs and capitals."""
    return _heard(phrase) in _heard(text)


def set_apart(text: str, phrase: str) -> bool:
    """Whether a phrase is heard by itself, between signs: "You see, ..." and not "Do you see"."""
    return bool(_apart(" ".join(spoken_words(phrase))).search(text.lower().replace("\u2019", "'")))


@lru_cache(maxsize=256)
def _apart(phrase: str) -> re.Pattern[str]:
    sign = r"[.,;:!?\u2026\u2014\"-]"
    words = re.escape(phrase).replace(r"\ ", r"\W+")
    return re.compile(rf"(?:^|{sign})\s*{words}\s*(?:$|{sign})")


def stem(word: str) -> str:
    """A word without its commonest endings: enough to find "hides" in "hiding"."""
    word = word.removesuffix("'s")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 2:
            return word.removesuffix(ending)
    return word


def stems(text: str) -> frozenset[str]:
    """The stems of the words of a text that say something."""
    return frozenset(stem(word) for word in content(text))


def share_heard(wanted: str, heard: frozenset[str]) -> float:
    """The share of a text's telling words that are among the stems of another; 1 with none."""
    needed = stems(wanted)
    return len(needed & heard) / len(needed) if needed else 1.0


@lru_cache(maxsize=8_192)
def _heard(text: str) -> str:
    return f" {' '.join(spoken_words(text))} "
