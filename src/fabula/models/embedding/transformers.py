"""Embeddings in this process by sentence-transformers, an optional package."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fabula.errors import BadAnswer, BadSetting, ModelRefused, NotInstalled
from fabula.models.abilities import EmbeddingAbilities
from fabula.models.vector import Vector

MOST_TEXTS = 64
"""In one call, so that a cancelled run ends soon."""
PACKAGE = "sentence-transformers"


class Transformers:
    """A model that sentence-transformers loads, by its name at Hugging Face or its folder.

    The package is loaded, and the model if need be fetched, by the first call and not before.
    """

    def __init__(self, model: str) -> None:
        try:
            self._version = version(PACKAGE)
        except PackageNotFoundError:
            raise NotInstalled(f"{PACKAGE}:{model}", "embeddings") from None
        self._name = model
        self._model: Any = None
        # A model is not made for several threads.
        self._lock = threading.Lock()

    @property
    def identity(self) -> str:
        """The model, and the version of the package."""
        return f"{PACKAGE}:{self._name} {self._version}"

    @property
    def abilities(self) -> EmbeddingAbilities:
        """The dimensions are known once the model is loaded."""
        return EmbeddingAbilities(0, MOST_TEXTS)

    async def embed(self, texts: Sequence[str]) -> tuple[Vector, ...]:
        """A vector of length 1 for each text.

        Raises:
            ModelRefused: The model cannot be loaded.
            BadAnswer: It gave something else.
        """
        return await asyncio.to_thread(self._embed, list(texts))

    async def close(self) -> None:
        """Let go of the model."""
        self._model = None

    def _embed(self, texts: list[str]) -> tuple[Vector, ...]:
        with self._lock:
            if self._model is None:
                self._model = _load(self._name)
            rows = self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
        try:
            return tuple(Vector.of(map(float, row)) for row in rows)
        except (TypeError, ValueError) as exc:
            raise BadAnswer(f"{self.identity} gave something that are no vectors: {exc}") from None


def _load(name: str) -> Any:
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(name)
    except (OSError, ValueError) as exc:
        raise ModelRefused(f"The model {name!r} cannot be loaded: {exc!s:.300}") from None


def provide(provider: str, model: str, environment: Mapping[str, str]) -> Transformers:  # noqa: ARG001
    """The model behind "sentence-transformers:all-MiniLM-L6-v2".

    Raises:
        BadSetting: No model is named.
        NotInstalled: The package is missing.
    """
    if not model:
        raise BadSetting(f"{provider!r} names no model; write {provider}:all-MiniLM-L6-v2.")
    return Transformers(model)
