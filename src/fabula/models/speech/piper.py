"""Speech by Piper's own HTTP server, `python -m piper.http_server`; times are estimated."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from fabula.errors import AnswerDamaged, BadAnswer, UnknownName
from fabula.media.sound import Spoken
from fabula.models.abilities import SpeechAbilities
from fabula.models.addresses import Place, find_place, name_of
from fabula.models.prices import Use, used
from fabula.models.protocols import Voice
from fabula.models.replies import Reply
from fabula.models.speech.timing import audible, estimate_words
from fabula.models.speech.wav import read_sound
from fabula.models.wire import Wire

LETTERS_A_SECOND = 15.0
"""Assumed: about 155 words a minute, the usual pace of a narrator."""
SECONDS = 120.0
"""The longest time for one utterance."""
ITS_OWN = "default"
"""The model that stands for the voice with which the server was started."""


class Piper:
    """The voices of a Piper server: "en_US-lessac-medium", or "en_US-libritts-high+p3922".

    Args:
        place: Where the server is.
        model: The voice that speaks when none is asked for.
        seconds: The longest time for one utterance.
    """

    def __init__(self, place: Place, model: str, *, seconds: float = SECONDS) -> None:
        self._model = model
        self._wire = Wire(place, seconds=seconds)
        self._identity = name_of(place, model)
        self._voices: dict[str, Any] = {}
        self._path = "synthesize"

    @property
    def identity(self) -> str:
        """Provider and voice."""
        return self._identity

    @property
    def abilities(self) -> SpeechAbilities:
        """Its voices are those that lie on the server."""
        return SpeechAbilities()

    def pace(self, voice: Voice) -> float:
        """Letters, spaces and stops spoken a second: assumed, not measured."""
        return LETTERS_A_SECOND * voice.speed

    async def check(self, voice: Voice) -> None:
        """Whether the server is there, and has such a voice.

        Raises:
            UnknownName: It has others, or the voice has other speakers.
            ModelError: It cannot be asked.
        """
        self._voices = await self._listed()
        self._known(voice)

    def _known(self, voice: Voice) -> None:
        """Refuse a voice that is not listed: the server would read in another without a word."""
        name, _, speaker = self._named(voice).partition("+")
        if not name or not self._voices:
            return
        if name not in self._voices:
            raise UnknownName("voice", name, self._voices)
        speakers = self._voices[name].get("speaker_id_map") or {}
        if speaker and speaker not in speakers:
            raise UnknownName(f"speaker of {name}", speaker, speakers)

    async def say(self, text: str, voice: Voice) -> Spoken:
        """Read the text aloud.

        Raises:
            UnknownName: The server has no such voice.
            ModelUnreachable: No connection, no whole answer in time, or a fault of the server.
            ModelRefused: The text is not accepted.
            BadAnswer: What came is no sound, or silence.
        """
        if not self._voices and self._named(voice):
            self._voices = await self._listed()
        self._known(voice)
        name, _, speaker = self._named(voice).partition("+")
        # A breath longer or shorter: Piper stretches each sound.
        body: dict[str, Any] = {"text": text, "length_scale": 1 / voice.speed}
        body |= {"voice": name} if name else {}
        body |= {"speaker": speaker} if speaker else {}
        reply = await self._posted(body)
        if reply.status >= 300:
            raise self._wire.failure(reply, self._model)
        used(self.identity, Use(letters=len(text)), None)
        return await asyncio.to_thread(self._timed, text, reply.content)

    async def most(self, asked: object) -> Use:
        """What reading a text aloud uses."""
        return Use(letters=len(str(asked)))

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    def _named(self, voice: Voice) -> str:
        return voice.name or ("" if self._model == ITS_OWN else self._model)

    async def _listed(self) -> dict[str, Any]:
        reply = await self._wire.send("GET", "voices")
        if reply.status in {404, 405}:
            # Old ones do not list them.
            return {}
        if reply.status >= 300:
            raise self._wire.failure(reply, self._model)
        tree = reply.tree()
        if not isinstance(tree, dict) or not all(isinstance(one, dict) for one in tree.values()):
            raise BadAnswer(f"{self.identity} sent something that is no list of voices.")
        return tree

    async def _posted(self, body: Mapping[str, Any]) -> Reply:
        reply = await self._wire.post(self._path, body, limit_mb=200)
        if reply.status in {404, 405} and self._path:
            # Before its version 1.4 Piper spoke at the root of its address.
            self._path = ""
            reply = await self._wire.post(self._path, body, limit_mb=200)
        return reply

    def _timed(self, text: str, content: bytes) -> Spoken:
        if content[:4] != b"RIFF":
            raise AnswerDamaged(f"{self.identity} sent something that is no sound.")
        sound = audible(read_sound(content, pcm_rate=22_050), text, self.identity)
        return estimate_words(text, sound)


def provide(provider: str, model: str, environment: Mapping[str, str]) -> Piper:
    """The server behind "piper", or one of its voices, "piper:en_US-lessac-medium".

    Raises:
        BadSetting: An address that cannot be.
    """
    return Piper(*find_place(provider, model or ITS_OWN, environment))
