"""Vectors without a model: texts that share words, or parts of words, are near.

Each word, and each run of letters in it, is a feature. A hash gives it one of the dimensions and a
sign (feature hashing: Weinberger and others, https://arxiv.org/abs/0902.2206), so no vocabulary is
kept, and any two processes agree. Feature counts are damped by their logarithm. There is no corpus,
and so no idf: in its place a word weighs by its length, and the commonest words hardly at all.
"""

from __future__ import annotations

import asyncio
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import pairwise

from fabula.engine.code import fingerprint
from fabula.models.abilities import EmbeddingAbilities
from fabula.models.addresses import refuse_model
from fabula.models.vector import Vector

DIMENSIONS = 512
MOST_TEXTS = 1000
LETTERS_WEIGHT = 1.2
"""Of all the parts of a word together, beside the word itself: chosen on the pairs of the tests,
of which the least sure is nearer than any stranger by 0.2."""
PAIR_WEIGHT = 0.3
"""Of two words that stand together, beside each alone."""

_WORD = re.compile(r"[^\W_]+")
_PARTS = (3, 4, 5)
_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

_FUNCTION_WORDS = """
a an and are as at be been but by for from had has have he her his i in is it its me my not of on or
our she so than that the their them then there these they this to us was we were what when which who
will with would you your der die das und ist nicht mit von den ein eine zu auf sich dem auch als
wird fur im des le la les et est dans un une que qui pour sur par pas du plus avec sont ce cette au
el los las y en es del con para se no su como o os e do da em um uma nao il che di per della gli
dei nel het een van dat niet te zijn
"""
_COMMON = frozenset(_FUNCTION_WORDS.split())

Features = tuple[tuple[int, float], ...]


class OfflineEmbedding:
    """Places texts by their words: the same for the same text, everywhere and always."""

    @property
    def identity(self) -> str:
        """A digest of the code that makes the vectors."""
        return f"offline {_code()[:12]}"

    @property
    def abilities(self) -> EmbeddingAbilities:
        """It sees words, not meaning: "ship" and "vessel" have nothing in common."""
        return EmbeddingAbilities(DIMENSIONS, MOST_TEXTS, meaning=False)

    async def embed(self, texts: Sequence[str]) -> tuple[Vector, ...]:
        """A vector of length 1 for each text; all zeros for one without a word."""
        return await asyncio.to_thread(lambda: tuple(map(_vector, texts)))

    async def close(self) -> None:
        """There is nothing to close."""


def _vector(text: str) -> Vector:
    row = [0.0] * DIMENSIONS
    for features, weight in _weighed(_words(text)):
        for place, share in features:
            row[place] += share * weight
    length = math.sqrt(sum(number * number for number in row))
    return Vector.of(number / length for number in row) if length else Vector.of(row)


def _words(text: str) -> list[str]:
    """The words of a text, in lower case and without accents; ideographs stand alone."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    # Korean is put together again, so that a syllable counts as one letter.
    plain = unicodedata.normalize("NFC", plain)
    return _WORD.findall(_IDEOGRAPHS.sub(r" \g<0> ", plain))


def _weighed(words: Sequence[str]) -> Iterator[tuple[Features, float]]:
    """Features of each word and of each pair, and how much they weigh in this text."""
    for word, times in Counter(words).items():
        yield _features(word), (1 + math.log(times)) * _worth(word)
    for (first, second), times in Counter(pairwise(words)).items():
        worth = math.sqrt(_worth(first) * _worth(second))
        yield _pair(first, second), (1 + math.log(times)) * worth * PAIR_WEIGHT


def _worth(word: str) -> float:
    """How much a word says: short ones little, in any alphabet; numbers and ideographs much."""
    if word in _COMMON:
        return 0.1
    if word.isdigit() or _IDEOGRAPHS.match(word):
        return 1.0
    return min(1.0, 0.2 + 0.16 * len(word))


@lru_cache(maxsize=20_000)
def _features(word: str) -> Features:
    """A word and its parts, each with its place and its share."""
    marked = f"<{word}>"
    parts = [marked[i : i + n] for n in _PARTS for i in range(len(marked) - n + 1)]
    share = LETTERS_WEIGHT / math.sqrt(len(parts)) if parts else 0.0
    return (_placed(f"word {word}", 1.0), *(_placed(f"part {part}", share) for part in parts))


@lru_cache(maxsize=20_000)
def _pair(first: str, second: str) -> Features:
    return (_placed(f"pair {first} {second}", 1.0),)


def _placed(feature: str, weight: float) -> tuple[int, float]:
    """The dimension of a feature, and its weight with the sign."""
    number = int.from_bytes(blake2b(feature.encode(), digest_size=8).digest(), "big")
    return number % DIMENSIONS, weight if number >> 63 else -weight


@cache
def _code() -> str:
    return fingerprint(_vector)


def provide(provider: str, model: str, environment: Mapping[str, str]) -> OfflineEmbedding:  # noqa: ARG001
    """The offline vectors; they need nothing from the environment.

    Raises:
        BadSetting: A model is named: there is only one.
    """
    refuse_model(provider, model)
    return OfflineEmbedding()
