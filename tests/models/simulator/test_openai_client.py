"""The official client of OpenAI works with the simulator in all roles: the proof of its format."""

from __future__ import annotations

import io
from collections.abc import AsyncGenerator
from typing import Any

import av
import openai
import pytest
from openai import AsyncOpenAI
from pydantic import BaseModel, Field

from fabula.models.simulator import Plan, Serving, read_fault, serve

pytestmark = pytest.mark.anyio


class Scene(BaseModel):
    """What the client parses answers into."""

    title: str
    lines: list[str] = Field(min_length=2)


TOOL = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "The weather of a place.",
        "parameters": {
            "type": "object",
            "properties": {"place": {"type": "string"}, "days": {"type": "integer", "minimum": 1}},
            "required": ["place", "days"],
        },
    },
}


@pytest.fixture
async def served() -> AsyncGenerator[Serving]:
    """A simulator on a port."""
    async with serve(Plan(seed=5)) as serving:
        yield serving


@pytest.fixture
async def client(served: Serving) -> AsyncGenerator[AsyncOpenAI]:
    """OpenAI's client, with the simulator for a server."""
    async with AsyncOpenAI(base_url=served.address, api_key="sim") as one:
        yield one


async def test_chat_is_answered(client: AsyncOpenAI) -> None:
    """A question has an answer, a reason to end, and usage."""
    said = await client.chat.completions.create(
        model="sim", messages=[{"role": "user", "content": "Ahoy?"}], n=2
    )

    assert [choice.finish_reason for choice in said.choices] == ["stop", "stop"]
    assert said.choices[0].message.content != said.choices[1].message.content
    assert said.usage
    assert said.usage.total_tokens == said.usage.prompt_tokens + said.usage.completion_tokens


async def test_answer_is_parsed_into_a_model(client: AsyncOpenAI) -> None:
    """A pydantic model as the format is answered in its shape."""
    said = await client.chat.completions.parse(
        model="sim", messages=[{"role": "user", "content": "A scene."}], response_format=Scene
    )
    scene = said.choices[0].message.parsed

    assert scene
    assert len(scene.lines) >= 2


async def test_stream_comes_in_pieces(client: AsyncOpenAI) -> None:
    """A stream has many pieces, and its usage in the last event."""
    stream = await client.chat.completions.create(
        model="sim",
        messages=[{"role": "user", "content": "Ahoy?"}],
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = [chunk async for chunk in stream]
    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]

    assert len("".join(pieces)) > 4 * 30 > len(pieces) > 30
    assert chunks[-1].usage
    assert chunks[-2].choices[0].finish_reason == "stop"


@pytest.mark.parametrize("stream", [False, True])
async def test_tool_is_called_and_answered(client: AsyncOpenAI, stream: bool) -> None:
    """A tool is called with fitting arguments; once it has answered, words follow."""
    told: list[dict[str, object]] = [{"role": "user", "content": "Will it rain?"}]
    asked = {"model": "sim", "messages": told, "tools": [TOOL], "tool_choice": "required"}
    if stream:
        async with client.chat.completions.stream(**asked) as events:  # type: ignore[arg-type]
            said = await events.get_final_completion()
    else:
        said = await client.chat.completions.create(**asked)  # type: ignore[call-overload]
    (call,) = said.choices[0].message.tool_calls or []
    told += [
        said.choices[0].message.model_dump(exclude_none=True),
        {"role": "tool", "tool_call_id": call.id, "content": "Rain."},
    ]
    last = await client.chat.completions.create(
        model="sim",
        messages=told,  # type: ignore[arg-type]
        tools=[TOOL],  # type: ignore[list-item]
    )

    assert call.function.name == "weather"
    assert '"days": ' in call.function.arguments
    assert said.choices[0].finish_reason == "tool_calls"
    assert last.choices[0].message.content


@pytest.mark.parametrize("stream", [False, True])
async def test_responses_are_given(client: AsyncOpenAI, stream: bool) -> None:
    """The Responses of OpenAI are answered too, in words, in a shape, and by calling a tool."""
    told = "Tell me a scene."
    if stream:
        async with client.responses.stream(model="sim", input=told) as events:
            said = await events.get_final_response()
    else:
        said = await client.responses.create(model="sim", input=told)  # type: ignore[assignment]
    parsed = await client.responses.parse(model="sim", input=told, text_format=Scene)
    tool = {"type": "function", "strict": True, **TOOL["function"]}  # type: ignore[dict-item]
    called = await client.responses.create(model="sim", input=told, tools=[tool])  # type: ignore[list-item]

    assert len(said.output_text) > 50
    assert said.usage
    assert parsed.output_parsed
    assert [item.type for item in called.output] == ["function_call"]


async def test_texts_have_vectors(client: AsyncOpenAI) -> None:
    """The client, which asks for base64, gets vectors of the wanted size and of length 1."""
    said = await client.embeddings.create(model="sim", input=["a sea", "the sea"], dimensions=32)

    assert [len(row.embedding) for row in said.data] == [32, 32]
    assert sum(value**2 for value in said.data[0].embedding) == pytest.approx(1, abs=1e-6)


async def test_speech_is_heard_again(client: AsyncOpenAI) -> None:
    """What was read aloud is written down word for word."""
    text = "Ahoy there, sailor. Ünder way?"
    sound = await client.audio.speech.create(
        model="sim", voice="alloy", input=text, response_format="wav"
    )
    heard = await client.audio.transcriptions.create(
        model="sim", file=("a.wav", sound.content, "audio/wav")
    )

    assert heard.text == text


@pytest.mark.parametrize("form", ["mp3", "opus", "aac", "flac", "pcm"])
async def test_speech_has_the_wanted_format(client: AsyncOpenAI, form: Any) -> None:
    """Sound comes in every format of OpenAI's, as long as the text takes."""
    sound = await client.audio.speech.create(
        model="sim", voice="alloy", input="Ahoy there, sailor.", response_format=form
    )
    made = {} if form != "pcm" else {"format": "s16le", "options": {"sample_rate": "24000"}}
    with av.open(io.BytesIO(sound.content), **made) as file:  # type: ignore[call-overload]
        frames = list(file.decode(audio=0))
    seconds = sum(frame.samples / frame.sample_rate for frame in frames)

    assert 1.2 < seconds < 2.2


async def test_picture_has_the_wanted_size(client: AsyncOpenAI) -> None:
    """A picture is a PNG of the size that was asked for."""
    made = await client.images.generate(model="sim", prompt="A sea.", size="1536x1024")

    assert made.data
    assert (made.data[0].b64_json or "").startswith("iVBORw0KGgo")


async def test_models_are_listed(client: AsyncOpenAI) -> None:
    """Models can be listed, and any name is one."""
    assert "sim" in [model.id async for model in client.models.list()]
    assert (await client.models.retrieve("any-name")).id == "any-name"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("401", openai.AuthenticationError),
        ("404", openai.NotFoundError),
        ("429:seconds=0.01", openai.RateLimitError),
        ("500", openai.InternalServerError),
        ("drop", openai.APIConnectionError),
    ],
)
async def test_faults_have_their_errors(
    client: AsyncOpenAI, fault: str, error: type[Exception]
) -> None:
    """Each fault is the error that the client has for it."""
    with pytest.raises(error):
        await client.with_options(max_retries=0).chat.completions.create(
            model="sim",
            messages=[{"role": "user", "content": "Ahoy?"}],
            extra_headers={"x-simulator-fault": fault},
        )


async def test_client_passes_the_verdict() -> None:
    """The client's own retries wait as they are told, and the simulator says so."""
    plan = Plan(faults=(read_fault("429:first=2,seconds=0.1"),))
    async with serve(plan) as served, AsyncOpenAI(base_url=served.address, api_key="sim") as client:
        await client.chat.completions.create(
            model="sim", messages=[{"role": "user", "content": "Ahoy?"}]
        )
        verdict = served.simulator.verdict()

    assert verdict.passed
    assert (verdict.calls, verdict.attempts, verdict.failed) == (1, 3, 2)
