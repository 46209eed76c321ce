"""An OpenAI-compatible server reads aloud; the times of its words are estimated and say so."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import pytest
from tests.models.contracts import SpeechContract
from tests.models.fake_openai import Answer, bodies, fake_openai, refusal, tone, wav

from fabula.engine import open_run
from fabula.engine.progress import Progress
from fabula.errors import BadAnswer, ModelBusy, ModelRefused
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
        async with fake_openai(Answer(wav(tone(2.5)))) as server:
            speech = CompatibleSpeech(Place("kokoro", server.address, "KOKORO_API_KEY", ""), "k")
            yield speech
            await speech.close()


async def test_price_of_speech_is_unknown() -> None:
    """A server does not tell what speech cost, so the run's cost is unknown, not zero."""
    progress = Progress()
    async with (
        fake_openai(Answer(wav(tone(1.0)))) as server,
        open_run(memory_store(), "test", on_event=progress.take),
    ):
        speech = CompatibleSpeech(Place("kokoro", server.address, "KOKORO_API_KEY", ""), "k")
        await speech.say("Good evening.", Voice("", "en"))
        await speech.close()

    assert progress.usd is None


async def say(text: str, voice: Voice, answer: Answer) -> tuple[Spoken, dict[str, Any]]:
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
    answer = Answer(wav(tone(1.5), streamed=streamed))
    spoken, body = await say("Sail on, sailor.", Voice("nova", "en", 1.25), answer)

    assert body["voice"] == "nova"
    assert body["speed"] == 1.25
    assert spoken.sound.seconds == pytest.approx(LEAD_SECONDS + 1.5 + TAIL_SECONDS, abs=0.002)
    assert [word.text for word in spoken.words] == ["Sail", "on,", "sailor."]
    assert not spoken.timed


async def test_bare_samples_are_speech_too() -> None:
    """A server that sends PCM in place of WAV is understood."""
    spoken, body = await say("Ahoy.", Voice("", "en"), Answer(tone(0.4)))

    assert body["voice"] == "alloy"
    assert spoken.sound.rate == 24_000


@pytest.mark.parametrize(
    ("answer", "error", "message"),
    [
        (Answer({"audio": "..."}), BadAnswer, "JSON"),
        (Answer(wav(bytes(48_000))), BadAnswer, "no sound for 'Ahoy'"),
        (Answer(b""), BadAnswer, "no sound"),
        (refusal(400, "Invalid voice 'hal'"), ModelRefused, "Invalid voice 'hal'"),
        (refusal(429, "Slow down"), ModelBusy, "Slow down"),
    ],
)
async def test_no_sound_is_an_error(answer: Answer, error: type[Exception], message: str) -> None:
    """Silence is never taken for speech."""
    with pytest.raises(error, match=message):
        await say("Ahoy", Voice("", "en"), answer)
