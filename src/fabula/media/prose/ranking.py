"""Which sentences of a text matter most, and which of them say the same."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence


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
