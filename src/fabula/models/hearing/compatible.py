"""Hearing by any server that speaks OpenAI's /audio/transcriptions."""

from __future__ import annotations

import io
import wave
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from fabula.errors import AnswerDamaged, BadAnswer
from fabula.media.sound import Heard, Sound, Word
from fabula.models.abilities import HearingAbilities
from fabula.models.addresses import Place, find_place, name_of
from fabula.models.prices import Use, used
from fabula.models.replies import Reply
from fabula.models.wire import Wire

SECONDS = 300.0
"""The longest time for one sound."""
MOST_MEGABYTES = 25
"""The largest sound that OpenAI and Groq take."""

_TAGS = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it",
    "portuguese": "pt", "dutch": "nl", "swedish": "sv", "danish": "da", "norwegian": "no",
    "finnish": "fi", "polish": "pl", "czech": "cs", "turkish": "tr", "russian": "ru",
    "ukrainian": "uk", "japanese": "ja", "korean": "ko", "chinese": "zh", "arabic": "ar",
    "hebrew": "he", "greek": "el", "hindi": "hi", "thai": "th", "vietnamese": "vi",
    "indonesian": "id", "romanian": "ro", "hungarian": "hu", "bulgarian": "bg", "catalan": "ca",
}  # fmt: skip
"""Whisper tells a language by its English name."""


class CompatibleHearing:
    """A transcribing model behind an OpenAI-compatible address."""

    def __init__(self, place: Place, model: str, *, seconds: float = SECONDS) -> None:
        self._model = model
        self._wire = Wire(place, seconds=seconds)
        self._identity = name_of(place, model)
        # OpenAI's newer models tell the text alone; a server of another kind is asked once.
        self._times_words = "whisper" in model or place.provider not in {"openai", "mistral"}

    @property
    def identity(self) -> str:
        """Provider and model; never the key."""
        return self._identity

    @property
    def abilities(self) -> HearingAbilities:
        """Whisper and its like tell when each word is heard."""
        return HearingAbilities(word_times=self._times_words, megabytes=MOST_MEGABYTES)

    async def hear(self, sound: Sound, language: str = "") -> Heard:
        """Write down what is said.

        Raises:
            ModelBusy: The provider says to come back later.
            ModelUnreachable: No connection, no whole answer in time, or a fault of the server.
            ModelRefused: Key, credit, model or sound is not accepted.
            BadAnswer: What came is no transcript.
        """
        file = _wav(sound)
        reply = await self._asked(file, language)
        if reply.status in {400, 422} and self._times_words and b"verbose_json" in reply.content:
            self._times_words = False
            reply = await self._asked(file, language)
        if reply.status >= 300:
            raise self._wire.failure(reply, self._model)
        tree = reply.tree()
        if not isinstance(tree, dict) or not isinstance(tree.get("text"), str):
            raise AnswerDamaged(f"{self.identity} sent something that is no transcript.")
        used(self.identity, _use(sound, tree.get("usage")), None)
        told = tree.get("language")
        tag = _TAGS.get(told.lower(), told) if isinstance(told, str) else language
        return Heard(tree["text"].strip(), self._words(tree.get("words") or []), tag)

    async def most(self, asked: object) -> Use:
        """What listening to a sound uses."""
        if not isinstance(asked, Sound):
            raise TypeError(f"a hearing model is asked to hear sounds, not {asked!r:.60}")
        return Use(seconds_heard=asked.seconds)

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    async def _asked(self, file: bytes, language: str) -> Reply:
        fields: dict[str, Any] = {"model": self._model, "response_format": "json"}
        if self._times_words:
            fields["response_format"] = "verbose_json"
            fields["timestamp_granularities[]"] = ["word"]
        if language:
            fields["language"] = language.partition("-")[0].lower()
        files = {"file": ("sound.wav", file, "audio/wav")}
        return await self._wire.send("POST", "audio/transcriptions", data=fields, files=files)

    def _words(self, told: Any) -> tuple[Word, ...]:
        try:
            words = tuple(
                Word(one["word"].strip(), float(one["start"]), float(one["end"])) for one in told
            )
        except (TypeError, KeyError, AttributeError, ValueError):
            raise BadAnswer(f"{self.identity} sent words that have no times.") from None
        if any(later.start < word.start for word, later in pairwise(words)):
            raise BadAnswer(f"{self.identity} sent words that are out of order.")
        return words


def _wav(sound: Sound) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(sound.rate)
        out.writeframes(sound.samples)
    return file.getvalue()


def _use(sound: Sound, usage: Any) -> Use:
    """The length of the sound, and the tokens if the server counts by them."""
    told = usage if isinstance(usage, dict) else {}
    tokens = (told.get(f"{side}_tokens") for side in ("input", "output"))
    tokens_in, tokens_out = (amount if isinstance(amount, int) else 0 for amount in tokens)
    return Use(tokens_in, tokens_out, seconds_heard=sound.seconds)


def provide(provider: str, model: str, environment: Mapping[str, str]) -> CompatibleHearing:
    """The hearing model behind "provider:model".

    Raises:
        BadSetting: No model, address or key.
    """
    return CompatibleHearing(*find_place(provider, model, environment))
