"""A film has one voice: who cannot read all of it reads none of it, unless nobody else can."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.models.fake_openai import refusal
from tests.models.samples import tone, wav
from tests.models.serving import Asked, Reply, Server, served

from fabula.engine import Event, open_run
from fabula.engine.budget import Budget, Purse
from fabula.media.slides.visuals import Bullets
from fabula.models import Narrator, Voice, choose_speech
from fabula.models.policy_file import Policies
from fabula.productions.video.filming import film
from fabula.productions.video.order import VideoOrder
from fabula.productions.video.scenes import Set
from fabula.productions.video.storyboard import Scene, Sentence, Storyboard
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio

NUMBERS = ("One", "Two", "Three")
BOARD = Storyboard(
    "Numbers",
    "en",
    tuple(
        Scene(name, "how", (Sentence(f"Scene {name}.", ("p1",)),), Bullets(name, ("A", "B")))
        for name in NUMBERS
    ),
)
ORDER = VideoOrder(resolution=240)
KEY = {"OPENAI_API_KEY": "sk-test"}
ONCE = {"openai:*": {"attempts": 1, "usd_per_million_letters": 1000.0}}


def reads(*refused: str) -> Callable[[Asked], Reply]:
    """A server that reads everything but what holds one of these words."""

    def answer(asked: Asked) -> Reply:
        text = asked.json["input"]
        return refusal(400, "No.") if any(map(text.count, refused)) else Reply(wav(tone(1.0)))

    return answer


@asynccontextmanager
async def stage_of(setting: str, answer: Callable[[Asked], Reply]) -> AsyncGenerator[Set]:
    """What the scenes have in common; "openai" is the server that answers so."""
    async with served(answer) as server, narrator_of(setting, server) as narrator:
        yield Set(ORDER, Voice("nova", "en"), narrator, {})


@asynccontextmanager
async def narrator_of(setting: str, server: Server) -> AsyncGenerator[Narrator]:
    """A chain of models."""
    chain = choose_speech(setting, {**KEY, "FABULA_OPENAI_URL": f"{server.address}/v1"})
    narrator = Narrator(chain, Policies(ONCE))
    yield narrator
    await narrator.close()


def readers(events: list[Event]) -> list[str]:
    """Who was asked to read, in order, and only when it changed."""
    asked = [one.fields["who"].split()[0] for one in events if one.kind == "model.called"]
    return [who for n, who in enumerate(asked) if n == 0 or asked[n - 1] != who]


async def test_stand_in_reads_the_whole_film() -> None:
    """One sentence that the first choice cannot read: all scenes are read by the next."""
    events: list[Event] = []
    async with (
        stage_of("openai:tts-1, espeak", reads("Two")) as stage,
        open_run(memory_store(), "test", on_event=events.append),
    ):
        filmed = await film(BOARD, stage, hands=1, watch=None)
    (warning,) = [one.fields for one in events if one.kind == "warning"]

    assert (len(filmed.scenes.made), filmed.scenes.holes) == (3, ())
    assert filmed.stage.narrator.identity.startswith("espeak")
    assert filmed.stage.voice == Voice("", "en")
    assert readers(events) == ["openai:tts-1", "espeak"]
    assert "A film has one voice" in warning["reason"]
    assert warning["instead"].startswith("espeak")


async def test_nobody_waits_for_who_is_gone() -> None:
    """A first choice that is not there at all is left to its stand-in within seconds."""
    events: list[Event] = []
    environment = {**KEY, "FABULA_OPENAI_URL": "http://127.0.0.1:9"}
    narrator = Narrator(choose_speech("openai:tts-1, espeak", environment))
    began = time.perf_counter()
    async with open_run(memory_store(), "test", on_event=events.append):
        filmed = await film(BOARD, Set(ORDER, Voice("", "en"), narrator, {}), hands=4, watch=None)
    await narrator.close()

    assert len(filmed.scenes.made) == 3
    assert sum(one.kind == "model.breaker" for one in events) <= 1
    assert time.perf_counter() - began < 8


async def test_first_choice_is_not_paid_twice() -> None:
    """When it is back, it is asked for what it has not read yet, and reads the film."""
    store, events = memory_store(), list[Event]()
    refused = ["Two"]

    def answer(asked: Asked) -> Reply:
        return reads(*refused)(asked)

    async with stage_of("openai:tts-1, espeak", answer) as stage:
        async with open_run(store, "test"):
            await film(BOARD, stage, hands=1, watch=None)
        refused.clear()
        async with open_run(store, "test", on_event=events.append):
            filmed = await film(BOARD, stage, hands=1, watch=None)

    assert filmed.stage.narrator.identity == "openai:tts-1"
    assert [one.fields["how"] for one in events if one.kind == "model.called"] == ["made"]


async def test_who_reads_most_reads_where_nobody_reads_all() -> None:
    """The scene that nobody can read is a hole, and the film keeps the better voice."""

    def answer(asked: Asked) -> Reply:
        first = asked.json["model"] == "first"
        return (reads("Two") if first else reads("One", "Two"))(asked)

    async with (
        stage_of("openai:first, openai:second", answer) as stage,
        open_run(memory_store(), "test"),
    ):
        filmed = await film(BOARD, stage, hands=1, watch=None)

    assert filmed.stage.narrator.identity == "openai:first"
    assert [hole.title for hole in filmed.scenes.holes] == ["Two"]


async def test_spent_budget_changes_the_voice_of_all() -> None:
    """With "degrade" the money for the first sentence is spent, and the film has one voice."""
    purse = Purse(Budget(usd=0.015, at_limit="degrade"))
    async with (
        stage_of("openai:tts-1, espeak", reads()) as stage,
        open_run(memory_store(), "test", purse=purse),
    ):
        filmed = await film(BOARD, stage, hands=1, watch=None)

    assert purse.spent.usd
    assert len(filmed.scenes.made) == 3
    assert filmed.stage.narrator.identity.startswith("espeak")


async def test_growing_film_begins_anew(tmp_path: Path) -> None:
    """Who watches sees the film in its new voice; nothing half-made stays."""
    path = tmp_path / "film.part.mp4"
    async with (
        stage_of("openai:tts-1, espeak", reads("Three")) as stage,
        open_run(memory_store(), "test"),
    ):
        await film(BOARD, stage, hands=1, watch=path)

    assert not path.exists()
