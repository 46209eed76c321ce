"""Servers of OpenAI's kind hear: text, when each word is heard, and the language."""

from __future__ import annotations

import io
import re
import wave
from typing import Any

import pytest
from tests.models.samples import tone
from tests.models.serving import Answerer, Asked, Reply, served

from fabula.engine import Event, open_run
from fabula.errors import BadAnswer, BadSetting, ModelRefused
from fabula.media.sound import Heard, Sound, Word
from fabula.models import Listener, choose_hearing
from fabula.models.hearing.compatible import provide
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio

SOUND = Sound(tone(1.0, 16_000), 16_000)
WORDS = [{"word": " Sail", "start": 0.1, "end": 0.4}, {"word": "on.", "start": 0.5, "end": 0.8}]
TOLD = {"task": "transcribe", "language": "english", "text": " Sail on. ", "words": WORDS}


def fields(asked: Asked) -> dict[str, list[str]]:
    """The fields of a form, without its file."""
    found = re.findall(rb'name="([^"]+)"\r\n\r\n([^\r]*)\r\n', asked.content)
    names: dict[str, list[str]] = {}
    for name, value in found:
        names.setdefault(name.decode(), []).append(value.decode())
    return names


async def hear(
    answerer: Answerer, model: str = "openai:whisper-1", language: str = ""
) -> tuple[Heard, list[Asked]]:
    """What is heard in a sound, and what the server was asked."""
    async with served(answerer) as server:
        keys = {f"{name}_API_KEY": "sk-secret" for name in ("OPENAI", "GROQ")}
        place = {"FABULA_OPENAI_URL": server.address, "FABULA_GROQ_URL": server.address}
        listener = Listener(choose_hearing(model, {**keys, **place}))
        try:
            return await listener.hear(SOUND, language), server.asked
        finally:
            await listener.close()


async def test_words_and_language_are_heard() -> None:
    """The sound goes as a WAV file in a form."""
    heard, (asked,) = await hear(lambda _: Reply(TOLD), language="en-GB")

    assert heard == Heard("Sail on.", (Word("Sail", 0.1, 0.4), Word("on.", 0.5, 0.8)), "en")
    assert fields(asked) == {
        "model": ["whisper-1"],
        "response_format": ["verbose_json"],
        "timestamp_granularities[]": ["word"],
        "language": ["en"],
    }
    start = asked.content.index(b"RIFF")
    with wave.open(io.BytesIO(asked.content[start:])) as file:
        assert (file.getnchannels(), file.getframerate()) == (1, 16_000)
        assert file.readframes(file.getnframes()) == SOUND.samples


async def test_model_without_times_is_asked_plainly() -> None:
    """OpenAI's newer ones tell the text alone; the language is the one that was said."""
    heard, (asked,) = await hear(lambda _: Reply({"text": "Sail on."}), "openai:gpt-4o", "de")

    assert heard == Heard("Sail on.", (), "de")
    assert fields(asked)["response_format"] == ["json"]


async def test_server_that_refuses_times_is_asked_again() -> None:
    """It says so in its own words."""

    def answer(asked: Asked) -> Reply:
        if b"verbose_json" in asked.content:
            said = {"error": {"message": "response_format 'verbose_json' is not compatible"}}
            return Reply(said, 400)
        return Reply({"text": "Sail on."})

    heard, asked = await hear(answer, "groq:new-model")

    assert heard.text == "Sail on."
    assert len(asked) == 2


@pytest.mark.parametrize(
    "words", [7, [{"word": "a"}], [{"word": None, "start": 0, "end": 1}], WORDS[::-1]]
)
async def test_words_without_times_are_an_error(words: Any) -> None:
    """Or with times that go back."""
    with pytest.raises(BadAnswer, match="words"):
        await hear(lambda _: Reply({**TOLD, "words": words}))


async def test_silence_is_heard_as_nothing() -> None:
    """An empty text is an answer, too."""
    heard, _ = await hear(lambda _: Reply({"text": "", "words": [], "language": "klingon"}))

    assert heard == Heard("", (), "klingon")


async def test_other_refusals_are_passed_on() -> None:
    """A sound that is too short, say."""
    with pytest.raises(ModelRefused, match="too short"):
        await hear(lambda _: Reply({"error": {"message": "Audio file is too short"}}, 400))


async def test_same_sound_is_heard_once() -> None:
    """Within runs it is remembered, and what it used is told: seconds."""
    events: list[Event] = []
    async with served(lambda _: Reply(TOLD)) as server:
        place = {"OPENAI_API_KEY": "sk-secret", "FABULA_OPENAI_URL": server.address}
        listener = Listener(choose_hearing("openai:whisper-1", place))
        async with open_run(memory_store(), "test", on_event=events.append):
            assert await listener.hear(SOUND) == await listener.hear(SOUND)
        await listener.close()
        assert len(server.asked) == 1
    (used,) = (event.fields for event in events if event.kind == "model.used")

    assert used["seconds_heard"] == pytest.approx(1.2)
    assert (await provide("openai", "m", place).most(SOUND)).seconds_heard == pytest.approx(1.2)


def test_nobody_hears_by_default() -> None:
    """There is no offline model that hears; the error names who does."""
    with pytest.raises(BadSetting, match=r"hearing.*openai"):
        choose_hearing("", {})
