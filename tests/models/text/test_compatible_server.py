"""An OpenAI-compatible server fails in every way, and each ends as the error that it is."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from tests.models.crews import DescribeIt, HireTheCrew, NameTheShip
from tests.models.fake_openai import bodies, chat, chunks, fake_openai, refusal
from tests.models.serving import Reply
from tests.models.text.compatible_asked import KEY, ask, model

from fabula.engine import Event, open_run
from fabula.errors import (
    AnswerCut,
    AnswerEmpty,
    AnswerUnfit,
    AnswerUnreadable,
    ModelBusy,
    ModelRefused,
    ModelUnreachable,
    TaskDeclined,
)
from fabula.media.image import Image
from fabula.models.text.draft import Draft
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("answer", "error", "message"),
    [
        (chat('{"captain": "Va', finish="length"), AnswerCut, "length limit"),
        (chat(""), AnswerEmpty, "empty"),
        (chat(None), AnswerEmpty, "empty"),
        (chat("Certainly!"), AnswerUnreadable, "It is not JSON"),
        (chat('{"captain": 7}'), AnswerUnfit, "hands: Field required"),
        (chat(None, refusal="I cannot do that."), TaskDeclined, "I cannot do that"),
        (chat("", finish="content_filter"), TaskDeclined, "content filter"),
        (Reply(b"<html>Bad gateway</html>"), ModelUnreachable, "no chat completion"),
        (Reply({"choices": []}), ModelUnreachable, "no chat completion"),
        (Reply({"error": {"code": 429, "message": "Slow down"}}), ModelBusy, "Slow down"),
        (refusal(401, "Incorrect API key"), ModelRefused, "the key in OPENAI_API_KEY"),
        (refusal(402, "Insufficient credits"), ModelRefused, "no credit left"),
        (refusal(403, "Not for you"), ModelRefused, "'gpt-test'"),
        (refusal(404, "No such model"), ModelRefused, "no model 'gpt-test'"),
        (refusal(400, "Context too long"), ModelRefused, "Context too long"),
        (refusal(429, "Quota", "insufficient_quota"), ModelRefused, "no quota left"),
        (refusal(429, "Slow down"), ModelBusy, "Slow down"),
        (refusal(500, "Oops"), ModelUnreachable, "Oops"),
        (refusal(503, "Later"), ModelUnreachable, "Later"),
        (Reply(b"", 502), ModelUnreachable, "HTTP 502"),
        (Reply(fault="close"), ModelUnreachable, "cannot be reached"),
        (Reply({"choices": [1] * 100}, fault="drop"), ModelUnreachable, "cannot be reached"),
        (Reply({}, 307, {"Location": "http://127.0.0.1:9/"}), ModelRefused, "HTTP 307"),
    ],
)
async def test_fault_is_told_apart(answer: Reply, error: type[Exception], message: str) -> None:
    """Each fault of a server is the error that says who must act, and how."""
    with pytest.raises(error, match=message):
        await ask(HireTheCrew("Gull"), answer)


async def test_stall_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that says nothing is given up after the time-out."""
    async with fake_openai(Reply(fault="stall")) as server:
        text = model(server.address)
        monkeypatch.setattr(text._wire, "_seconds", 0.3)
        started = time.perf_counter()
        with pytest.raises(ModelUnreachable, match=r"cannot be reached|within"):
            await text.answer(NameTheShip("Vane"))

        assert time.perf_counter() - started < 5
        await text.close()


async def test_nobody_listening_is_unreachable() -> None:
    """A server that is not there is told by its address."""
    async with fake_openai(chat("x")) as server:
        address = server.address
    text = model(address)
    with pytest.raises(ModelUnreachable, match=address):
        await text.answer(NameTheShip("Vane"))
    await text.close()


async def test_busy_says_how_long() -> None:
    """Retry-After is read as seconds, as milliseconds and as a date."""
    soon = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 30))
    told = []
    for headers in ({"Retry_After": "7"}, {"retry_after_ms": "250"}, {"Retry_After": soon}, {}):
        with pytest.raises(ModelBusy) as caught:
            await ask(NameTheShip("Vane"), refusal(429, "Slow down", None, **headers))
        told.append(caught.value.retry_after)

    assert told[:2] == [7.0, 0.25]
    assert told[2] == pytest.approx(30, abs=2)
    assert told[3] is None


async def test_connection_is_used_again() -> None:
    """Calls one after the other share a connection."""
    async with fake_openai(chat("Gull")) as server:
        text = model(server.address)
        for _ in range(5):
            await text.answer(NameTheShip("Vane"))
        await text.close()

        assert server.connections == 1


async def test_calls_run_side_by_side() -> None:
    """Twenty calls at once are all answered, each over a connection of its own."""
    async with fake_openai(chat("Gull")) as server:
        text = model(server.address)
        calls = (text.answer(NameTheShip(f"Captain {n}")) for n in range(20))

        assert set(await asyncio.gather(*calls)) == {"Gull"}
        await text.close()


async def test_key_is_never_shown() -> None:
    """The key goes out in the header, and is in no identity, repr or error, even if sent back."""
    async with fake_openai(refusal(401, f"Incorrect API key provided: {KEY}")) as server:
        text = model(server.address)
        with pytest.raises(ModelRefused) as caught:
            await text.answer(NameTheShip("Vane"))
        await text.close()
        (asked,) = server.asked
        shown = [text.identity, repr(text), repr(text._wire), str(caught.value), repr(caught.value)]

        assert asked.headers["authorization"] == f"Bearer {KEY}"
        assert not any(KEY in one for one in shown)


@pytest.mark.parametrize(
    "answer",
    [
        refusal(404, "No endpoints found that support image input"),
        refusal(400, "This model is not a multimodal model"),
        refusal(500, "image input is not supported - hint: provide the mmproj"),
    ],
)
async def test_blind_model_says_so(answer: Reply) -> None:
    """A model that takes no images is named, with what to do."""
    with pytest.raises(ModelRefused, match=r"openai:gpt-test takes no images; choose a model"):
        await ask(DescribeIt(Image(b"PNG", "image/png", 8, 8)), answer)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal(400, "image exceeds 5 MB maximum"), ModelRefused),
        (refusal(400, "Unsupported image format: BMP"), ModelRefused),
        (refusal(500, "vision backend crashed"), ModelUnreachable),
    ],
)
async def test_bad_image_is_no_blindness(answer: Reply, error: type[Exception]) -> None:
    """An image that is not liked, or a server that breaks over it, says nothing of the model."""
    with pytest.raises(error) as caught:
        await ask(DescribeIt(Image(b"PNG", "image/png", 8, 8)), answer)

    assert "takes no images" not in str(caught.value)


@pytest.mark.parametrize(
    ("details", "cached", "reasoning"),
    [
        ({}, None, None),
        (
            {
                "prompt_tokens_details": {"cached_tokens": 8},
                "completion_tokens_details": {"reasoning_tokens": 20},
            },
            8,
            20,
        ),
        ({"prompt_tokens_details": None, "completion_tokens_details": "x"}, None, None),
    ],
)
async def test_use_is_told_in_full(
    details: dict[str, Any], cached: int | None, reasoning: int | None
) -> None:
    """Tokens that were cached, or spent on reasoning, are told; what nobody says is not."""
    answer = chat("Gull")
    assert isinstance(answer.body, dict)
    answer.body["usage"].update(details)
    events: list[Event] = []
    async with open_run(memory_store(), "test", on_event=events.append):
        await ask(NameTheShip("Vane"), answer)
    (use,) = (event.fields for event in events if event.kind == "model.used")

    assert (use["tokens_in"], use["tokens_out"], use["usd"]) == (12, 34, 0.0005)
    assert (use.get("tokens_cached"), use.get("tokens_reasoning")) == (cached, reasoning)


async def test_stream_without_counts_is_asked_for() -> None:
    """A server that does not know `stream_options` is asked without, from then on."""
    no_counts = refusal(422, "stream_options: Extra inputs are not permitted")
    async with fake_openai(no_counts, chunks("Gull"), chunks("Gull")) as server:
        text = model(server.address)
        for _ in range(2):
            assert await text.stream(NameTheShip("Vane"), Draft()) == "Gull"
        await text.close()
        asked = ["stream_options" in body for body in bodies(server.asked)]

    assert asked == [True, False, False]
