"""What real calls over a socket cost: the purse, the events and the trace tell one and the same."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.models.samples import tone, wav
from tests.models.serving import Asked, Reply, served

from fabula.engine import Event, fan_out, open_run, step
from fabula.engine.bill import Bill, total_of
from fabula.engine.budget import Budget, Purse
from fabula.engine.timeline import timeline_of
from fabula.models import Narrator, Policies, Task, Voice, Writer, choose_speech, choose_text
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio

PRICES = {
    "openai:gpt": {
        "usd_per_million_in": 2.0,
        "usd_per_million_cached": 1.0,
        "usd_per_million_out": 10.0,
    },
    "openai:tts": {"usd_per_million_letters": 15.0},
}
THREE = '{"answer": 3}'
CALL = 1000 * 2e-6 + 200 * 1e-6 + 100 * 10e-6
"""What one call of `chat` costs by these prices."""


@dataclass(frozen=True)
class Count(Task[int]):
    """Count the letters of the word."""

    word: str


def chat(content: str, **usage: Any) -> Reply:
    """An answer that takes 1,200 tokens in, 200 of them cached, and 100 out, 60 of them unseen."""
    said = {
        "prompt_tokens": 1200,
        "completion_tokens": 100,
        "prompt_tokens_details": {"cached_tokens": 200},
        "completion_tokens_details": {"reasoning_tokens": 60},
        **usage,
    }
    return Reply(
        {
            "choices": [{"message": {"content": content}, "finish_reason": "stop"}],
            "usage": said if usage.get("prompt_tokens", 1) else {},
        }
    )


@dataclass
class Stage:
    """A run whose models answer by script: the last answer of a kind for ever."""

    writer: Writer
    narrator: Narrator
    purse: Purse
    events: list[Event] = field(default_factory=list)

    @property
    def bill(self) -> Bill:
        """What the events tell."""
        return total_of(self.events)


@asynccontextmanager
async def staged(*answers: Reply, prices: dict[str, Any] = PRICES) -> AsyncGenerator[Stage]:
    """Real roles, a real socket, a purse that is large enough."""
    script = list(answers)

    def answer(asked: Asked) -> Reply:
        if asked.path.endswith("speech"):
            return Reply(wav(tone(0.3)), headers={"Content-Type": "audio/wav"})
        return script.pop(0) if len(script) > 1 else script[0]

    async with served(answer) as server:
        environment = {"OPENAI_API_KEY": "sk-1", "FABULA_OPENAI_URL": f"{server.address}/v1"}
        policies = Policies(prices | {"*": {"pause": 0.01}})
        stage = Stage(
            Writer(choose_text("openai:gpt", environment), policies),
            Narrator(choose_speech("openai:tts", environment), policies),
            Purse(Budget(usd=100.0) if prices is PRICES else Budget(tokens=10**6)),
        )
        async with open_run(
            memory_store(), "test", on_event=stage.events.append, purse=stage.purse
        ):
            yield stage
        await stage.writer.close()
        await stage.narrator.close()


async def test_cached_and_unseen_tokens_are_counted() -> None:
    """Tokens in, cached, out and of reasoning; the price of each."""
    async with staged(chat(THREE)) as stage:
        await stage.writer.write(Count("one"))
        await stage.writer.write(Count("one"))

    used = {"tokens_in": 1200, "tokens_cached": 200, "tokens_out": 100, "tokens_reasoning": 60}
    assert stage.bill.used == used
    assert stage.bill.usd == pytest.approx(CALL)
    assert stage.bill.saved == pytest.approx(CALL)
    assert stage.purse.spent.usd == pytest.approx(CALL)


async def test_every_answered_attempt_is_paid() -> None:
    """Busy, busy, unfit, then right: two answers were given, and two are paid."""
    busy = Reply({"error": {"message": "busy"}}, 429, {"Retry-After": "0"})
    async with staged(busy, Reply({}, 500), chat("three"), chat(THREE)) as stage:
        await stage.writer.write(Count("one"))

    assert stage.bill.calls == 2
    assert stage.bill.usd == pytest.approx(2 * CALL)
    assert stage.purse.spent.usd == pytest.approx(2 * CALL)


async def test_provider_knows_best() -> None:
    """What it says that it charged goes before any price."""
    async with staged(chat(THREE, cost=0.5)) as stage:
        await stage.writer.write(Count("one"))

    (used,) = [event for event in stage.events if event.kind == "model.used"]
    assert (stage.bill.usd, used.fields["priced_by"]) == (0.5, "the provider")
    assert stage.purse.spent.usd == 0.5


async def test_silence_about_use_is_not_free() -> None:
    """A server that tells no tokens has an unknown price, and costs the purse all it reserved."""
    async with staged(chat(THREE, prompt_tokens=0)) as stage:
        await stage.writer.write(Count("one"))

    assert (stage.bill.calls, stage.bill.unknown) == (1, 1)
    assert str(stage.bill) == "1 call of unknown price"
    assert (stage.purse.spent.usd or 0) > 0.01


async def test_purse_steps_and_run_agree() -> None:
    """Parts in parallel, with text and speech in steps: each sum is the same."""
    async with staged(chat(THREE)) as stage:

        @step
        async def tell(word: str) -> int:
            spoken = await stage.narrator.say(word, Voice("", "en"))
            return await stage.writer.write(Count(word)) + len(spoken.words)

        await fan_out(tell, ["one", "two", "three", "one"], name="word")

    timeline = timeline_of(stage.events)
    assert timeline is not None
    bills = timeline.bills()
    parts = [bills[work.number].usd for work in timeline.works.values() if work.kind == "part"]
    letters = len("onetwothree")

    assert stage.bill == bills[0]
    assert stage.bill.usd == pytest.approx(3 * CALL + letters * 15e-6)
    assert stage.purse.spent.usd == pytest.approx(stage.bill.usd)
    assert sum(parts) == pytest.approx(stage.bill.usd)
    assert stage.bill.used["letters"] == letters
    assert stage.purse.spent.tokens == stage.bill.tokens + letters


async def test_unknown_prices_are_counted_apart() -> None:
    """The known part is told as the least that it cost."""
    async with staged(chat(THREE, cost=0.02), prices={}) as stage:
        await stage.writer.write(Count("one"))
        await stage.narrator.say("One.", Voice("", "en"))

    assert str(stage.bill) == "at least $0.02, 1 call of unknown price"
