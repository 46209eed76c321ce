"""Speech by any server that speaks OpenAI's /audio/speech; its words are timed by estimate."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from fabula.errors import BadAnswer
from fabula.media.sound import Spoken
from fabula.models.abilities import SpeechAbilities
from fabula.models.addresses import Place, find_place, name_of
from fabula.models.prices import Use, used
from fabula.models.protocols import Voice
from fabula.models.speech.timing import estimate_words, heard
from fabula.models.speech.wav import read_sound
from fabula.models.wire import Wire

LETTERS_A_SECOND = 15.0
"""Assumed: about 155 words a minute, the usual pace of a narrator."""
SECONDS = 120.0
"""The longest time for one utterance."""
PCM_HERTZ = 24_000
"""OpenAI's documented rate of bare samples."""

_VOICES = {"kokoro": "af_heart"}
_DEFAULT_VOICE = "alloy"


class CompatibleSpeech:
    """A speech model behind an OpenAI-compatible address."""

    def __init__(self, place: Place, model: str) -> None:
        self._model = model
        self._voice = _VOICES.get(place.provider, _DEFAULT_VOICE)
        self._wire = Wire(place, seconds=SECONDS)
        self._identity = name_of(place, model)

    @property
    def identity(self) -> str:
        """Provider and model; never the key."""
        return self._identity

    @property
    def abilities(self) -> SpeechAbilities:
        """Nothing is known of the model behind an address before it is asked."""
        return SpeechAbilities()

    async def check(self, voice: Voice) -> None:
        """A server of this kind does not list its voices."""

    def pace(self, voice: Voice) -> float:
        """Letters, spaces and stops spoken a second: assumed, not measured."""
        return LETTERS_A_SECOND * voice.speed

    async def say(self, text: str, voice: Voice) -> Spoken:
        """Read the text aloud. Without a voice of the model's own, its usual one.

        Raises:
            ModelBusy: The provider says to come back later.
            ModelUnreachable: No connection, no whole answer in time, or a fault of the server.
            ModelRefused: Key, credit, text or voice is not accepted.
            BadAnswer: What came is no sound, or silence.
        """
        body = {
            "model": self._model,
            "input": text,
            "voice": voice.name or self._voice,
            "response_format": "wav",
            "speed": voice.speed,
        }
        reply = await self._wire.post("audio/speech", body, limit_mb=200)
        if reply.status >= 300:
            raise self._wire.failure(reply, self._model)
        if "json" in reply.headers.get("content-type", ""):
            raise BadAnswer(f"{self.identity} sent JSON in place of sound.")
        used(self.identity, Use(letters=len(text)), None)
        # Looking through the samples takes some milliseconds, which the loop need not stand.
        return await asyncio.to_thread(self._timed, text, reply.content)

    async def most(self, asked: object) -> Use:
        """What reading a text aloud uses."""
        return Use(letters=len(str(asked)))

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    def _timed(self, text: str, content: bytes) -> Spoken:
        sound = read_sound(content, pcm_rate=PCM_HERTZ)
        if heard(sound) == (0, 0):
            raise BadAnswer(f"{self.identity} sent no sound for {text!r:.60}.")
        return estimate_words(text, sound)


def provide(provider: str, model: str, environment: Mapping[str, str]) -> CompatibleSpeech:
    """The speech model behind "provider:model".

    Raises:
        BadSetting: No model, address or key.
    """
    return CompatibleSpeech(*find_place(provider, model, environment))
