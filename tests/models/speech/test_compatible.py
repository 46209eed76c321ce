"""An OpenAI-compatible server reads aloud; times of words are its own, or estimated and say so."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import pytest
from tests.models.contracts import SpeechContract
from tests.models.fake_openai import bodies, fake_openai, refusal
from tests.models.samples import b64, tone, wav
from tests.models.serving import Answerer, Asked, Reply, served

from fabula.engine import open_run
from fabula.engine.progress import Progress
from fabula.errors import BadAnswer, ModelBusy, ModelError, ModelRefused, UnknownName
from fabula.media.sound import Spoken
from fabula.models.addresses import Place
from fabula.models.protocols import Voice
from fabula.models.speech.compatible import CompatibleSpeech
from fabula.models.speech.timing import LEAD_SECONDS, TAIL_SECONDS
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio


class TestContract(SpeechContract):
    """What every speech model keeps."""

    @pytest.fixture
    async def speech(self) -> AsyncGenerator[CompatibleSpeech]:
        """A model whose server says the same tone to everything."""
        async with fake_openai(Reply(wav(tone(2.5)))) as server:
            speech = CompatibleSpeech(Place("vllm", server.address, "VLLM_API_KEY", ""), "k")
            yield speech
            await speech.close()


async def test_price_of_speech_is_unknown() -> None:
    """A server does not tell what speech cost, so the run's cost is unknown, not zero."""
    progress = Progress()
    async with (
        fake_openai(Reply(wav(tone(1.0)))) as server,
        open_run(memory_store(), "test", on_event=progress.take),
    ):
        speech = CompatibleSpeech(Place("vllm", server.address, "VLLM_API_KEY", ""), "k")
        await speech.say("Good evening.", Voice("", "en"))
        await speech.close()

    assert progress.usd is None


async def say(text: str, voice: Voice, answer: Reply) -> tuple[Spoken, dict[str, Any]]:
    """What was spoken by a server that gives this answer, and what was posted to it."""
    async with fake_openai(answer) as server:
        place = Place("openai", server.address, "OPENAI_API_KEY", "sk-secret")
        speech = CompatibleSpeech(place, "tts-1")
        try:
            spoken = await speech.say(text, voice)
        finally:
            await speech.close()
        (body,) = bodies(server.asked)
        return spoken, body


@pytest.mark.parametrize("streamed", [False, True])
async def test_speech_is_timed_by_estimate(streamed: bool) -> None:
    """The sound comes trimmed, and every word has a place in it."""
    answer = Reply(wav(tone(1.5), streamed=streamed))
    spoken, body = await say("Sail on, sailor.", Voice("nova", "en", 1.25), answer)

    assert body["voice"] == "nova"
    assert body["speed"] == 1.25
    assert spoken.sound.seconds == pytest.approx(LEAD_SECONDS + 1.5 + TAIL_SECONDS, abs=0.002)
    assert [word.text for word in spoken.words] == ["Sail", "on,", "sailor."]
    assert not spoken.timed


async def test_bare_samples_are_speech_too() -> None:
    """A server that sends PCM in place of WAV is understood."""
    spoken, body = await say("Ahoy.", Voice("", "en"), Reply(tone(0.4)))

    assert body["voice"] == "alloy"
    assert spoken.sound.rate == 24_000


@pytest.mark.parametrize(
    ("answer", "error", "message"),
    [
        (Reply({"audio": "..."}), BadAnswer, "json in place of sound"),
        (Reply(wav(bytes(48_000))), BadAnswer, "no sound for 'Ahoy'"),
        (Reply(b""), BadAnswer, "no sound"),
        (refusal(400, "Invalid voice 'hal'"), ModelRefused, "Invalid voice 'hal'"),
        (refusal(429, "Slow down"), ModelBusy, "Slow down"),
    ],
)
async def test_no_sound_is_an_error(answer: Reply, error: type[Exception], message: str) -> None:
    """Silence is never taken for speech."""
    with pytest.raises(error, match=message):
        await say("Ahoy", Voice("", "en"), answer)


def kokoro(asked: Asked) -> Reply:
    """Kokoro-FastAPI: a tone of a second and a half for everything, with captions."""
    if asked.path == "/v1/audio/voices":
        return Reply({"voices": ["af_heart", "af_bella", "am_adam"]})
    if asked.path != "/dev/captioned_speech":
        return Reply({"detail": "Not Found"}, 404)
    times = [("Sail", 0.1), ("on", 0.5), (",", 0.7), ("sailor", 1.0), (".", 1.5)]
    words = [{"word": word, "start_time": t, "end_time": t + 0.2} for word, t in times]
    return Reply({"audio": b64(wav(tone(1.5))), "audio_format": "audio/wav", "timestamps": words})


def plain(asked: Asked) -> Reply:
    """Another server for the same model: no captions, no list of voices."""
    if asked.path == "/v1/audio/speech":
        return Reply(wav(tone(1.5)), headers={"Content-Type": "audio/wav"})
    return Reply({"detail": "Not Found"}, 404)


async def kokoro_says(answerer: Answerer) -> tuple[Spoken, list[str]]:
    """What a server behind "kokoro" says twice, and what it was asked."""
    async with served(answerer) as server:
        place = Place("kokoro", f"{server.address}/v1", "KOKORO_API_KEY", "")
        speech = CompatibleSpeech(place, "kokoro")
        voice = Voice("af_bella(2)+af_heart", "en")
        try:
            await speech.say("Sail on, sailor.", voice)
            spoken = await speech.say("Sail on, sailor.", voice)
        finally:
            await speech.close()
        return spoken, server.calls


async def test_captions_of_kokoro_time_words() -> None:
    """Where the server says when each word is heard, nothing is estimated."""
    spoken, calls = await kokoro_says(kokoro)

    assert calls == ["POST /dev/captioned_speech"] * 2
    assert spoken.timed
    assert [word.text for word in spoken.words] == ["Sail", "on,", "sailor."]
    assert [word.start for word in spoken.words] == pytest.approx(
        [LEAD_SECONDS, LEAD_SECONDS + 0.4, LEAD_SECONDS + 0.9], abs=0.01
    )


async def test_server_without_captions_is_asked_plainly() -> None:
    """It is asked for captions once."""
    spoken, calls = await kokoro_says(plain)

    assert calls == ["POST /dev/captioned_speech", *["POST /v1/audio/speech"] * 2]
    assert not spoken.timed


@pytest.mark.parametrize(
    "body", [{"audio": "%"}, {"audio": b64(wav(tone(1.0))), "timestamps": [{}]}, [], {}]
)
async def test_broken_captions_are_no_sound(body: object) -> None:
    """An answer of another shape is an error, and not silence."""
    with pytest.raises(BadAnswer, match="no sound"):
        await kokoro_says(lambda _: Reply(body))


async def check(answerer: Answerer, voice: str, provider: str = "kokoro") -> list[str]:
    """Check a voice at a server; gives what the server was asked."""
    async with served(answerer) as server:
        place = Place(provider, f"{server.address}/v1", "KEY", "")
        speech = CompatibleSpeech(place, "kokoro")
        try:
            await speech.check(Voice(voice, "en"))
        finally:
            await speech.close()
        return server.calls


async def test_unknown_voice_names_near_ones() -> None:
    """A mixture is checked voice by voice."""
    await check(kokoro, "af_bella(2)+am_adam(1)")
    with pytest.raises(UnknownName, match=r"voice 'af_bela'.*Did you mean 'af_bella'"):
        await check(kokoro, "af_heart+af_bela")


async def test_voices_that_nobody_lists_pass() -> None:
    """Of who lists none it is only seen whether they are there; nothing is paid for that."""
    assert await check(plain, "whoever") == ["GET /v1/audio/voices"]
    assert await check(plain, "whoever", provider="openai") == ["GET /v1/models"]
    assert await check(plain, "") == ["GET /v1/audio/voices"]


async def test_check_finds_a_wrong_key() -> None:
    """Before anything is made for a voice that will not be heard."""
    with pytest.raises(ModelRefused, match="does not accept"):
        await check(lambda _: refusal(401, "Bad key"), "nova", provider="openai")


async def test_check_of_a_broken_server_says_so() -> None:
    """Whether there is such a voice is not known then."""
    with pytest.raises(ModelError):
        await check(lambda _: Reply(fault="close"), "af_heart")
