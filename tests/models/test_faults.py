"""Every fault of a server, at every adapter, ends as the error that says what to do about it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import pytest
from tests.models.samples import picture
from tests.models.serving import Asked, Reply, served

from fabula.errors import BadAnswer, ModelBusy, ModelError, ModelRefused, ModelUnreachable
from fabula.media.image import Image
from fabula.media.sound import silence
from fabula.models import PictureOrder, Voice
from fabula.models.addresses import Place
from fabula.models.embedding.compatible import CompatibleEmbedding
from fabula.models.hearing.compatible import CompatibleHearing
from fabula.models.pictures.automatic1111 import Automatic1111
from fabula.models.pictures.comfyui import ComfyUI
from fabula.models.pictures.compatible import CompatiblePictures
from fabula.models.pictures.fal import Fal
from fabula.models.pictures.replicate import Replicate
from fabula.models.speech.compatible import CompatibleSpeech
from fabula.models.speech.elevenlabs import ElevenLabs
from fabula.models.speech.piper import Piper

pytestmark = pytest.mark.anyio

KEY = "sk-very-secret-0123456789"
USUAL, IMPATIENT = 20.0, 0.4
"""Seconds that an adapter waits: longer than any answer takes, even on a busy machine; or not."""


class Provider(Protocol):
    """What all adapters have."""

    @property
    def identity(self) -> str:
        """What it is called."""
        ...

    async def close(self) -> None:
        """Let go."""
        ...


Opens = Callable[[Place, float], Provider]
Asks = Callable[[Any], Awaitable[object]]

ORDER = PictureOrder("a mill by a stream", 64, 48)
SHOWN = PictureOrder("her", 64, 48, likeness=(Image(picture(), "image/png", 64, 48),))


def say(speech: Any) -> Awaitable[object]:
    """Ask a speech model."""
    said: Awaitable[object] = speech.say("Ahoy", Voice("", "en"))
    return said


def paint(pictures: Any) -> Awaitable[object]:
    """Ask a picture model."""
    painted: Awaitable[object] = pictures.paint(ORDER)
    return painted


ADAPTERS: dict[str, tuple[Opens, Asks]] = {
    "openai speech": (lambda place, seconds: CompatibleSpeech(place, "m", seconds=seconds), say),
    "kokoro": (lambda place, seconds: CompatibleSpeech(place, "m", seconds=seconds), say),
    "elevenlabs": (lambda place, seconds: ElevenLabs(place, "m", seconds=seconds), say),
    "piper": (lambda place, seconds: Piper(place, "default", seconds=seconds), say),
    "openai pictures": (
        lambda place, seconds: CompatiblePictures(place, "m", seconds=seconds),
        paint,
    ),
    "openai likeness": (
        lambda place, seconds: CompatiblePictures(place, "gpt-image-1", seconds=seconds),
        lambda pictures: pictures.paint(SHOWN),
    ),
    "automatic1111": (lambda place, seconds: Automatic1111(place, "m", seconds=seconds), paint),
    "comfyui": (lambda place, seconds: ComfyUI(place, "m", seconds=seconds, pause=0.01), paint),
    "fal": (lambda place, seconds: Fal(place, "owner/app", seconds=seconds, pause=0.01), paint),
    "replicate": (
        lambda place, seconds: Replicate(place, "o/m", seconds=seconds, pause=0.01),
        paint,
    ),
    "openai hearing": (
        lambda place, seconds: CompatibleHearing(place, "whisper-1", seconds=seconds),
        lambda hearing: hearing.hear(silence(0.1, 8000)),
    ),
    "openai embedding": (
        lambda place, seconds: CompatibleEmbedding(place, "m", seconds=seconds),
        lambda embedding: embedding.embed(("one", "two")),
    ),
}

ECHO = {"error": {"message": f"You sent {KEY}", "code": "x"}}

FAULTS: dict[str, tuple[Reply, type[ModelError]]] = {
    "busy": (Reply(ECHO, 429, {"Retry-After": "7"}), ModelBusy),
    "busy with 503": (Reply(ECHO, 503, {"Retry-After": "7"}), ModelBusy),
    "out of order": (Reply(b"<html>Internal Server Error", 500), ModelUnreachable),
    "bad gateway": (Reply(ECHO, 502), ModelUnreachable),
    "wrong key": (Reply(ECHO, 401), ModelRefused),
    "no credit": (Reply(ECHO, 402), ModelRefused),
    "not accepted": (Reply(ECHO, 422), ModelRefused),
    "hangs up": (Reply(fault="close"), ModelUnreachable),
    "breaks off": (Reply(b"x" * 5000, fault="drop"), ModelUnreachable),
    "silent": (Reply(fault="stall"), ModelUnreachable),
    "a page": (Reply(b"<html>Welcome", headers={"Content-Type": "text/html"}), BadAnswer),
    "bad JSON": (Reply(b'{"data": [', headers={"Content-Type": "application/json"}), BadAnswer),
    "other JSON": (Reply({"data": [], "images": [], "audio": None}), BadAnswer),
    "list": (Reply([1, 2, 3]), BadAnswer),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("adapter", ADAPTERS)
async def test_fault_ends_as_its_error(adapter: str, fault: str) -> None:
    """The kind of the error decides what is done: wait, retry, or ask the next of the chain."""
    opens, asks = ADAPTERS[adapter]
    reply, expected = FAULTS[fault]
    calls = 0

    def answer(_: Asked) -> Reply:
        # Only the first call is ill: what is cancelled later is answered.
        nonlocal calls
        calls += 1
        return reply if calls == 1 else Reply({})

    async with served(answer) as server:
        place = Place(adapter.partition(" ")[0], f"{server.address}/v1", "THE_KEY", KEY)
        provider = opens(place, IMPATIENT if fault == "silent" else USUAL)
        try:
            with pytest.raises(expected) as caught:
                await asks(provider)
        finally:
            await provider.close()

    error = caught.value
    assert not isinstance(error, ModelBusy) or error.retry_after == 7
    assert KEY not in f"{error} {error!r} {error.__dict__} {error.__cause__} {error.__context__}"
    assert KEY not in f"{provider!r} {provider.identity} {place!r}"


@pytest.mark.parametrize("adapter", ["openai hearing", "fal", "comfyui", "automatic1111"])
async def test_endless_answer_is_refused(adapter: str) -> None:
    """Nothing is read past a limit."""
    opens, asks = ADAPTERS[adapter]
    async with served(lambda _: Reply(bytes(51_000_000))) as server:
        provider = opens(Place(adapter.partition(" ")[0], server.address, "THE_KEY", KEY), USUAL)
        try:
            with pytest.raises(BadAnswer, match="more than"):
                await asks(provider)
        finally:
            await provider.close()


@pytest.mark.parametrize("adapter", ADAPTERS)
async def test_nobody_at_the_address_is_unreachable(adapter: str) -> None:
    """With the address in the error, so that one sees what is wrong."""
    opens, asks = ADAPTERS[adapter]
    provider = opens(
        Place(adapter.partition(" ")[0], "http://127.0.0.1:9/v1", "THE_KEY", KEY), USUAL
    )
    with pytest.raises(ModelUnreachable, match=r"127\.0\.0\.1:9"):
        await asks(provider)
    await provider.close()
