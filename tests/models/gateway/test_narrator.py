"""A voice is checked once, before a film is begun, where the provider can say."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from tests.models.serving import Asked, Reply, Server, served

from fabula.engine import Event, open_run
from fabula.engine.plan import make_plan
from fabula.errors import ModelUnreachable, UnknownName
from fabula.models import Narrator, Voice, choose_speech
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio


def kokoro(asked: Asked) -> Reply:
    """A server that lists two voices."""
    if asked.path == "/audio/voices":
        return Reply({"voices": ["af_heart", "am_adam"]})
    return Reply(status=404)


@asynccontextmanager
async def hired(setting: str = "kokoro:kokoro") -> AsyncGenerator[tuple[Narrator, Server]]:
    """A narrator, and the server behind "kokoro"."""
    async with served(kokoro) as server:
        narrator = Narrator(choose_speech(setting, {"FABULA_KOKORO_URL": server.address}))
        try:
            yield narrator, server
        finally:
            await narrator.close()


async def test_wrong_voice_is_one_error_with_near_names() -> None:
    """The voices of the first choice count."""
    async with hired("kokoro:kokoro, espeak") as (narrator, _):
        with pytest.raises(UnknownName, match=r"'af_hart'.*Did you mean 'af_heart'"):
            await narrator.check(Voice("af_hart", "en"))


async def test_voice_is_looked_up_once() -> None:
    """A run about the same asks nobody; so it needs no network either."""
    store = memory_store()
    async with hired() as (narrator, server):
        for _ in range(2):
            async with open_run(store, "test"):
                await narrator.check(Voice("am_adam", "en"))

        assert server.calls == ["GET /audio/voices"]


async def test_server_that_is_gone_says_nothing_of_voices() -> None:
    """The film is begun, and the first scene tells what is wrong."""
    narrator = Narrator(choose_speech("kokoro:kokoro", {"FABULA_KOKORO_URL": "http://127.0.0.1:9"}))
    await narrator.check(Voice("whoever", "en"))
    await narrator.close()


async def test_nobody_to_be_reached_is_told_with_all_reasons() -> None:
    """Each of the chain is asked in its turn; one that is there is enough."""
    gone = {"FABULA_KOKORO_URL": "http://127.0.0.1:9", "FABULA_PIPER_URL": "http://127.0.0.1:9"}
    narrator = Narrator(choose_speech("kokoro:kokoro, piper", gone))
    with pytest.raises(ModelUnreachable, match=r"kokoro at .* piper at "):
        await narrator.reach(Voice("", "en"))
    await narrator.close()
    narrator = Narrator(choose_speech("kokoro:kokoro, espeak", gone))
    await narrator.reach(Voice("whoever", "en"))
    await narrator.close()


async def test_looking_for_a_voice_is_no_call_of_the_model() -> None:
    """It breaks nothing: the model is asked as before."""
    events: list[Event] = []
    narrator = Narrator(choose_speech("kokoro:kokoro", {"FABULA_KOKORO_URL": "http://127.0.0.1:9"}))
    async with open_run(memory_store(), "test", on_event=events.append):
        for _ in range(3):
            with pytest.raises(ModelUnreachable):
                await narrator.reach(Voice("", "en"))
    await narrator.close()

    kinds = {event.kind for event in events}
    assert not kinds & {"model.breaker", "model.called", "model.used"}


async def test_plan_asks_no_server() -> None:
    """And goes on as if the voice were there; one that is in this process is asked."""
    async with hired() as (narrator, server):
        plan = await make_plan(
            memory_store(), "test", lambda: narrator.check(Voice("whoever", "en"))
        )
        assert server.calls == []
        assert plan.steps == ()
    async with hired("espeak") as (narrator, _):
        with pytest.raises(UnknownName, match="whoever"):
            await make_plan(memory_store(), "test", lambda: narrator.check(Voice("whoever", "en")))
