"""A narrator is heard while it reads: over sockets, from memory, and when an attempt breaks off."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager

import pytest
from tests.models.samples import tone
from tests.models.serving import Asked, Reply, served

from fabula.engine import Event, open_run
from fabula.errors import ModelRefused
from fabula.models import Narrator, Voice, choose_speech
from fabula.models.simulator import Plan, Serving, read_distribution, read_fault, serve
from fabula.models.tape import Piece
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio

TEXT = "Sail on, sailor, and tell them of the harbour that we have left behind."
VOICE = Voice("", "en")


@asynccontextmanager
async def heard(
    plan: Plan, *, more: str = "", key: str = "sk-test"
) -> AsyncGenerator[tuple[Narrator, Serving]]:
    """A narrator over a socket, and the simulator that reads."""
    async with serve(plan) as server:
        environment = {"OPENAI_API_KEY": key, "FABULA_OPENAI_URL": server.address}
        narrator = Narrator(choose_speech(f"openai:tts-1{more}", environment))
        try:
            yield narrator, server
        finally:
            await narrator.close()


async def pieces_of(narrator: Narrator) -> list[Piece]:
    """All that is heard of the text."""
    async with aclosing(narrator.stream(TEXT, VOICE)) as pieces:
        return [piece async for piece in pieces]


async def test_sound_is_heard_while_it_is_made() -> None:
    """The first piece comes when it is made, and all of them are what `say` gives."""
    plan = Plan(latency=read_distribution("0.05"), between=read_distribution("0.03"))
    async with heard(plan) as (narrator, _):
        began = time.perf_counter()
        times, sound = [], b""
        async for piece in narrator.stream(TEXT, VOICE):
            times.append(time.perf_counter() - began)
            sound += piece.sound.samples
        spoken = await narrator.say(TEXT, VOICE)

    assert len(times) > 10
    assert times[0] < times[-1] / 2
    assert spoken.sound.samples.strip(b"\0") in sound


async def test_what_was_heard_is_remembered_whole() -> None:
    """The next listener gets all of it at once, and nobody is asked."""
    store, plan = memory_store(), Plan(between=read_distribution("0.001"))
    async with heard(plan) as (narrator, server):
        async with open_run(store, "talk"):
            first = await pieces_of(narrator)
        async with open_run(store, "talk"):
            again = await pieces_of(narrator)

        assert len(first) > 10
        assert len(again) == 1
        assert again[0].sound.rate == first[0].sound.rate
        assert server.simulator.stats()["requests"] == 1


async def test_broken_sound_begins_anew() -> None:
    """What was heard of the first attempt is void: the second says so by its turn."""
    plan = Plan(between=read_distribution("0.001"), faults=(read_fault("drop:first=1"),))
    async with heard(plan) as (narrator, _):
        pieces = await pieces_of(narrator)
    turns = [piece.turn for piece in pieces]
    sound = b"".join(piece.sound.samples for piece in pieces if piece.turn == 2)

    assert turns == sorted(turns)
    assert set(turns) == {1, 2}
    assert len(sound) > 48_000


async def test_listener_who_leaves_ends_the_call() -> None:
    """Nothing of it is remembered, and the server notices."""
    plan, store = Plan(between=read_distribution("0.05")), memory_store()
    events: list[Event] = []
    async with (
        heard(plan) as (narrator, server),
        open_run(store, "talk", on_event=events.append),
    ):
        async with aclosing(narrator.stream(TEXT, VOICE)) as pieces:
            await anext(pieces)
        async with asyncio.timeout(5):
            while not server.simulator.stats()["aborted"]:  # noqa: ASYNC110 it tells nobody
                await asyncio.sleep(0.01)

    assert [event for event in events if event.kind == "model.called"] == []


async def test_model_that_gives_no_pieces_is_heard_whole() -> None:
    """As a stand-in, too: one piece, once all of it is there."""
    async with heard(Plan(faults=(read_fault("401:1"),)), more=", espeak") as (narrator, _):
        pieces = await pieces_of(narrator)

    assert [piece.turn for piece in pieces] == [2]
    assert pieces[0].sound.seconds > 2


async def test_error_page_is_no_sound() -> None:
    """It is told as an error, and not a sample of it is heard."""
    with pytest.raises(ModelRefused):
        async with heard(Plan(faults=(read_fault("401:1"),))) as (narrator, _):
            await pieces_of(narrator)


async def test_elevenlabs_is_heard_while_it_reads() -> None:
    """By its endpoint for that, as bare samples."""

    def answer(_asked: Asked) -> Reply:
        return Reply(tone(1.0), headers={"Content-Type": "audio/pcm"})

    async with served(answer) as server:
        environment = {"ELEVENLABS_API_KEY": "k", "FABULA_ELEVENLABS_URL": server.address}
        narrator = Narrator(choose_speech("elevenlabs:eleven_v3", environment))
        pieces = await pieces_of(narrator)
        await narrator.close()
        (asked,) = server.asked

    assert asked.path == "/text-to-speech/JBFqnCBsd6RMkjVDRZzb/stream"
    assert asked.query == {"output_format": "pcm_24000"}
    assert b"".join(piece.sound.samples for piece in pieces) == tone(1.0)
