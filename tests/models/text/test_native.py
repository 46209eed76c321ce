"""Anthropic, Google and OpenAI's Responses are asked in their own words, and understood."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.models.crews import Crew, DescribeIt, HireTheCrew, depth
from tests.models.samples import b64
from tests.models.serving import Asked, Reply, Server, served

from fabula.engine import Event, open_run
from fabula.errors import BadSetting, ModelRefused, NotInstalled, TaskDeclined
from fabula.media.image import Image
from fabula.models import Writer, choose_text
from fabula.models.protocols import chat_of
from fabula.models.text.chat import Talk
from fabula.models.text.draft import Draft
from fabula.models.tools import Round
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio

GREY = Image(b"a grey picture", "image/png", 64, 48)
KEY = "sk-very-secret-0123456789"


def claude(*content: dict[str, Any], stop: str = "end_turn", **usage: int) -> Reply:
    """A message of Anthropic's."""
    used = {"input_tokens": 12, "output_tokens": 34, **usage}
    message = {"id": "m", "type": "message", "role": "assistant", "model": "claude-test"}
    return Reply({**message, "content": list(content), "stop_reason": stop, "usage": used})


def claude_streams(*content: dict[str, Any], stop: str = "end_turn") -> Reply:
    """The same as a stream: models that may write much are always asked for one."""
    told: list[dict[str, Any]] = [
        {"type": "message_start", "message": {**claude().body, "stop_reason": None}}
    ]
    for index, block in enumerate(content):
        empty: dict[str, Any] = {"text": ""} if "text" in block else {"input": {}}
        begun = {**block, **empty}
        told.append({"type": "content_block_start", "index": index, "content_block": begun})
        told += [
            {"type": "content_block_delta", "index": index, "delta": delta}
            for delta in _deltas(block)
        ]
        told.append({"type": "content_block_stop", "index": index})
    ending = {"delta": {"stop_reason": stop}, "usage": {"output_tokens": 34}}
    told += [{"type": "message_delta", **ending}, {"type": "message_stop"}]
    events = (f"event: {one['type']}\ndata: {json.dumps(one)}\n\n" for one in told)
    return Reply("".join(events).encode(), 200, {"Content-Type": "text/event-stream"})


def _deltas(block: dict[str, Any]) -> list[dict[str, str]]:
    """A part, in two halves."""
    if "text" in block:
        kind, name, all_ = "text_delta", "text", block["text"]
    else:
        kind, name, all_ = "input_json_delta", "partial_json", json.dumps(block["input"])
    half = len(all_) // 2
    return [{"type": kind, name: piece} for piece in (all_[:half], all_[half:])]


def says(text: str) -> dict[str, Any]:
    """A part of it in words."""
    return {"type": "text", "text": text}


def uses(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """A part of it that calls a tool."""
    return {"type": "tool_use", "id": "toolu_1", "name": name, "input": arguments}


def gemini(*parts: dict[str, Any], finish: str = "STOP") -> Reply:
    """A message of Google's."""
    candidate = {"content": {"role": "model", "parts": list(parts)}, "finishReason": finish}
    counts = {
        "promptTokenCount": 12,
        "candidatesTokenCount": 30,
        "thoughtsTokenCount": 4,
        "cachedContentTokenCount": 8,
    }
    return Reply({"candidates": [candidate], "usageMetadata": counts})


def script(*replies: Reply) -> Callable[[Asked], Reply]:
    """One reply after the other, the last one for ever."""
    left = list(replies)
    return lambda _asked: left.pop(0) if len(left) > 1 else left[0]


def writer_at(server: Server, setting: str) -> Writer:
    """A writer whose providers are all at the server."""
    names = ("ANTHROPIC", "GOOGLE", "OPENAI")
    urls = {f"FABULA_{name}_URL": server.address for name in names}
    return Writer(choose_text(setting, urls | {f"{name}_API_KEY": KEY for name in names}))


async def test_answer_is_held_natively() -> None:
    """A model that can be held to a schema is."""
    answer = claude_streams(says('{"captain": "Vane", "hands": 7}'))
    async with served(script(answer)) as server:
        writer = writer_at(server, "anthropic:claude-sonnet-4-6")
        assert await writer.write(HireTheCrew("Gull")) == Crew("Vane", 7)
        await writer.close()
    (asked,) = server.asked
    held = asked.json["output_config"]["format"]

    assert asked.path == "/v1/messages"
    assert any(KEY in value for value in asked.headers.values())
    assert held["schema"]["required"] == ["captain", "hands"]
    assert "Hire a crew." in str(asked.json["system"])


async def test_answer_is_given_by_a_tool() -> None:
    """A model that cannot be held to a schema otherwise answers by a tool."""
    answer = claude(uses("answer", {"captain": "Vane", "hands": 7}), stop="tool_use")
    async with served(script(answer)) as server:
        writer = writer_at(server, "anthropic:claude-test")
        assert await writer.write(HireTheCrew("Gull")) == Crew("Vane", 7)
        await writer.close()
    (offered,) = server.asked[0].json["tools"]

    assert offered["name"] == "answer"
    assert offered["input_schema"]["required"] == ["captain", "hands"]


async def test_refused_schema_becomes_a_tool() -> None:
    """A schema that the server finds too complex goes out as a tool, from then on."""
    error = {"type": "invalid_request_error", "message": "output_format: Schema is too complex."}
    refused = Reply({"type": "error", "error": error}, 400)
    answer = claude_streams(says('{"captain": "Vane", "hands": 7}'))
    async with served(script(refused, answer)) as server:
        writer = writer_at(server, "anthropic:claude-sonnet-4-6")
        for _ in range(2):
            assert await writer.write(HireTheCrew("Gull")) == Crew("Vane", 7)
        await writer.close()

    assert ["tools" in asked.json for asked in server.asked] == [False, True, True]


async def test_unfit_answer_is_asked_again() -> None:
    """The model is shown its own answer and what is wrong with it."""
    first, second = (
        claude(uses("answer", answer), stop="tool_use")
        for answer in ({"captain": "Vane"}, {"captain": "Vane", "hands": 7})
    )
    async with served(script(first, second)) as server:
        writer = writer_at(server, "anthropic:claude-test")
        assert await writer.write(HireTheCrew("Gull")) == Crew("Vane", 7)
        await writer.close()
    *_, own, again = server.asked[1].json["messages"]

    assert own["role"] == "assistant"
    assert '"captain":"Vane"' in str(own["content"])
    assert "hands: Field required" in str(again["content"])


async def test_thoughts_go_back_with_results() -> None:
    """What the model called, and thought before it, comes back as it was, then the results."""
    thought = {"type": "thinking", "thinking": "Deep?", "signature": "x7"}
    wish = claude(thought, uses("depth", {"place": "Bay"}), stop="tool_use")
    async with served(script(wish, claude(says("Deep enough.")))) as server:
        writer = writer_at(server, "anthropic:claude-test")
        assert await writer.write(DescribeIt(GREY), [depth]) == "Deep enough."
        await writer.close()
    *_, wanted, result = server.asked[1].json["messages"]

    assert wanted["content"][0]["signature"] == "x7"
    assert wanted["content"][1]["input"] == {"place": "Bay"}
    assert result["content"][0]["tool_use_id"] == "toolu_1"
    assert "3.5" in str(result["content"][0]["content"])


async def test_tools_and_answer_tool_differ() -> None:
    """With tools of its own, a model still answers by the tool for the answer, when it is ready."""
    wish = claude(uses("depth", {"place": "Bay"}), stop="tool_use")
    answer = claude(uses("answer", {"captain": "Vane", "hands": 7}), stop="tool_use")
    async with served(script(wish, answer)) as server:
        writer = writer_at(server, "anthropic:claude-test")
        assert await writer.write(HireTheCrew("Gull"), [depth]) == Crew("Vane", 7)
        await writer.close()

    assert [one["name"] for one in server.asked[0].json["tools"]] == ["depth", "answer"]


async def test_only_the_answer_is_heard() -> None:
    """The arguments of a call are no words; those of the tool for the answer are the answer."""
    wish = claude_streams(says("Let me see."), uses("depth", {"place": "Bay"}), stop="tool_use")
    answer = claude_streams(uses("answer", {"captain": "Vane", "hands": 7}), stop="tool_use")
    task, draft = Talk(HireTheCrew("Gull"), (depth,)), Draft()
    async with served(script(wish, answer)) as server:
        (text,) = writer_at(server, "anthropic:claude-test").chain
        chat = chat_of(text)
        assert chat is not None
        said = await chat.turn(task, draft)
        first = draft.text
        told = replace(task, rounds=(Round(said, ("3.5",)),))
        await chat.turn(told, draft)
        await text.close()

    assert (first, [call.name for call in said.calls]) == ("Let me see.", ["depth"])
    assert json.loads(draft.text) == {"captain": "Vane", "hands": 7}


@pytest.mark.parametrize(
    ("setting", "reply"),
    [
        ("anthropic:claude-test", claude(says("Grey."))),
        ("google:gemini-2.5-flash", gemini({"text": "Grey."})),
    ],
)
async def test_image_goes_along(setting: str, reply: Reply) -> None:
    """An image is shown in the way of each provider."""
    async with served(script(reply)) as server:
        writer = writer_at(server, setting)
        assert await writer.write(DescribeIt(GREY)) == "Grey."
        await writer.close()

    assert b64(GREY.content) in str(server.asked[0].json)
    assert "image/png" in str(server.asked[0].json)


@pytest.mark.parametrize(
    ("setting", "reply", "use"),
    [
        (
            "anthropic:claude-test",
            claude(says("Grey."), cache_read_input_tokens=100),
            {"tokens_in": 112, "tokens_out": 34, "tokens_cached": 100},
        ),
        (
            "google:gemini-2.5-flash",
            gemini({"text": "Grey."}),
            {"tokens_in": 12, "tokens_out": 34, "tokens_cached": 8, "tokens_reasoning": 4},
        ),
    ],
)
async def test_use_is_told_in_full(setting: str, reply: Reply, use: dict[str, int]) -> None:
    """Tokens in, out, cached and of reasoning are told, whatever the provider calls them."""
    events: list[Event] = []
    async with served(script(reply)) as server:
        writer = writer_at(server, setting)
        async with open_run(memory_store(), "test", on_event=events.append):
            await writer.write(DescribeIt(GREY))
        await writer.close()
    (told,) = (event.fields for event in events if event.kind == "model.used")

    assert {name: told[name] for name in told if name.startswith("tokens")} == use


@pytest.mark.parametrize(
    ("setting", "reply"),
    [
        ("anthropic:claude-test", claude(says("I would rather not."), stop="refusal")),
        ("google:gemini-2.5-flash", gemini({"text": ""}, finish="SAFETY")),
    ],
)
async def test_declined_task_is_told(setting: str, reply: Reply) -> None:
    """A model, or a filter, that will not do the task is no server that is out of order."""
    async with served(script(reply)) as server:
        writer = writer_at(server, setting)
        with pytest.raises(TaskDeclined, match="declines the task"):
            await writer.write(HireTheCrew("Gull"))
        await writer.close()

    assert len(server.asked) == 1


async def test_key_is_never_shown() -> None:
    """The key stands in no identity, repr or error, even if the server sends it back."""
    error = {"type": "authentication_error", "message": f"invalid x-api-key: {KEY}"}
    async with served(script(Reply({"type": "error", "error": error}, 401))) as server:
        writer = writer_at(server, "anthropic:claude-test")
        with pytest.raises(ModelRefused, match="the key in ANTHROPIC_API_KEY") as caught:
            await writer.write(HireTheCrew("Gull"))
        await writer.close()
    chained: BaseException | None = caught.value
    shown = [writer.identity, repr(writer.chain[0])]
    while chained is not None:
        shown.append(repr(chained))
        chained = chained.__cause__ or chained.__context__

    assert not any(KEY in one for one in shown)


def test_missing_extra_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the packages, choosing the provider says what to install."""
    monkeypatch.setattr("fabula.models.text.native.find_spec", lambda _name: None)

    with pytest.raises(NotInstalled, match=r"pip install 'fabula\[anthropic\]'"):
        choose_text("anthropic:claude-sonnet-4-6", {"ANTHROPIC_API_KEY": KEY})


async def test_library_brings_others() -> None:
    """Whatever else pydantic-ai knows answers by its name there."""
    writer = Writer(choose_text("pydantic-ai:test", {}))
    crew = await writer.write(HireTheCrew("Gull"))
    await writer.close()

    assert isinstance(crew, Crew)


@pytest.mark.parametrize(
    ("setting", "problem"),
    [
        ("pydantic-ai:bedrock:some.model", r"pip install .*bedrock"),
        ("pydantic-ai:nonsense:x", "Unknown model: nonsense:x"),
        ("pydantic-ai:", "names no model"),
    ],
)
async def test_other_without_its_package_is_told(setting: str, problem: str) -> None:
    """A package that is missing, or a name that is none, is the user's to put right."""
    with pytest.raises(BadSetting, match=problem):
        await Writer(choose_text(setting, {})).write(HireTheCrew("Gull"))


def test_missing_key_is_told_first() -> None:
    """A key that is not there is named, as with every provider."""
    with pytest.raises(BadSetting, match="GOOGLE_API_KEY"):
        choose_text("google:gemini-2.5-flash", {})


def test_choosing_loads_no_library() -> None:
    """Naming a provider costs nothing: its library is loaded by the first question."""
    code = (
        "import sys\n"
        "from fabula.models import choose_text\n"
        "for name in ('ANTHROPIC', 'GOOGLE', 'OPENAI'):\n"
        "    setting = {'OPENAI': 'openai-responses'}.get(name, name.lower()) + ':any'\n"
        "    choose_text(setting, {f'{name}_API_KEY': 'k'})\n"
        "print(*sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert not {"pydantic_ai", "anthropic", "google.genai", "openai"} & set(done.stdout.split())


def test_each_loop_has_its_own_connections() -> None:
    """A model lives through several event loops, as steps in threads have them."""

    async def once(writer: Writer) -> str:
        answer = await writer.write(DescribeIt(GREY))
        await writer.close()
        return answer

    async def twice() -> list[str]:
        async with served(script(claude(says("Grey.")))) as server:
            writer = writer_at(server, "anthropic:claude-test")
            return [await asyncio.to_thread(lambda: asyncio.run(once(writer))) for _ in range(2)]

    assert asyncio.run(twice()) == ["Grey.", "Grey."]
