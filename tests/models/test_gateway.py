"""Roles remember what was answered, are patient with busy providers, and say who stood in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from tests.models.fake_openai import chat, fake_openai, refusal
from tests.models.samples import tone, wav
from tests.models.serving import Reply, Server

from fabula.engine import Event, Run, fan_out, open_run
from fabula.engine.budget import Budget, Purse
from fabula.engine.costs import Cost
from fabula.engine.policies import Timing
from fabula.errors import (
    BadSetting,
    BudgetSpent,
    ModelBusy,
    ModelRefused,
    ModelUnreachable,
    TaskDeclined,
    UnknownName,
)
from fabula.models import Narrator, Policies, Task, Voice, Writer, choose_speech, choose_text
from fabula.models.offline.writer import answers
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio

KEY = "sk-very-secret-0123456789"


@dataclass(frozen=True)
class NameTheBoat(Task[str]):
    """Name the boat."""

    owner: str


@answers(NameTheBoat)
def name_the_boat(task: NameTheBoat) -> str:
    """The rule of this test."""
    return f"{task.owner} offline"


class Waits(list[float]):
    """Notes how long it was asked to sleep, and does not."""

    async def sleep(self, seconds: float) -> None:
        """Note it, and let others run."""
        self.append(seconds)
        await asyncio.sleep(0)


@asynccontextmanager
async def hired(
    setting: str, *script: Reply, waits: Waits | None = None
) -> AsyncGenerator[tuple[Writer, Server]]:
    """A writer of a setting, whose "openai" is a fake with this script."""
    async with fake_openai(*script) as server:
        environment = {"OPENAI_API_KEY": KEY, "FABULA_OPENAI_URL": server.address}
        sleep = (waits if waits is not None else Waits()).sleep
        policies = Policies(timing=Timing(sleep=sleep, chance=lambda: 1.0))
        writer = Writer(choose_text(setting, environment), policies)
        yield writer, server
        await writer.close()


def told(events: list[Event], kind: str) -> list[Event]:
    """The events of a kind."""
    return [event for event in events if event.kind == kind]


async def test_answer_is_remembered() -> None:
    """The same task is asked once; the second run pays nothing."""
    store = memory_store()
    async with hired("openai:gpt", chat("Gull")) as (writer, server):
        for _ in range(2):
            async with open_run(store, "test"):
                assert await writer.write(NameTheBoat("Vane")) == "Gull"
                assert await writer.write(NameTheBoat("Vane")) == "Gull"

        assert len(server.asked) == 1


async def test_other_question_is_asked() -> None:
    """Another input or another model is another question."""
    store = memory_store()
    async with hired("openai:gpt", chat("Gull")) as (writer, server), open_run(store, "test"):
        await writer.write(NameTheBoat("Vane"))
        await writer.write(NameTheBoat("Anne"))
        environment = {"OPENAI_API_KEY": KEY, "FABULA_OPENAI_URL": server.address}
        other = Writer(choose_text("openai:other", environment))
        await other.write(NameTheBoat("Vane"))
        await other.close()

        assert len(server.asked) == 3


async def test_busy_provider_is_asked_again() -> None:
    """The pause is what the provider asked for and a little, else our own, which doubles."""
    waits = Waits()
    script = [refusal(429, "Slow down", None, retry_after="7"), refusal(500, "Oops"), chat("Gull")]
    async with hired("openai:gpt", *script, waits=waits) as (writer, server):
        assert await writer.write(NameTheBoat("Vane")) == "Gull"
        assert waits == [7.5, 1.0]
        assert len(server.asked) == 3


async def test_patience_comes_to_an_end() -> None:
    """After three calls, or when the pause is too long, the failure stands."""
    waits = Waits()
    async with hired("openai:gpt", refusal(500, "Oops"), waits=waits) as (writer, server):
        with pytest.raises(ModelUnreachable, match="Oops"):
            await writer.write(NameTheBoat("Vane"))
        assert len(server.asked) == 3
    late = refusal(429, "Tomorrow", None, retry_after="86400")
    async with hired("openai:gpt", late, waits=waits) as (writer, server):
        with pytest.raises(ModelBusy, match="Tomorrow"):
            await writer.write(NameTheBoat("Vane"))
        assert len(server.asked) == 1

    assert waits == [0.5, 1.0]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal(401, "Bad key"), ModelRefused),
        (refusal(400, "Too long"), ModelRefused),
        (chat("", finish="content_filter"), TaskDeclined),
    ],
)
async def test_lost_cause_is_not_retried(answer: Reply, error: type[Exception]) -> None:
    """What would fail again is asked once; without a stand-in it is an error, never offline."""
    async with hired("openai:gpt", answer) as (writer, server):
        with pytest.raises(error):
            await writer.write(NameTheBoat("Vane"))

        assert len(server.asked) == 1


@pytest.mark.parametrize(
    "answer", [refusal(500, "Oops"), refusal(401, f"Bad key {KEY}"), chat("", finish="length")]
)
async def test_stand_in_answers_and_says_so(answer: Reply) -> None:
    """The next of the chain answers, events say who and why, and no key is in them."""
    events: list[Event] = []
    async with (
        hired("openai:gpt, offline", answer) as (writer, _),
        open_run(memory_store(), "test", on_event=events.append),
    ):
        assert await writer.write(NameTheBoat("Vane")) == "Vane offline"
    (warning,) = told(events, "warning")
    failed, made = told(events, "model.called")

    assert "Instead: offline" in warning.fields["reason"]
    assert failed.fields["how"] == "failed"
    assert made.fields["who"].startswith("offline")
    assert KEY not in repr(events)


async def test_first_choice_is_asked_again() -> None:
    """A stand-in's answer is not taken for the first choice's when that is back."""
    store = memory_store()
    script = [*[refusal(500, "Oops")] * 3, chat("Gull")]
    async with hired("openai:gpt, offline", *script) as (writer, _), open_run(store, "test"):
        assert await writer.write(NameTheBoat("Vane")) == "Vane offline"
        assert await writer.write(NameTheBoat("Vane")) == "Gull"


async def test_whole_chain_failing_tells_all() -> None:
    """When nobody answers, the error is the first one's and names what each said."""
    setting = "openai:first, openai:second"
    script = [refusal(401, "Bad key"), refusal(404, "Gone")]
    async with hired(setting, *script) as (writer, _):
        with pytest.raises(ModelRefused, match=r"Bad key.*Gone"):
            await writer.write(NameTheBoat("Vane"))


async def test_use_is_told() -> None:
    """Tokens and the provider's own price stand in an event; a retry and a correction too."""
    events: list[Event] = []
    async with (
        hired("openai:gpt", refusal(500, "Oops"), chat("Gull")) as (writer, _),
        open_run(memory_store(), "test", on_event=events.append) as run,
    ):
        assert isinstance(run, Run)
        await writer.write(NameTheBoat("Vane"))
    (used,), (retried,) = told(events, "model.used"), told(events, "model.retried")

    assert (used.fields["tokens_in"], used.fields["tokens_out"]) == (12, 34)
    assert used.fields["usd"] == 0.0005
    assert retried.fields["seconds"] == 0.5


async def test_narrator_remembers_its_sound() -> None:
    """A sentence is spoken once; another voice speaks it again."""
    events: list[Event] = []
    narrator = Narrator(choose_speech("espeak", {}))
    async with open_run(memory_store(), "test", on_event=events.append):
        first = await narrator.say("Ahoy there.", Voice("", "en"))
        again = await narrator.say("Ahoy there.", Voice("", "en"))
        other = await narrator.say("Ahoy there.", Voice("f3", "en"))
    await narrator.close()

    assert first == again != other
    assert [event.fields["how"] for event in told(events, "model.called")] == [
        "made",
        "hit",
        "made",
    ]


async def test_stand_in_has_its_own_voice() -> None:
    """A stand-in cannot know the first choice's voice by name, and reads in its own."""
    async with fake_openai(refusal(401, "Bad key")) as server:
        environment = {"OPENAI_API_KEY": KEY, "FABULA_OPENAI_URL": server.address}
        narrator = Narrator(choose_speech("openai:tts-1, espeak", environment))
        spoken = await narrator.say("Ahoy.", Voice("nova", "en"))
        await narrator.close()

    assert spoken.timed
    assert spoken.words[0].text == "Ahoy."


async def test_wrong_voice_is_no_silent_other() -> None:
    """A voice that the first choice has not is the user's to put right."""
    narrator = Narrator(choose_speech("espeak, espeak", {}))
    with pytest.raises(UnknownName, match="'nova'"):
        await narrator.say("Ahoy.", Voice("nova", "en"))
    await narrator.close()


async def test_remote_speech_is_heard() -> None:
    """The whole way to an OpenAI-compatible speech server and back."""
    async with fake_openai(Reply(wav(tone(0.5)))) as server:
        setting = f"compatible:tts@{server.address}"
        narrator = Narrator(choose_speech(setting, {}))
        spoken = await narrator.say("Ahoy.", Voice("", "en", 2.0))
        await narrator.close()

    assert not spoken.timed
    assert narrator.pace(Voice("", "en", 2.0)) == 30.0


def test_role_needs_somebody() -> None:
    """An empty chain is a mistake in the program."""
    with pytest.raises(ValueError, match="at least one"):
        Writer([])


PRICED = {"openai:*": {"usd_per_million_in": 10.0, "usd_per_million_out": 10.0}}


@asynccontextmanager
async def budgeted(
    budget: Budget, setting: str = "openai:gpt", prices: dict[str, dict[str, float]] = PRICED
) -> AsyncGenerator[tuple[Writer, Server, Purse, list[Event]]]:
    """A writer within a run with a budget; each answer takes 46 tokens and costs $0.0005."""
    events: list[Event] = []
    purse = Purse(budget)
    async with fake_openai(chat("Gull")) as server:
        environment = {"OPENAI_API_KEY": KEY, "FABULA_OPENAI_URL": server.address}
        writer = Writer(choose_text(setting, environment), Policies(prices))
        async with open_run(memory_store(), "test", on_event=events.append, purse=purse):
            yield writer, server, purse, events
        await writer.close()


async def test_call_is_paid_from_the_budget() -> None:
    """The provider's own bill is settled, the answer is limited, and a hit is free."""
    async with budgeted(Budget(usd=1.0)) as (writer, server, purse, _):
        for _ in range(3):
            await writer.write(NameTheBoat("Vane"))

        assert purse.spent == Cost(46, 0.0005)
        assert server.asked[0].json["max_completion_tokens"] == 8192


async def test_too_small_budget_asks_nobody() -> None:
    """A call that may cost more than is left is not made; the message says how to go on."""
    async with budgeted(Budget(usd=0.01)) as (writer, server, _, _):
        with pytest.raises(BudgetSpent, match=r"\$0\.01 is too small.*run it again with more"):
            await writer.write(NameTheBoat("Vane"))

        assert server.asked == []


async def test_spent_budget_degrades_to_the_next() -> None:
    """With "degrade" the stand-in answers, and a warning says why."""
    budget = Budget(usd=0.01, at_limit="degrade")
    async with budgeted(budget, "openai:gpt, offline") as (writer, server, purse, events):
        assert await writer.write(NameTheBoat("Vane")) == "Vane offline"
        assert (server.asked, purse.spent) == ([], Cost())

    (warning,) = told(events, "warning")
    assert "Instead: offline" in warning.fields["reason"]


async def test_unknown_price_is_refused() -> None:
    """With a budget in money, a model without a price is the user's to put right."""
    async with budgeted(Budget(usd=9.0), "openai:gpt-x", {}) as (writer, server, _, _):
        with pytest.raises(BadSetting, match=r"price of openai:gpt-x is unknown.*FABULA_PRICES"):
            await writer.write(NameTheBoat("Vane"))

        assert server.asked == []


async def test_unknown_price_counts_tokens() -> None:
    """With a budget in tokens, no price is needed."""
    async with budgeted(Budget(tokens=20_000), "openai:gpt-x", {}) as (writer, _, purse, _):
        await writer.write(NameTheBoat("Vane"))

        assert purse.spent.tokens == 46


async def test_fan_out_over_sockets_keeps_the_budget() -> None:
    """Forty questions at once, over real sockets: the bill stays within the limit."""
    purse = Purse(Budget(usd=0.1))
    async with fake_openai(chat("Gull")) as server:
        environment = {"OPENAI_API_KEY": KEY, "FABULA_OPENAI_URL": server.address}
        writer = Writer(choose_text("openai:gpt", environment), Policies(PRICED))
        with pytest.raises(BudgetSpent):
            async with open_run(memory_store(), "test", purse=purse):
                await fan_out(lambda n: writer.write(NameTheBoat(str(n))), range(60))
        await writer.close()

    assert len(server.asked) * 0.0005 <= 0.1
    assert purse.spent.usd == pytest.approx(len(server.asked) * 0.0005)
    assert len(server.asked) >= 20


async def test_speech_is_priced_by_its_letters() -> None:
    """What is read aloud costs by the letter, in the event and in the budget."""
    events: list[Event] = []
    purse = Purse(Budget(usd=1.0))
    async with fake_openai(Reply(wav(tone(0.5)))) as server:
        chain = choose_speech(f"compatible:tts@{server.address}", {})
        policies = Policies({"compatible:*": {"usd_per_million_letters": 15.0}})
        narrator = Narrator(chain, policies)
        async with open_run(memory_store(), "test", on_event=events.append, purse=purse):
            await narrator.say("Ahoy.", Voice("", "en"))
        await narrator.close()

    assert purse.spent == Cost(5, 5 * 15 / 1e6)
    assert told(events, "model.used")[0].fields["usd"] == 5 * 15 / 1e6
