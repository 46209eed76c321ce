"""Embeddings by any server that speaks OpenAI's /embeddings."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from fabula.errors import AnswerDamaged, BadAnswer
from fabula.models.abilities import EmbeddingAbilities
from fabula.models.addresses import Place, find_place, name_of
from fabula.models.prices import Use, used
from fabula.models.vector import Vector
from fabula.models.wire import Wire

SECONDS = 120.0
"""The longest time for one call."""
MOST_TEXTS = 128
"""In one call: OpenAI takes 2,048, local servers often no more than this."""
LETTERS_A_TOKEN = 2
"""Assumed, and on the safe side: English has about four."""

_DIMENSIONS = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072}


class CompatibleEmbedding:
    """An embedding model behind an OpenAI-compatible address."""

    def __init__(self, place: Place, model: str, *, seconds: float = SECONDS) -> None:
        self._model = model
        self._wire = Wire(place, seconds=seconds)
        self._identity = name_of(place, model)

    @property
    def identity(self) -> str:
        """Provider and model; never the key."""
        return self._identity

    @property
    def abilities(self) -> EmbeddingAbilities:
        """The dimensions are known of OpenAI's models only."""
        return EmbeddingAbilities(_DIMENSIONS.get(self._model, 0), MOST_TEXTS)

    async def embed(self, texts: Sequence[str]) -> tuple[Vector, ...]:
        """A vector for each text, in order.

        Raises:
            ModelBusy: The provider says to come back later.
            ModelUnreachable: No connection, no whole answer in time, or a fault of the server.
            ModelRefused: Key, credit, model or texts are not accepted.
            BadAnswer: What came are no vectors, too few, or of different lengths.
        """
        body = {"model": self._model, "input": list(texts), "encoding_format": "float"}
        reply = await self._wire.post("embeddings", body, limit_mb=100)
        if reply.status >= 300:
            raise self._wire.failure(reply, self._model)
        tree = reply.tree()
        vectors = self._vectors(tree, len(texts))
        used(self.identity, _use(tree.get("usage")), None)
        return vectors

    async def most(self, asked: object) -> Use:
        """What placing texts may use at most."""
        if not isinstance(asked, tuple):
            raise TypeError(f"an embedding model is asked for a tuple of texts, not {asked!r:.60}")
        return Use(tokens_in=sum(len(text) // LETTERS_A_TOKEN + 1 for text in asked))

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    def _vectors(self, tree: Any, count: int) -> tuple[Vector, ...]:
        try:
            rows = sorted(tree["data"], key=lambda row: row["index"])
            vectors = tuple(_vector(row["embedding"]) for row in rows)
        except (TypeError, KeyError, AttributeError, ValueError, OverflowError):
            raise AnswerDamaged(f"{self.identity} sent something that are no vectors.") from None
        lengths = {len(vector) for vector in vectors}
        if len(vectors) != count or len(lengths) > 1 or 0 in lengths:
            raise BadAnswer(
                f"{self.identity} sent {len(vectors)} vectors for {count} texts, "
                f"of {sorted(lengths)} numbers."
            )
        return vectors


def _vector(told: object) -> Vector:
    """A vector as a list of numbers, or, as some servers always send it, in base64."""
    if isinstance(told, str):
        try:
            return Vector.of(Vector(base64.b64decode(told, validate=True)).numbers)
        except binascii.Error:
            raise ValueError(told) from None
    if not isinstance(told, list):
        raise TypeError(told)
    return Vector.of(told)


def _use(usage: Any) -> Use:
    told = usage.get("prompt_tokens") if isinstance(usage, dict) else None
    return Use(tokens_in=told if isinstance(told, int) else 0)


def provide(provider: str, model: str, environment: Mapping[str, str]) -> CompatibleEmbedding:
    """The embedding model behind "provider:model".

    Raises:
        BadSetting: No model, address or key.
    """
    return CompatibleEmbedding(*find_place(provider, model, environment))
