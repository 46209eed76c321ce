"""A Piper server reads aloud; a voice that it has not is an error, and no other voice."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest
from tests.models.contracts import SpeechContract
from tests.models.samples import tone, wav
from tests.models.serving import Answerer, Asked, Reply, served

from fabula.errors import BadAnswer, ModelUnreachable, UnknownName
from fabula.models import Voice
from fabula.models.addresses import Place
from fabula.models.speech.piper import Piper, provide

pytestmark = pytest.mark.anyio

VOICES = {
    "en_US-lessac-medium": {"num_speakers": 1, "speaker_id_map": {}},
    "en_US-libritts-high": {"num_speakers": 2, "speaker_id_map": {"p3922": 0, "p8699": 1}},
}


def piper(asked: Asked) -> Reply:
    """Piper as it is today."""
    if str(asked) == "GET /voices":
        return Reply(VOICES)
    if str(asked) == "POST /synthesize":
        return Reply(wav(tone(2.5, 22_050), rate=22_050), headers={"Content-Type": "text/html"})
    return Reply(b"<html>Not Found", 404)


def old_piper(asked: Asked) -> Reply:
    """Piper as it was: one voice, at the root."""
    return (
        piper(asked.__class__("POST", "/synthesize", {}, {}, asked.content))
        if (str(asked) == "POST /")
        else Reply(b"<html>Not Found", 404)
    )


class TestContract(SpeechContract):
    """What every speech model keeps."""

    @pytest.fixture
    async def speech(self) -> AsyncGenerator[Piper]:
        """A server that says the same tone to everything."""
        async with served(piper) as server:
            speech = Piper(Place("piper", server.address, "PIPER_API_KEY", ""), "default")
            yield speech
            await speech.close()


async def say(voice: str, answerer: Answerer = piper, model: str = "") -> list[Asked]:
    """Say something twice; gives what the server was asked."""
    async with served(answerer) as server:
        speech = provide("piper", model, {"FABULA_PIPER_URL": server.address})
        try:
            for _ in range(2):
                spoken = await speech.say("Sail on, sailor.", Voice(voice, "en", 1.25))
                assert not spoken.timed
                assert spoken.sound.rate == 22_050
        finally:
            await speech.close()
        return server.asked


async def test_default_voice_is_the_servers() -> None:
    """It is not named, and nothing has to be looked up."""
    asked = await say("")

    assert [str(one) for one in asked] == ["POST /synthesize"] * 2
    assert asked[0].json == {"text": "Sail on, sailor.", "length_scale": 0.8}


async def test_speaker_follows_a_plus() -> None:
    """Voices are looked up once."""
    asked = await say("en_US-libritts-high+p3922")

    assert [str(one) for one in asked] == ["GET /voices", *["POST /synthesize"] * 2]
    assert asked[1].json["voice"] == "en_US-libritts-high"
    assert asked[1].json["speaker"] == "p3922"


@pytest.mark.parametrize(
    ("voice", "told"),
    [
        ("en_US-lessac-low", "Did you mean 'en_US-lessac-medium'"),
        ("en_US-libritts-high+p1", "speaker of en_US-libritts-high 'p1'"),
        ("en_US-lessac-medium+p1", "Known: none"),
    ],
)
async def test_unknown_voice_is_an_error(voice: str, told: str) -> None:
    """The server itself would read in another voice."""
    with pytest.raises(UnknownName, match=told):
        await say(voice)


async def test_old_server_is_understood() -> None:
    """It speaks at its root, and lists nothing."""
    asked = await say("", old_piper, model="en_US-amy-low")

    assert [str(one) for one in asked][-1] == "POST /"


async def test_page_is_no_sound() -> None:
    """Something else may listen at that port."""
    with pytest.raises(BadAnswer, match="no sound"):
        await say("", lambda _: Reply(b"<html>AirPlay"))


async def test_server_fault_is_worth_a_retry() -> None:
    """Piper answers an empty text so."""
    with pytest.raises(ModelUnreachable):
        await say("", lambda _: Reply(b"<html>Internal Server Error", 500))
