"""How somebody talks, counted: words, sentences and habits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from statistics import fmean, pstdev

from fabula.media.prosody import syllables
from fabula.productions.episode.measures.words import spoken_words
from fabula.productions.episode.validation import VoicePrint
from fabula.story import Feature

LONG_WORD = 7
"""Letters."""

FRAGMENT = 3
"""Words of a sentence that is hardly one."""

WINDOW = 100
"""Words in which different ones are counted (Covington and McFall, 2010)."""

_SENTENCE_END = re.compile(r"[.!?\u2026]+|--|\u2014")

FEATURES: dict[Feature, re.Pattern[str]] = {
    "contractions": re.compile(r"\b[a-z]+'(?:s|re|ll|ve|d|m|t)\b"),
    "questions": re.compile(r"\?"),
    "exclamations": re.compile(r"!"),
    "hedges": re.compile(
        r"\b(?:maybe|perhaps|kind of|sort of|i think|i guess|probably|possibly|i suppose|might)\b"
    ),
    "orders": re.compile(
        r"(?:^|[.!?] )(?:don't|stop|go|get|give|put|take|come|look|listen|be|do)\b"
    ),
    "first person": re.compile(r"\b(?:i|i'm|i'll|i've|i'd|me|my|mine|myself)\b"),
    "numbers": re.compile(
        r"\b\d[\d,.]*\b|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|"
        r"thirty|forty|fifty|hundred|thousand|million|percent)\b"
    ),
}
"""Signs by which a habit is counted."""


def take_print(lines: Sequence[str]) -> VoicePrint:
    """How somebody talks who says these lines; zeros for somebody who says nothing."""
    parts = (spoken_words(part) for line in lines for part in _SENTENCE_END.split(line))
    sentences = [part for part in parts if part]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return VoicePrint(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, dict.fromkeys(FEATURES, 0.0))
    lengths = [len(sentence) for sentence in sentences]
    mean, sounded = fmean(lengths), sum(syllables(word) for word in words)
    return VoicePrint(
        grade=0.39 * mean + 11.8 * sounded / len(words) - 15.59,
        long_word_share=sum(len(word) >= LONG_WORD for word in words) / len(words),
        variety=_variety(words),
        sentence_words=mean,
        sentence_spread=pstdev(lengths) / mean,
        fragment_share=sum(length <= FRAGMENT for length in lengths) / len(lengths),
        habits=_habits(lines, len(words)),
    )


def _habits(lines: Sequence[str], words: int) -> dict[Feature, float]:
    plain = [line.lower().replace("\u2019", "'") for line in lines]
    return {
        feature: 100 * sum(len(sign.findall(line)) for line in plain) / words
        for feature, sign in FEATURES.items()
    }


def _variety(words: Sequence[str]) -> float:
    """Different words in a window that moves over all of them, by its length."""
    width = min(WINDOW, len(words))
    inside = Counter(words[:width])
    different = [len(inside)]
    for leaving, entering in zip(words, words[width:], strict=False):
        inside[entering] += 1
        inside[leaving] -= 1
        if not inside[leaving]:
            del inside[leaving]
        different.append(len(inside))
    return fmean(different) / width
