"""The role that reads texts aloud."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial

from fabula.engine import remember
from fabula.engine.runs import current_run
from fabula.errors import ModelError
from fabula.media.sound import Spoken
from fabula.models.gateway.role import Role, all_of, beside
from fabula.models.prices import most_of
from fabula.models.protocols import Speech, Voice, live_of
from fabula.models.tape import Piece, Tape

REACH_SECONDS = 15.0
"""How long a server may take to say that it is there; longer than to connect to it."""


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

        A server is asked once, and by no plan; what it has for want of a name is there. One that
        cannot be asked just now says nothing about the voice: see `reach`.

        Raises:
            UnknownName: There is no such voice; says what there is.
        """
        first, run = self.chain[0], current_run()
        if most_of(first) is None:
            # It is in this process, and asks nobody.
            await first.check(voice)
        elif voice.name and (run is None or run.plan is None):
            who, ask = first.identity, partial(self._checked, voice)
            with suppress(ModelError):
                await remember("voice", (who, voice.name), ask, bool, who=who)

    async def _checked(self, voice: Voice) -> bool:
        await self.chain[0].check(voice)
        return True

    async def reach(self, voice: Voice) -> None:
        """See that somebody of the chain can be asked just now; nothing is paid for it.

        A server that takes its time to say so is there: it may have to wake up.

        Args:
            voice: The voice that the first choice shall have.

        Raises:
            UnknownName: The first choice has no such voice.
            ModelError: Nobody can be asked; of the kind of the first one's failure.
        """
        failures: list[ModelError] = []
        for provider in self.chain:
            guard = self._policies.apart(provider.identity)
            check = partial(provider.check, self._own(voice, provider))
            try:
                with suppress(TimeoutError):
                    async with asyncio.timeout(REACH_SECONDS):
                        await guard.call(check, patient=False)
            except ModelError as exc:
                failures.append(exc)
            else:
                return
        raise all_of(failures)

    def alone(self, voice: Voice) -> Iterator[tuple[Narrator, Voice]]:
        """Each of the chain as a narrator of its own, and the voice that it would read in.

        A stand-in reads in its own default voice of the language: it has not the voice by the name
        that the first choice knows.
        """
        for provider in self.chain:
            last = provider is self.chain[-1]
            reader = Narrator([provider], self._policies, patient=self._patient and last)
            yield reader, self._own(voice, provider)

    def _own(self, voice: Voice, provider: Speech) -> Voice:
        return voice if provider is self.chain[0] else replace(voice, name="")

    async def say(self, text: str, voice: Voice) -> Spoken:
        """The text read aloud: remembered, or spoken.

        A stand-in may answer for this one text, in a voice of its own. Whoever has more to read,
        and wants it read in one voice, asks each `alone`.

        Raises:
            ModelError: Every provider of the chain failed; of the kind of the first one's failure.
            UnknownName: The first choice has no such voice.
        """
        return await self.first(partial(self._ask, text, voice))

    async def stream(self, text: str, voice: Voice) -> AsyncGenerator[Piece]:
        """The sound of a text while it is read, and remembered when all of it has come.

        What is remembered comes whole and at once; so does the sound of a model that cannot be
        heard while it reads. A stream that is left before its end is cancelled, and nothing of it
        is remembered.

        ```python
        async for piece in narrator.stream("Ahoy there.", Voice("", "en")):
            play(piece.sound)
        ```

        Raises:
            ModelError: Every provider of the chain failed; of the kind of the first one's failure.
            UnknownName: The first choice has no such voice.
        """
        tape = Tape()
        reading = self.first(partial(self._heard, text, voice, tape))
        async with beside(reading, tape.wake) as task:
            done = False
            while not done:
                await tape.more()
                done = task.done()
                for piece in tape.take():
                    yield piece
            await task

    async def _heard(self, text: str, voice: Voice, tape: Tape, provider: Speech) -> None:
        live, turn = live_of(provider), tape.turn
        if live is None:
            spoken = await self._ask(text, voice, provider)
        else:
            voice, who = self._own(voice, provider), provider.identity
            ask = partial(self.guarded, provider, text, partial(live.stream, text, voice, tape))
            # Who says when each word is heard may not do so in a stream: it is another answer.
            spoken = await remember("speech heard", (who, text, voice), ask, Spoken, who=who)
        if tape.turn == turn:
            # It was remembered, or cannot be heard while it is made.
            tape.begin()(spoken.sound)

    async def _ask(self, text: str, voice: Voice, provider: Speech) -> Spoken:
        voice, who = self._own(voice, provider), provider.identity
        ask = partial(self.guarded, provider, text, partial(provider.say, text, voice))
        return await remember("speech", (who, text, voice), ask, Spoken, who=who)
