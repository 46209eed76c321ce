"""Words, stems and likeness of sentences; of Chinese and Japanese, pairs of signs are words."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence

from fabula.productions.video.offline.phrasebook import Phrasebook

_WORD = re.compile(r"[^\W\d_][\w’'-]*[^\W_]|[^\W\d_]")
_SIGNS = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_SIGNS_A_WORD = 2  # Chinese words are one to three signs long, most of them two
_ENDINGS = {
    "en": "ations ation ings ing edly ies ied iness ness ments ment ers er ed es ly al s e y",
    "de": "ungen ung heiten heit keiten keit ischen ische isch lichen liche lich en er es em e n s",
    "fr": "ations ation ements ement euses euse eurs eur iques ique ées ée és er es ent e s",
    "es": "aciones ación mente idades idad adores ador icas icos ica ico ados ado as os es a o s",
}


def words(text: str) -> list[str]:
    """The words of a text, in small letters, digits left out."""
    found = _WORD.findall(text.lower())
    if not _SIGNS.search(text):
        return found
    return [pair for word in found for pair in _pairs(word)]


def _pairs(word: str) -> list[str]:
    """A run of signs as pairs that overlap, which match wherever the words in it begin."""
    if not _SIGNS.search(word):
        return [word]
    return [word[at : at + _SIGNS_A_WORD] for at in range(max(1, len(word) - 1))]


def length(text: str) -> int:
    """How many words a text has; two signs that need no spaces count as one."""
    signs = len(_SIGNS.findall(text))
    return len(_SIGNS.sub(" ", text).split() if signs else text.split()) + signs // _SIGNS_A_WORD


def stem(word: str, language: str) -> str:
    """A word without a common ending, at least four letters of it."""
    word = word.replace("’", "'").removesuffix("'s")
    for ending in _ENDINGS.get(language, "").split():
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def stems(text: str, book: Phrasebook) -> list[str]:
    """The stems of the words that carry the topic, in order."""
    return [
        stem(word, book.language)
        for word in words(unicodedata.normalize("NFC", text))
        if word not in book.stop and (len(word) > 2 or _SIGNS.match(word))
    ]


def has_verb(text: str, book: Phrasebook) -> bool:
    """Whether a text says something rather than names it; always, where we know no verbs."""
    found = words(text)
    return not book.verbs or any(
        word in book.verbs and before not in book.before_noun
        for before, word in zip(["", *found], found, strict=False)
    )


def within(name: str, book: Phrasebook) -> str:
    """A heading or an item as it is written inside a sentence; acronyms keep their capitals."""
    first = name.split(" ", maxsplit=1)[0]
    plain = first.lower() in book.stop or (first[1:].islower() and not re.search(r" [A-Z]", name))
    if book.language not in ("en", "fr", "es") or not plain:
        return name
    return name[0].lower() + name[1:]


def rank(bags: Sequence[Sequence[str]], damping: float = 0.85) -> list[float]:
    """TextRank: how central each sentence is, 0 to 1 (Mihalcea and Tarau, EMNLP 2004)."""
    links = _links(bags)
    totals = [sum(weights.values()) or 1.0 for weights in links]
    scores = [1.0] * len(bags)
    for _ in range(20):
        fresh = [1 - damping] * len(bags)
        for at, weights in enumerate(links):
            share = damping * scores[at] / totals[at]
            for other, weight in weights.items():
                fresh[other] += share * weight
        scores = fresh
    top = max(scores, default=1.0)
    return [score / top for score in scores]


def _links(bags: Sequence[Sequence[str]]) -> list[dict[int, float]]:
    """Cosine of tf-idf between sentences that share a word which is not everywhere."""
    counts = [Counter(bag) for bag in bags]
    holders: dict[str, list[int]] = defaultdict(list)
    for at, bag in enumerate(counts):
        for word in bag:
            holders[word].append(at)
    rarity = {word: math.log(1 + len(bags) / len(where)) for word, where in holders.items()}
    norms = [math.sqrt(sum((n * rarity[w]) ** 2 for w, n in bag.items())) or 1.0 for bag in counts]
    links: list[dict[int, float]] = [defaultdict(float) for _ in bags]
    common = max(12, len(bags) // 5)
    for word, where in holders.items():
        if len(where) > common:
            continue
        for i, first in enumerate(where):
            weight = counts[first][word] * rarity[word] ** 2 / norms[first]
            for second in where[i + 1 :]:
                likeness = weight * counts[second][word] / norms[second]
                links[first][second] += likeness
                links[second][first] += likeness
    return links


def likeness(first: frozenset[str], second: frozenset[str]) -> float:
    """Share of the smaller set of stems that is in the other, 0 to 1."""
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller else 0.0
