"""The role that reads texts aloud."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from fabula.engine import remember
from fabula.media.sound import Spoken
from fabula.models.gateway.role import Role
from fabula.models.protocols import Speech, Voice


class Narrator(Role[Speech]):
    """Reads texts aloud.

    Args:
        chain: Speech models, the first choice first.
        policies: How each is treated, and what it costs.
    """

    def pace(self, voice: Voice) -> float:
        """Letters, spaces and stops that the first choice speaks a second."""
        return self.chain[0].pace(voice)

    async def say(self, text: str, voice: Voice) -> Spoken:
        """The text read aloud: remembered, or spoken.

        A stand-in reads in its own default voice of the language: it has not the voice by the name
        that the first choice knows.

        Raises:
            ModelError: Every provider of the chain failed; of the kind of the first one's failure.
            UnknownName: The first choice has no such voice.
        """
        return await self.first(partial(self._ask, text, voice))

    async def _ask(self, text: str, voice: Voice, provider: Speech) -> Spoken:
        if provider is not self.chain[0]:
            voice = replace(voice, name="")
        who = provider.identity
        ask = partial(self.guarded, provider, text, partial(provider.say, text, voice))
        return await remember("speech", (who, text, voice), ask, Spoken, who=who)
