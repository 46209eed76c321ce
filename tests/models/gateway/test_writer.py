"""A writer is heard while it writes, calls tools, and remembers only what is whole."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from tests.models.fake_openai import chat, chunks, fake_openai, prompt, refusal, stream_of
from tests.models.serving import Reply, Server

from fabula.engine import Event, open_run
from fabula.engine.budget import Budget, Purse
from fabula.engine.policies import Timing
from fabula.errors import AnswerCut, AnswerEmpty, AnswerUnfit, BudgetSpent, ModelUnreachable
from fabula.models import Policies, Task, Writer, choose_text
from fabula.models.offline.writer import answers
from fabula.models.text.draft import Partial
from fabula.models.tools import tool
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Watch:
    """Who keeps it."""

    captain: str
    hands: tuple[str, ...]


@dataclass(frozen=True)
class CallTheWatch(Task[Watch]):
    """Call a watch."""

    ship: str

    def faults(self, answer: Watch) -> Iterator[str]:
        """A captain alone cannot sail."""
        if not answer.hands:
            yield "nobody but the captain sails"


@dataclass(frozen=True)
class TellTheTale(Task[str]):
    """Tell a tale."""

    hero: str


@answers(TellTheTale)
def tell_the_tale(task: TellTheTale) -> str:
    """The rule of this test."""
    return f"Once there was {task.hero}."


WHOLE = '{"captain": "Vane", "hands": ["Anne", "Mary"]}'
PIECES = ('{"captain": "Va', 'ne", "hands": ["An', 'ne", "Ma', 'ry"]}')


@asynccontextmanager
async def hired(
    *script: Reply, setting: str = "openai:gpt"
) -> AsyncGenerator[tuple[Writer, Server]]:
    """A writer whose "openai" is a fake with this script; it does not wait before a retry."""

    async def sleep(_seconds: float) -> None:
        await asyncio.sleep(0)

    async with fake_openai(*script) as server:
        environment = {"OPENAI_API_KEY": "sk-test", "FABULA_OPENAI_URL": server.address}
        policies = Policies(timing=Timing(sleep=sleep, chance=lambda: 1.0))
        writer = Writer(choose_text(setting, environment), policies)
        try:
            yield writer, server
        finally:
            await writer.close()


async def heard(writer: Writer, task: Task[Any], **more: Any) -> list[Partial[Any]]:
    """All that is heard of an answer."""
    return [partial async for partial in writer.stream(task, **more)]


def told(events: list[Event], kind: str) -> list[Event]:
    """The events of a kind."""
    return [event for event in events if event.kind == kind]


async def test_answer_grows_until_whole() -> None:
    """Each partial answer has the type of the whole, and the last one is the whole."""
    async with hired(chunks(*PIECES)) as (writer, server):
        *partials, last = await heard(writer, CallTheWatch("Gull"))
    values = [partial.value for partial in partials]

    assert server.asked[0].json["stream"] is True
    assert values[0] == Watch("Va", ())
    assert Watch("Vane", ("An",)) in values
    assert not any(partial.whole for partial in partials)
    assert last.whole
    assert last.value == Watch("Vane", ("Anne", "Mary"))


async def test_words_come_as_they_are_written() -> None:
    """Text is heard piece by piece."""
    async with hired(chunks("Once ", "upon ", "a time")) as (writer, _):
        texts = [partial.value for partial in await heard(writer, TellTheTale("Vane"))]

    assert texts[0] == "Once "
    assert texts[-1] == "Once upon a time"
    assert all(later.startswith(earlier) for earlier, later in pairwise(texts))


async def test_remembered_answer_comes_at_once() -> None:
    """What was written or streamed before comes whole, and nobody is asked."""
    store = memory_store()
    async with hired(chunks(*PIECES)) as (writer, server):
        async with open_run(store, "test"):
            await heard(writer, CallTheWatch("Gull"))
        async with open_run(store, "test"):
            (only,) = await heard(writer, CallTheWatch("Gull"))
            written = await writer.write(CallTheWatch("Gull"))

    assert len(server.asked) == 1
    assert only.whole
    assert only.value == written == Watch("Vane", ("Anne", "Mary"))


async def test_left_stream_leaves_nothing() -> None:
    """Who stops listening cancels the call: it is not remembered, and asked again the next time."""
    store, events = memory_store(), list[Event]()
    async with (
        hired(chunks(*PIECES)) as (writer, server),
        open_run(store, "test", on_event=events.append),
    ):
        async with aclosing(writer.stream(CallTheWatch("Gull"))) as partials:
            async for partial in partials:
                assert not partial.whole
                break
        await heard(writer, CallTheWatch("Gull"))

    assert len(server.asked) == 2
    assert [event.fields["how"] for event in told(events, "model.called")] == ["made"]


@pytest.mark.parametrize(
    "broken",
    [
        chunks("Once ", "upon ", finish=None),
        chunks("Once ", "upon ", finish=None, fault="drop"),
        Reply((b'data: {"choices": [{"delta": {"content": "On\n\n', b"data: [DONE]\n\n")),
        Reply((b"data: []\n\n",)),
    ],
)
async def test_broken_stream_begins_anew(broken: Reply) -> None:
    """A stream that breaks off is no answer: it is asked again, as another turn."""
    store = memory_store()
    async with hired(broken, chunks("A ", "tale")) as (writer, server), open_run(store, "test"):
        partials = await heard(writer, TellTheTale("Vane"))

    assert len(server.asked) == 2
    assert partials[-1].value == "A tale"
    assert partials[-1].turn == 2


async def test_stream_that_never_ends_well_fails() -> None:
    """After three broken streams the failure stands, and nothing is remembered."""
    async with hired(chunks("Once ", finish=None)) as (writer, server):
        with pytest.raises(ModelUnreachable, match="broke off"):
            await heard(writer, TellTheTale("Vane"))

    assert len(server.asked) == 3


async def test_unfit_stream_is_asked_again() -> None:
    """A streamed answer is checked as any other, and the second one takes its place."""
    wrong = chunks('{"captain": "Vane", "hands": []}')
    async with hired(wrong, chunks(*PIECES)) as (writer, server):
        last = (await heard(writer, CallTheWatch("Gull")))[-1]

    assert last.turn == 2
    assert last.value == Watch("Vane", ("Anne", "Mary"))
    assert "nobody but the captain" in prompt(server.asked[1])


async def test_server_without_streams_is_heard_whole() -> None:
    """A server that sends all at once though asked for a stream does no harm."""
    async with hired(chat("A tale")) as (writer, _):
        assert [one.value for one in await heard(writer, TellTheTale("Vane"))] == ["A tale"]


async def test_stream_falls_back_in_order() -> None:
    """A stand-in that cannot stream gives its answer whole."""
    script = refusal(401, "Bad key")
    async with hired(script, setting="openai:gpt, offline") as (writer, _):
        (only,) = await heard(writer, TellTheTale("Vane"))

    assert only.value == "Once there was Vane."


@tool
async def depth(place: str, tide: int = 0) -> float:
    """How deep the water is at a place, in metres.

    Args:
        place: Its name.
        tide: In hours since the last one.
    """
    if place == "Hell":
        raise LookupError("bottomless")
    return 3.5 + tide


def wish(*calls: tuple[str, dict[str, Any]], **more: Any) -> Reply:
    """A model that wants tools called."""
    told = [
        {"id": f"c{n}", "type": "function", "function": {"name": f, "arguments": json.dumps(a)}}
        for n, (f, a) in enumerate(calls)
    ]
    return chat(None, finish="tool_calls", tool_calls=told, **more)


async def test_tools_are_called_and_told() -> None:
    """The model gets what its calls gave, in order, and then answers."""
    script = [wish(("depth", {"place": "Bay"}), ("depth", {"place": "Bay", "tide": 2})), chat("OK")]
    async with hired(*script) as (writer, server):
        assert await writer.write(TellTheTale("Vane"), [depth]) == "OK"
    first, second = (request.json for request in server.asked)
    (offered,) = first["tools"]
    *_, wanted, one, two = second["messages"]

    assert offered["function"]["name"] == "depth"
    assert "in metres" in offered["function"]["description"]
    assert offered["function"]["parameters"]["required"] == ["place"]
    assert [call["id"] for call in wanted["tool_calls"]] == ["c0", "c1"]
    assert (one["tool_call_id"], one["content"]) == ("c0", "3.5")
    assert (two["tool_call_id"], two["content"]) == ("c1", "5.5")


@pytest.mark.parametrize(
    ("name", "arguments", "shown"),
    [
        ("depth", {"place": "Hell"}, "It failed: LookupError: bottomless"),
        ("depth", {"tide": "high"}, "The arguments do not fit:\nplace: "),
        ("height", {}, "There is no tool 'height'. There are: depth."),
    ],
)
async def test_failure_of_a_tool_is_shown(name: str, arguments: dict[str, Any], shown: str) -> None:
    """What goes wrong in a tool is told to the model, which may know another way."""
    async with hired(wish((name, arguments)), chat("OK")) as (writer, server):
        assert await writer.write(TellTheTale("Vane"), [depth]) == "OK"

    assert server.asked[1].json["messages"][-1]["content"].startswith(shown)


async def test_each_turn_is_remembered() -> None:
    """The second run asks nobody; another result of a tool is another question."""
    store, deep = memory_store(), [3.5]

    @tool
    async def sound() -> float:
        """How deep it is here."""
        return deep[0]

    script = [wish(("sound", {})), chat("Shallow"), chat("Deep")]
    async with hired(*script) as (writer, server):
        tales = []
        for metres in (3.5, 3.5, 99.0):
            deep[0] = metres
            async with open_run(store, "test"):
                tales.append(await writer.write(TellTheTale("Vane"), [sound]))

    assert tales == ["Shallow", "Shallow", "Deep"]
    assert len(server.asked) == 3


async def test_rounds_come_to_an_end() -> None:
    """After so many rounds the model may call no more; if it does, that is an error."""
    async with hired(wish(("depth", {"place": "Bay"}))) as (writer, server):
        with pytest.raises(AnswerUnfit, match="goes on calling tools"):
            await writer.write(TellTheTale("Vane"), [depth], rounds=2)
    choices = [request.json["tool_choice"] for request in server.asked]

    assert choices == ["auto", "auto", "none"]


async def test_typed_answer_after_tools() -> None:
    """The answer is held to its type, and put right once, also after tools were called."""
    script = [wish(("depth", {"place": "Bay"})), chat('{"captain": "Vane"}'), chat(WHOLE)]
    async with hired(*script) as (writer, server):
        assert (await writer.write(CallTheWatch("Gull"), [depth])).captain == "Vane"
    again = server.asked[2].json

    assert again["tool_choice"] == "none"
    assert "hands: Field required" in again["messages"][-1]["content"]


async def test_tools_are_called_from_a_stream() -> None:
    """Calls that come in pieces are put together; the answer after them is heard as it comes."""
    call: dict[str, Any] = {"index": 0, "id": "c7", "function": {"name": "depth", "arguments": ""}}
    pieces: list[dict[str, Any]] = [
        {"content": "Let me see. "},
        {"tool_calls": [call]},
        {"tool_calls": [{"index": 0, "function": {"arguments": '{"place":'}}]},
        {"tool_calls": [{"index": 0, "function": {"arguments": ' "Bay"}'}}]},
    ]
    script = [stream_of(pieces, finish="tool_calls"), chunks("It is ", "deep.")]
    async with hired(*script) as (writer, server):
        partials = await heard(writer, TellTheTale("Vane"), tools=[depth])

    assert partials[0].value == "Let me see. "
    assert (partials[-1].turn, partials[-1].value) == (2, "It is deep.")
    assert server.asked[1].json["messages"][-1] == {
        "role": "tool",
        "content": "3.5",
        "tool_call_id": "c7",
    }


async def test_thoughts_go_back_with_results() -> None:
    """What a thinking model wants back comes back as it was."""
    thought = [{"type": "reasoning.encrypted", "data": "x7"}]
    script = [wish(("depth", {"place": "Bay"}), reasoning_details=thought), chat("OK")]
    async with hired(*script) as (writer, server):
        await writer.write(TellTheTale("Vane"), [depth])

    assert server.asked[1].json["messages"][-2]["reasoning_details"] == thought


async def test_offline_writer_needs_no_tools() -> None:
    """Who talks in no turns answers without tools."""
    async with hired(chat("x"), setting="offline") as (writer, server):
        assert await writer.write(TellTheTale("Vane"), [depth]) == "Once there was Vane."

    assert not server.asked


async def test_cut_answer_gets_more_room() -> None:
    """An answer that was cut is asked for once more with a larger limit; then it is an error."""
    cut = chat('{"captain": "Va', finish="length")
    async with hired(cut, chat(WHOLE)) as (writer, server):
        assert (await writer.write(CallTheWatch("Gull"))).captain == "Vane"
        limits = [request.json.get("max_completion_tokens") for request in server.asked]
    async with hired(cut) as (writer, server):
        with pytest.raises(AnswerCut, match="length limit"):
            await writer.write(CallTheWatch("Gull"))

    assert limits == [None, 4 * 34]
    assert len(server.asked) == 2


async def test_model_without_more_room_says_cut() -> None:
    """A model that has no larger limit leaves the answer cut, and is not called wrong."""
    cut = chat('{"captain": "Va', finish="length")
    async with hired(cut, refusal(400, "max_tokens is too large")) as (writer, _):
        with pytest.raises(AnswerCut, match="length limit"):
            await writer.write(CallTheWatch("Gull"))


async def test_more_room_must_be_paid() -> None:
    """In a run with a budget the longer answer is reserved before it is asked for."""
    events: list[Event] = []
    cut = Reply(
        {
            "choices": [{"message": {"content": "{"}, "finish_reason": "length"}],
            "usage": {"prompt_tokens": 12, "completion_tokens": 8192},
        }
    )
    async with hired(cut) as (writer, server):
        with pytest.raises(BudgetSpent):
            async with open_run(
                memory_store(), "t", on_event=events.append, purse=Purse(Budget(tokens=20_000))
            ):
                await writer.write(CallTheWatch("Gull"))

    assert len(server.asked) == 1


async def test_empty_answer_is_asked_again() -> None:
    """Nothing is no answer: three calls, then an error of its own."""
    async with hired(chat(""), chat("<think>Hm.</think> \n"), chat("A tale")) as (writer, _):
        assert await writer.write(TellTheTale("Vane")) == "A tale"
    async with hired(chat("")) as (writer, server):
        with pytest.raises(AnswerEmpty):
            await writer.write(TellTheTale("Vane"))

    assert len(server.asked) == 3
