"""The role that reads texts aloud."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial

from fabula.engine import remember
from fabula.engine.runs import current_run
from fabula.errors import ModelError
from fabula.media.sound import Spoken
from fabula.models.gateway.role import Role
from fabula.models.prices import most_of
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

    async def check(self, voice: Voice) -> None:
        """See that the first choice has this voice, before much is made for it.

        A server is asked once, and by no plan. One that cannot be asked just now says nothing
        about the voice.

        Raises:
            UnknownName: There is no such voice; says what there is.
        """
        first, run = self.chain[0], current_run()
        if most_of(first) is None:
            # It is in this process, and asks nobody.
            await first.check(voice)
        elif run is None or run.plan is None:
            who, ask = first.identity, partial(self._checked, voice)
            with suppress(ModelError):
                await remember("voice", (who, voice.name), ask, bool, who=who)

    async def _checked(self, voice: Voice) -> bool:
        await self.chain[0].check(voice)
        return True

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
