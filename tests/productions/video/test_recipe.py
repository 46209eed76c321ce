"""The recipe of a film: what stands in its way is found before anything is paid for."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.models.fake_openai import chat, fake_openai
from tests.models.samples import tone, wav
from tests.models.serving import Asked, Reply, served

from fabula import Studio, VideoOrder
from fabula.errors import NothingMade, UnknownName
from fabula.media.documents import Source

pytestmark = pytest.mark.anyio

TEXT = b"# Bees\n\nBees carry pollen from flower to flower. They dance to tell where it is.\n"
ORDER = VideoOrder(minutes=0.2, resolution=240)
NOBODY = "http://127.0.0.1:9"
WRITER = "openai:gpt"


def kokoro(asked: Asked) -> Reply:
    """A server that knows one voice and reads all texts as a tone."""
    if asked.path == "/audio/voices":
        return Reply({"voices": ["af_heart"]})
    return Reply(wav(tone(2.0))) if asked.path == "/audio/speech" else Reply(status=404)


def environment(writer: str, voice: str) -> dict[str, str]:
    """Where the writer is, and the voice."""
    return {
        "OPENAI_API_KEY": "sk-test",
        "FABULA_OPENAI_URL": writer,
        "FABULA_KOKORO_URL": voice,
    }


async def test_writer_is_not_paid_for_a_film_that_nobody_reads(tmp_path: Path) -> None:
    """A server of voices that is down is found before the storyboard is asked for."""
    async with (
        fake_openai(chat("{}")) as server,
        Studio(environment=environment(server.address, NOBODY), home=tmp_path) as studio,
    ):
        crew = studio.crew(WRITER, "kokoro:kokoro")
        with pytest.raises(NothingMade, match=r"Nobody can read.*kokoro at .*No writer was asked"):
            await studio.film(Source("bees.md", TEXT), ORDER, crew)

        assert server.calls == []


async def test_wrong_voice_is_found_before_the_writer_is_asked(tmp_path: Path) -> None:
    """So is a name that the server does not know."""
    async with (
        fake_openai(chat("{}")) as server,
        served(kokoro) as voices,
        Studio(environment=environment(server.address, voices.address), home=tmp_path) as studio,
    ):
        crew = studio.crew(WRITER, "kokoro:kokoro")
        with pytest.raises(UnknownName, match="af_hart"):
            await studio.film(
                Source("bees.md", TEXT), VideoOrder(minutes=0.2, voice="af_hart"), crew
            )

        assert server.calls == []


async def test_stand_in_is_enough_to_begin(tmp_path: Path) -> None:
    """Where the first choice is down, somebody else reads the film."""
    async with Studio(environment=environment(NOBODY, NOBODY), home=tmp_path) as studio:
        crew = studio.crew("offline", "kokoro:kokoro, espeak")
        made = await studio.film(Source("bees.md", TEXT), ORDER, crew)

    assert made.work.holes == ()


async def test_remembered_film_needs_no_server(tmp_path: Path) -> None:
    """Nobody looks for a voice when all is said: the film is there again, and nothing is made."""
    async with served(kokoro) as voices:
        told = environment(NOBODY, voices.address)
        async with Studio(environment=told, home=tmp_path) as studio:
            crew = studio.crew("offline", "kokoro:kokoro")
            await studio.film(Source("bees.md", TEXT), ORDER, crew)
    async with Studio(environment=told, home=tmp_path) as studio:
        crew = studio.crew("offline", "kokoro:kokoro")
        again = await studio.film(Source("bees.md", TEXT), ORDER, crew)

    assert again.trace.made == 0
