"""The role that paints pictures."""

from __future__ import annotations

from functools import partial

from fabula.engine import remember
from fabula.media.image import Image
from fabula.models.gateway.role import Role
from fabula.models.protocols import Picture, PictureOrder


class Painter(Role[Picture]):
    """Paints pictures.

    Args:
        chain: Picture models, the first choice first.
        policies: How each is treated, and what it costs.
    """

    async def paint(self, order: PictureOrder) -> Image:
        """The picture that is ordered: remembered, or painted.

        Raises:
            ModelError: Every provider of the chain failed; of the kind of the first one's failure.
        """
        return await self.first(partial(self._ask, order))

    async def _ask(self, order: PictureOrder, provider: Picture) -> Image:
        who = provider.identity
        ask = partial(self.guarded, provider, order, partial(provider.paint, order))
        return await remember("picture", (who, order), ask, Image, who=who)
