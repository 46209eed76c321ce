"""Speech by ElevenLabs, which says when each letter is heard."""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from fabula.errors import AnswerDamaged, BadAnswer, UnknownName
from fabula.media.sound import Sound, Spoken
from fabula.models.abilities import SpeechAbilities
from fabula.models.addresses import Place, find_place, name_of
from fabula.models.prices import Use, used
from fabula.models.protocols import Voice
from fabula.models.replies import is_file
from fabula.models.speech.timing import audible, estimate_words, find_marks, place_words
from fabula.models.speech.wav import SoundReader, read_sound
from fabula.models.tape import Tape
from fabula.models.wire import Wire

LETTERS_A_SECOND = 15.0
"""Assumed: about 155 words a minute, the usual pace of a narrator."""
SECONDS = 120.0
"""The longest time for one utterance."""
PCM_HERTZ = 24_000
"""Asked for: bare samples at more than this are kept for dearer plans."""
FORM = {"output_format": f"pcm_{PCM_HERTZ}"}
SPEEDS = (0.7, 1.2)
"""ElevenLabs speaks no slower and no faster than this."""
DEFAULT_VOICE = "JBFqnCBsd6RMkjVDRZzb"
"""George, one of the voices that every account has."""

_ID = re.compile(r"[A-Za-z0-9]{20}")
_TELLS_LANGUAGE = ("turbo_v2_5", "flash_v2_5")
"""The models that let one say the language; others refuse to be told."""


class ElevenLabs:
    """A speech model of ElevenLabs, such as "eleven_multilingual_v2"."""

    def __init__(self, place: Place, model: str, *, seconds: float = SECONDS) -> None:
        self._model = model
        self._wire = Wire(place, seconds=seconds, key_header=("xi-api-key", ""))
        self._identity = name_of(place, model)
        self._voices: dict[str, str] = {}

    @property
    def identity(self) -> str:
        """Provider and model; never the key."""
        return self._identity

    @property
    def abilities(self) -> SpeechAbilities:
        """Its voices are those of the account."""
        return SpeechAbilities(word_times=True, streaming=True)

    def pace(self, voice: Voice) -> float:
        """Letters, spaces and stops spoken a second: assumed, not measured."""
        return LETTERS_A_SECOND * _speed(voice)

    async def check(self, voice: Voice) -> None:
        """Whether ElevenLabs can be reached, takes the key, and the account has such a voice.

        Raises:
            UnknownName: It has others.
            ModelError: It cannot be asked.
        """
        reply = await self._wire.send("GET", "models")
        # A key that may speak and nothing else is refused here, too, and is a good one.
        if b"invalid_api_key" in reply.content:
            raise self._wire.failure(reply, self._model)
        await self._id_of(voice.name)

    async def say(self, text: str, voice: Voice) -> Spoken:
        """Read the text aloud by a voice of the account, told by its name or its id.

        Raises:
            UnknownName: The account has no such voice.
            ModelBusy: ElevenLabs says to come back later.
            ModelUnreachable: No connection, no whole answer in time, or a fault of the server.
            ModelRefused: Key, credit, text or voice is not accepted.
            BadAnswer: What came is no sound, or silence.
        """
        path = f"text-to-speech/{await self._id_of(voice.name)}/with-timestamps"
        body = self._body(text, voice)
        reply = await self._wire.send("POST", path, json=body, params=FORM, limit_mb=200)
        if reply.status >= 300:
            raise self._wire.failure(reply, self._model)
        used(self.identity, Use(letters=len(text)), None)
        return await asyncio.to_thread(self._timed, text, reply.tree())

    async def stream(self, text: str, voice: Voice, tape: Tape) -> Spoken:
        """As `say`, and record the sound as it comes; when each word is heard is estimated."""
        path = f"text-to-speech/{await self._id_of(voice.name)}/stream"
        add, reader = tape.begin(), SoundReader(pcm_rate=PCM_HERTZ)
        reply = await self._wire.receive(
            path,
            self._body(text, voice),
            lambda piece: add(reader.feed(piece)),
            limit_mb=200,
            params=FORM,
        )
        if reply.status >= 300:
            raise self._wire.failure(reply, self._model)
        if not is_file(reply.status, reply.headers):
            raise AnswerDamaged(f"{self.identity} sent something that is no sound.")
        used(self.identity, Use(letters=len(text)), None)
        return await asyncio.to_thread(self._estimated, text, reply.content)

    def _body(self, text: str, voice: Voice) -> dict[str, Any]:
        body: dict[str, Any] = {
            "text": text,
            "model_id": self._model,
            "voice_settings": {"speed": _speed(voice)},
        }
        if self._model.endswith(_TELLS_LANGUAGE):
            body["language_code"] = voice.language.partition("-")[0].lower()
        return body

    async def most(self, asked: object) -> Use:
        """What reading a text aloud uses."""
        return Use(letters=len(str(asked)))

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    async def _id_of(self, name: str) -> str:
        """The id of a voice; an id may be of any voice, of other people's too."""
        if not name:
            return DEFAULT_VOICE
        if _ID.fullmatch(name):
            return name
        if not self._voices:
            self._voices = await self._listed()
        known = {one.lower(): number for one, number in self._voices.items()}
        if name.lower() not in known:
            raise UnknownName("voice", name, self._voices)
        return known[name.lower()]

    async def _listed(self) -> dict[str, str]:
        """The voices of the account and their ids: "George - Warm storyteller" is George, too."""
        reply = await self._wire.send("GET", "voices")
        if reply.status >= 300:
            raise self._wire.failure(reply, self._model)
        try:
            told = {one["name"]: one["voice_id"] for one in reply.tree()["voices"]}
        except (TypeError, KeyError):
            raise BadAnswer(f"{self.identity} sent something that is no list of voices.") from None
        return {name.partition(" - ")[0].strip(): number for name, number in told.items()}

    def _timed(self, text: str, tree: Any) -> Spoken:
        try:
            samples = base64.b64decode(tree["audio_base64"], validate=True)
            told = tree["alignment"]
            times = map(float, told["character_start_times_seconds"])
            pieces = list(zip(told["characters"], times, strict=True))
        except (TypeError, KeyError, ValueError, binascii.Error):
            raise AnswerDamaged(f"{self.identity} sent something that is no sound.") from None
        return place_words(text, find_marks(text, pieces), self._sound(text, samples))

    def _estimated(self, text: str, samples: bytes) -> Spoken:
        return estimate_words(text, self._sound(text, samples))

    def _sound(self, text: str, samples: bytes) -> Sound:
        return audible(read_sound(samples, pcm_rate=PCM_HERTZ), text, self.identity)


def _speed(voice: Voice) -> float:
    return min(max(voice.speed, SPEEDS[0]), SPEEDS[1])


def provide(provider: str, model: str, environment: Mapping[str, str]) -> ElevenLabs:
    """The model behind "elevenlabs:eleven_multilingual_v2".

    Raises:
        BadSetting: No model or key.
    """
    return ElevenLabs(*find_place(provider, model, environment))
