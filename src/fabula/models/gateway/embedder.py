"""The role that gives texts their place by content."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from fabula.engine import remember
from fabula.models.gateway.role import Role
from fabula.models.protocols import Embedding
from fabula.models.vector import Vector


class Embedder(Role[Embedding]):
    """Gives texts their place by content.

    Args:
        chain: Embedding models, the first choice first.
        policies: How each is treated, and what it costs.
    """

    async def embed(self, texts: Sequence[str]) -> tuple[Vector, ...]:
        """A vector for each text, in order: all of one model, remembered or asked for.

        Raises:
            ModelError: Every provider of the chain failed; of the kind of the first one's failure.
        """
        return await self.first(partial(self._ask, tuple(texts)))

    async def _ask(self, texts: tuple[str, ...], provider: Embedding) -> tuple[Vector, ...]:
        who = provider.identity
        ask = partial(self.guarded, provider, texts, partial(provider.embed, texts))
        return await remember("embedding", (who, texts), ask, tuple[Vector, ...], who=who)
