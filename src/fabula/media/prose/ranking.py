"""Which sentences of a text matter most, and which of them say the same."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from fabula.media.prose.words import likeness

_TOGETHER = 400  # sentences: a paper whole, a book a few chapters at a time, in linear time
_SAME = 0.9  # two sentences that share so many of their stems say one thing


def rank(bags: Sequence[Sequence[str]]) -> list[float]:
    """TextRank: how central each sentence is, 0 to 1 (Mihalcea and Tarau, EMNLP 2004).

    Args:
        bags: The stems of each sentence.
    """
    starts = range(0, len(bags), _TOGETHER)
    return [score for start in starts for score in _ranked(bags[start : start + _TOGETHER])]


def _ranked(bags: Sequence[Sequence[str]], damping: float = 0.85) -> list[float]:
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


def novelty(bag: frozenset[str], told: Sequence[frozenset[str]]) -> float:
    """What is left of a sentence's worth after what was told: 1 for all of it, 0 if it is known.

    Choosing by rank times novelty is maximal marginal relevance (Carbonell and Goldstein, 1998).
    """
    same = max((likeness(bag, other) for other in told), default=0.0)
    return 0.0 if same >= _SAME else 1 - 0.8 * same
