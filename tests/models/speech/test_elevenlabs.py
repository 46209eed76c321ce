"""ElevenLabs reads aloud: voices by name or id, times of words from those of their letters."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import nullcontext

import pytest
from tests.models.contracts import SpeechContract
from tests.models.samples import b64, tone
from tests.models.serving import Answerer, Asked, Reply, served

from fabula.errors import BadAnswer, BadSetting, ModelRefused, UnknownName
from fabula.media.sound import Spoken
from fabula.models import Voice
from fabula.models.addresses import Place
from fabula.models.speech.elevenlabs import DEFAULT_VOICE, ElevenLabs, provide
from fabula.models.speech.timing import LEAD_SECONDS

pytestmark = pytest.mark.anyio

KEY = "sk_secret"
VOICES = [
    {"voice_id": "JBFqnCBsd6RMkjVDRZzb", "name": "George - Warm, Captivating Storyteller"},
    {"voice_id": "EXAVITQu4vr4xnSDxMaL", "name": "Sarah"},
]


def elevenlabs(asked: Asked) -> Reply:
    """Each letter is heard for as long as any other, in a sound of two seconds and a half."""
    if asked.headers.get("xi-api-key") != KEY:
        return Reply({"detail": {"status": "invalid_api_key", "message": f"Bad key {KEY}"}}, 401)
    if asked.path == "/v1/voices":
        return Reply({"voices": VOICES})
    if asked.path == "/v1/models":
        return Reply([{"model_id": "eleven_v3"}])
    letters = list(asked.json["text"])
    steps = [0.1 + 2.5 * i / len(letters) for i in range(len(letters) + 1)]
    alignment = {
        "characters": letters,
        "character_start_times_seconds": steps[:-1],
        "character_end_times_seconds": steps[1:],
    }
    return Reply({"audio_base64": b64(tone(2.5)), "alignment": alignment})


class TestContract(SpeechContract):
    """What every speech model keeps."""

    @pytest.fixture
    async def speech(self) -> AsyncGenerator[ElevenLabs]:
        """A model of a server that says the same tone to everything."""
        async with served(elevenlabs) as server:
            speech = ElevenLabs(place(server.address), "eleven_multilingual_v2")
            yield speech
            await speech.close()

    async def test_pace_follows_speed(self, speech: ElevenLabs) -> None:  # type: ignore[override]
        """Within the speeds that ElevenLabs has."""
        slow, fast = (speech.pace(Voice("", "en", speed)) for speed in (0.75, 3.0))

        assert fast == pytest.approx(1.6 * slow)


def place(address: str, key: str = KEY) -> Place:
    """The place of a server."""
    return Place("elevenlabs", f"{address}/v1", "ELEVENLABS_API_KEY", key)


async def say(
    voice: str,
    answerer: Answerer = elevenlabs,
    model: str = "eleven_multilingual_v2",
    key: str = KEY,
) -> tuple[Spoken, list[Asked]]:
    """What a voice says, and what the server was asked."""
    async with served(answerer) as server:
        speech = ElevenLabs(place(server.address, key), model)
        try:
            spoken = await speech.say("Sail on, sailor.", Voice(voice, "en-GB", 1.1))
        finally:
            await speech.close()
        return spoken, server.asked


async def test_words_are_timed_by_letters() -> None:
    """A word starts with its first letter."""
    spoken, asked = await say("")

    assert spoken.timed
    assert [word.text for word in spoken.words] == ["Sail", "on,", "sailor."]
    assert [word.start - LEAD_SECONDS for word in spoken.words] == pytest.approx(
        [0.0, 2.5 * 5 / 16, 2.5 * 9 / 16], abs=0.01
    )
    assert asked[0].path == f"/v1/text-to-speech/{DEFAULT_VOICE}/with-timestamps"
    assert asked[0].query == {"output_format": "pcm_24000"}
    assert asked[0].json["voice_settings"] == {"speed": 1.1}
    assert "language_code" not in asked[0].json


async def test_language_is_told_where_it_may_be() -> None:
    """Only the models that take it are told; the others would refuse."""
    _, asked = await say("", model="eleven_flash_v2_5")

    assert asked[0].json["language_code"] == "en"


async def test_voice_is_found_by_its_name() -> None:
    """The first word of a name will do; an id is used as it is."""
    _, asked = await say("george")
    _, by_id = await say("Xb7hH8MSUJpSbSDYk0k2")

    assert [one.path for one in asked][1].startswith("/v1/text-to-speech/JBFqnCBsd6RMkjVDRZzb/")
    assert len(by_id) == 1


async def test_unknown_voice_is_told_before() -> None:
    """With the voices that the account has."""
    async with served(elevenlabs) as server:
        speech = ElevenLabs(place(server.address), "eleven_v3")
        await speech.check(Voice("Sarah", "en"))
        with pytest.raises(
            UnknownName, match=r"'Sara'. Known: George, Sarah. Did you mean 'Sarah'"
        ):
            await speech.check(Voice("Sara", "en"))
        await speech.close()

        assert server.calls == ["GET /v1/models", "GET /v1/voices", "GET /v1/models"]


@pytest.mark.parametrize(("status", "refused"), [("invalid_api_key", True), ("other", False)])
async def test_check_finds_a_wrong_key(status: str, refused: bool) -> None:
    """But one that may speak, and not list models, is a good one."""

    def answer(_asked: Asked) -> Reply:
        return Reply({"detail": {"status": status, "message": "No"}}, 401)

    async with served(answer) as server:
        speech = ElevenLabs(place(server.address), "eleven_v3")
        with pytest.raises(ModelRefused) if refused else nullcontext():
            await speech.check(Voice("", "en"))
        await speech.close()


async def test_refused_key_is_named_and_not_shown() -> None:
    """Also where the server sends it back."""
    with pytest.raises(ModelRefused, match="ELEVENLABS_API_KEY") as caught:
        await say("", lambda _: Reply({"detail": {"message": f"Bad {KEY}"}}, 401))

    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    "body",
    [
        {"audio_base64": b64(tone(1.0)), "alignment": None},
        {"audio_base64": "%", "alignment": {}},
        {
            "audio_base64": b64(bytes(48_000)),
            "alignment": {"characters": ["S"], "character_start_times_seconds": [0.0]},
        },
        [],
    ],
)
async def test_no_sound_is_an_error(body: object) -> None:
    """Silence is never taken for speech."""
    with pytest.raises(BadAnswer, match="no sound"):
        await say("", lambda _: Reply(body))


def test_key_is_needed() -> None:
    """And its variable named."""
    with pytest.raises(BadSetting, match="ELEVENLABS_API_KEY"):
        provide("elevenlabs", "eleven_v3", {})
