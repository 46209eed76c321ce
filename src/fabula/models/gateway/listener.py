"""The role that writes down what is said."""

from __future__ import annotations

from functools import partial

from fabula.engine import remember
from fabula.media.sound import Heard, Sound
from fabula.models.gateway.role import Role
from fabula.models.protocols import Hearing


class Listener(Role[Hearing]):
    """Writes down what is said.

    Args:
        chain: Hearing models, the first choice first.
        policies: How each is treated, and what it costs.
    """

    async def hear(self, sound: Sound, language: str = "") -> Heard:
        """What is said in a sound: remembered, or listened to.

        Args:
            sound: What to listen to.
            language: BCP 47 tag, if it is known.

        Raises:
            ModelError: Every provider of the chain failed; of the kind of the first one's failure.
        """
        return await self.first(partial(self._ask, sound, language))

    async def _ask(self, sound: Sound, language: str, provider: Hearing) -> Heard:
        who = provider.identity
        ask = partial(self.guarded, provider, sound, partial(provider.hear, sound, language))
        return await remember("hearing", (who, sound, language), ask, Heard, who=who)
