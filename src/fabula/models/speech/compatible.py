"""Speech by any server that speaks OpenAI's /audio/speech, with Kokoro-FastAPI's captions."""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from fabula.errors import AnswerDamaged, UnknownName
from fabula.media.sound import Spoken
from fabula.models.abilities import SpeechAbilities
from fabula.models.addresses import Place, find_place, name_of
from fabula.models.prices import Use, used
from fabula.models.protocols import Voice
from fabula.models.replies import Reply
from fabula.models.speech.timing import audible, estimate_words, find_marks, place_words
from fabula.models.speech.wav import SoundReader, read_sound
from fabula.models.tape import Tape
from fabula.models.wire import Wire

LETTERS_A_SECOND = 15.0
"""Assumed: about 155 words a minute, the usual pace of a narrator."""
SECONDS = 120.0
"""The longest time for one utterance."""
PCM_HERTZ = 24_000
"""OpenAI's documented rate of bare samples."""
UNAUTHORIZED = 401

_VOICES = {"kokoro": "af_heart"}
_DEFAULT_VOICE = "alloy"
_LISTING = frozenset({"kokoro", "compatible"})
"""Servers that may list their voices; the others have no such call."""
_PARTS = re.compile(r"[+-]|\(\d*\.?\d+\)")
"""Kokoro mixes voices: "af_bella(2)+af_sky"."""

Pieces = list[tuple[str, float]]


class CompatibleSpeech:
    """A speech model behind an OpenAI-compatible address."""

    def __init__(self, place: Place, model: str, *, seconds: float = SECONDS) -> None:
        self._model = model
        self._voice = _VOICES.get(place.provider, _DEFAULT_VOICE)
        self._wire = Wire(place, seconds=seconds)
        self._identity = name_of(place, model)
        self._lists = place.provider in _LISTING
        # Kokoro-FastAPI tells when each word is heard, at an address beside the usual ones.
        self._captions = ""
        if place.provider == "kokoro":
            self._captions = f"{place.address.removesuffix('/v1')}/dev/captioned_speech"

    @property
    def identity(self) -> str:
        """Provider and model; never the key."""
        return self._identity

    @property
    def abilities(self) -> SpeechAbilities:
        """Only Kokoro-FastAPI says when a word is heard."""
        return SpeechAbilities(word_times=bool(self._captions), streaming=True)

    def pace(self, voice: Voice) -> float:
        """Letters, spaces and stops spoken a second: assumed, not measured."""
        return LETTERS_A_SECOND * voice.speed

    async def check(self, voice: Voice) -> None:
        """Whether the server is there, and has such a voice, if it lists them.

        Raises:
            UnknownName: It lists others.
            ModelUnreachable: It cannot be asked.
            ModelRefused: It does not accept the key.
        """
        reply = await self._wire.send("GET", "audio/voices" if self._lists else "models")
        if reply.status == UNAUTHORIZED:
            raise self._wire.failure(reply, self._model)
        # Whatever else it says, it is there: few servers know both lists.
        known = _names(reply.tree()) if self._lists else set()
        for name in filter(None, (part.strip() for part in _PARTS.split(voice.name))):
            if known and name not in known:
                raise UnknownName("voice", name, known)

    async def say(self, text: str, voice: Voice) -> Spoken:
        """Read the text aloud. Without a voice of the model's own, its usual one.

        Raises:
            ModelBusy: The provider says to come back later.
            ModelUnreachable: No connection, no whole answer in time, or a fault of the server.
            ModelRefused: Key, credit, text or voice is not accepted.
            BadAnswer: What came is no sound, or silence.
        """
        content, pieces = await self._spoken(self._body(text, voice))
        used(self.identity, Use(letters=len(text)), None)
        # Looking through the samples takes some milliseconds, which the loop need not stand.
        return await asyncio.to_thread(self._timed, text, content, pieces)

    async def stream(self, text: str, voice: Voice, tape: Tape) -> Spoken:
        """As `say`, and record the sound as it comes; when each word is heard is estimated.

        Nothing more is asked for: a server that can sends the sound while it is made.
        """
        add, reader = tape.begin(), SoundReader(pcm_rate=PCM_HERTZ)
        body = self._body(text, voice)
        reply = await self._wire.receive(
            "audio/speech", body, lambda piece: add(reader.feed(piece)), limit_mb=200
        )
        content = self._sound(reply)
        used(self.identity, Use(letters=len(text)), None)
        return await asyncio.to_thread(self._timed, text, content, [])

    async def most(self, asked: object) -> Use:
        """What reading a text aloud uses."""
        return Use(letters=len(str(asked)))

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    def _body(self, text: str, voice: Voice) -> dict[str, Any]:
        return {
            "model": self._model,
            "input": text,
            "voice": voice.name or self._voice,
            "response_format": "wav",
            "speed": voice.speed,
        }

    async def _spoken(self, body: dict[str, Any]) -> tuple[bytes, Pieces]:
        """The sound as it came, and when each word is heard if the server tells."""
        if self._captions:
            told = {**body, "stream": False, "return_timestamps": True}
            reply = await self._wire.post(self._captions, told, limit_mb=200)
            if reply.status not in {404, 405}:
                return self._captioned(self._accepted(reply))
            # Another server for the same model, without captions.
            self._captions = ""
        return self._sound(await self._wire.post("audio/speech", body, limit_mb=200)), []

    def _sound(self, reply: Reply) -> bytes:
        kind = self._accepted(reply).headers.get("content-type", "")
        if "json" in kind or kind.startswith("text/"):
            # Bare samples have no form of their own: a page would be heard as noise.
            raise AnswerDamaged(f"{self.identity} sent {kind} in place of sound.")
        if "wav" in kind and not reply.content.startswith(b"RIFF") and reply.content:
            raise AnswerDamaged(f"{self.identity} sent {kind} that is none.")
        return reply.content

    def _accepted(self, reply: Reply) -> Reply:
        if reply.status >= 300:
            raise self._wire.failure(reply, self._model)
        return reply

    def _captioned(self, reply: Reply) -> tuple[bytes, Pieces]:
        tree = reply.tree()
        try:
            pieces = [(one["word"], float(one["start_time"])) for one in tree["timestamps"] or []]
            return base64.b64decode(tree["audio"], validate=True), pieces
        except (TypeError, KeyError, ValueError, binascii.Error):
            raise AnswerDamaged(f"{self.identity} sent something that is no sound.") from None

    def _timed(self, text: str, content: bytes, pieces: Pieces) -> Spoken:
        sound = audible(read_sound(content, pcm_rate=PCM_HERTZ), text, self.identity)
        marks = find_marks(text, pieces)
        return place_words(text, marks, sound) if marks else estimate_words(text, sound)


def _names(tree: Any) -> set[str]:
    """The voices in a list, which are names or objects with one; empty if it is no list."""
    voices = tree.get("voices", tree.get("data")) if isinstance(tree, dict) else tree
    told = voices if isinstance(voices, list) else []
    names = (one.get("id") or one.get("name") if isinstance(one, dict) else one for one in told)
    return {name for name in names if isinstance(name, str)}


def provide(provider: str, model: str, environment: Mapping[str, str]) -> CompatibleSpeech:
    """The speech model behind "provider:model".

    Raises:
        BadSetting: No model, address or key.
    """
    return CompatibleSpeech(*find_place(provider, model, environment))
