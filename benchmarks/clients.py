"""One client of a text model in a process of its own: measures a round a line, answers in JSON.

`python clients.py litellm PORT`. Needs only the client that it is asked for.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

PROMPT = "Write the scene in which the lamp is lit. " + "The story so far is long. " * 40
KEY = "sk-none"

Call = Callable[[], Awaitable[Any]]


class Line(BaseModel):
    """Who says what."""

    speaker: str
    text: str
    direction: str


class Scene(BaseModel):
    """A scene."""

    title: str
    place: str
    lines: list[Line]


MESSAGES: list[Any] = [{"role": "user", "content": PROMPT}]
FORMAT: Any = {
    "type": "json_schema",
    "json_schema": {"name": "Scene", "schema": Scene.model_json_schema(), "strict": True},
}


@dataclass(frozen=True)
class Client:
    """How one asks for a scene: at once, from a server that thinks, and as a stream.

    Args:
        quick: Asks the server that answers at once.
        slow: Asks the one that takes its time.
        stream: Asks for a stream and reads it to its end; None if it cannot.
    """

    quick: Call
    slow: Call
    stream: Call | None = None


def addresses(port: str) -> tuple[str, str]:
    """The server that answers at once, and the one that takes its time."""
    return f"http://127.0.0.1:{port}/quick/v1", f"http://127.0.0.1:{port}/slow/v1"


async def words_in(chunks: Any) -> str:
    """The text of a stream of OpenAI's chunks."""
    return "".join([one.choices[0].delta.content or "" async for one in chunks if one.choices])


@asynccontextmanager
async def httpx2(port: str) -> AsyncGenerator[Client]:
    """No library at all: a request, JSON, and a check of its shape."""
    from httpx2 import AsyncClient

    body = {"model": "m", "messages": MESSAGES, "response_format": FORMAT}
    async with AsyncClient(timeout=60) as client:

        def ask(address: str) -> Call:
            async def call() -> Scene:
                reply = await client.post(f"{address}/chat/completions", json=body)
                said = reply.json()["choices"][0]["message"]["content"]
                return Scene.model_validate_json(said)

            return call

        async def stream() -> str:
            words = []
            url = f"{addresses(port)[0]}/chat/completions"
            async with client.stream("POST", url, json={**body, "stream": True}) as reply:
                async for line in reply.aiter_lines():
                    if line.startswith("data: {"):
                        choices = json.loads(line[6:])["choices"]
                        words.append(choices[0]["delta"].get("content") or "" if choices else "")
            return "".join(words)

        quick, slow = map(ask, addresses(port))
        yield Client(quick, slow, stream)


@asynccontextmanager
async def fabula(port: str) -> AsyncGenerator[Client]:
    """Fabula: a writer, with its policies, its budget and its checks."""
    from scene_task import WriteTheScene

    from fabula.models import Policies, Writer, choose_text

    def writer_at(address: str) -> Writer:
        urls = {"FABULA_OPENAI_URL": address, "OPENAI_API_KEY": KEY}
        # Usually 16 calls at once, and more as answers come.
        return Writer(choose_text("openai:m", urls), Policies({"*": {"concurrency": 50}}))

    quick, slow = map(writer_at, addresses(port))
    task = WriteTheScene(PROMPT)

    async def stream() -> int:
        letters = 0
        async for partial in quick.stream(task):
            letters = len(partial.text)
        return letters

    yield Client(lambda: quick.write(task), lambda: slow.write(task), stream)
    await quick.close()
    await slow.close()


@asynccontextmanager
async def openai(port: str) -> AsyncGenerator[Client]:
    """The official client, which also parses."""
    from openai import AsyncOpenAI

    def ask(address: str) -> Call:
        client = AsyncOpenAI(api_key=KEY, base_url=address)
        return lambda: client.chat.completions.parse(
            model="m", messages=MESSAGES, response_format=Scene
        )

    client = AsyncOpenAI(api_key=KEY, base_url=addresses(port)[0])

    async def stream() -> str:
        chunks = await client.chat.completions.create(
            model="m", messages=MESSAGES, response_format=FORMAT, stream=True
        )
        return await words_in(chunks)

    quick, slow = map(ask, addresses(port))
    yield Client(quick, slow, stream)


@asynccontextmanager
async def pydantic_ai(port: str) -> AsyncGenerator[Client]:
    """pydantic-ai's direct calls, and pydantic for the answer."""
    from pydantic_ai.direct import model_request, model_request_stream
    from pydantic_ai.messages import ModelRequest
    from pydantic_ai.models import ModelRequestParameters
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.output import OutputObjectDefinition
    from pydantic_ai.providers.openai import OpenAIProvider

    held = OutputObjectDefinition(json_schema=Scene.model_json_schema(), name="Scene", strict=True)
    parameters = ModelRequestParameters(output_mode="native", output_object=held)
    messages = [ModelRequest.user_text_prompt(PROMPT)]

    def model_at(address: str) -> OpenAIChatModel:
        return OpenAIChatModel("m", provider=OpenAIProvider(base_url=address, api_key=KEY))

    def ask(address: str) -> Call:
        model = model_at(address)

        async def call() -> Scene:
            reply = await model_request(model, messages, model_request_parameters=parameters)
            return Scene.model_validate_json(reply.text or "")

        return call

    model = model_at(addresses(port)[0])

    async def stream() -> Any:
        async with model_request_stream(
            model, messages, model_request_parameters=parameters
        ) as events:
            async for _ in events:
                pass
            return events.get()

    quick, slow = map(ask, addresses(port))
    yield Client(quick, slow, stream)


@asynccontextmanager
async def litellm(port: str) -> AsyncGenerator[Client]:
    """LiteLLM, kept from the network at its import."""
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    import litellm as library

    library.suppress_debug_info = True
    library.telemetry = False

    def ask(address: str) -> Call:
        async def call() -> Scene:
            reply = await library.acompletion(
                model="openai/m",
                messages=MESSAGES,
                response_format=FORMAT,
                api_base=address,
                api_key=KEY,
            )
            return Scene.model_validate_json(reply.choices[0].message.content)

        return call

    async def stream() -> str:
        chunks = await library.acompletion(
            model="openai/m",
            messages=MESSAGES,
            response_format=FORMAT,
            api_base=addresses(port)[0],
            api_key=KEY,
            stream=True,
        )
        return await words_in(chunks)

    quick, slow = map(ask, addresses(port))
    yield Client(quick, slow, stream)


@asynccontextmanager
async def langchain(port: str) -> AsyncGenerator[Client]:
    """LangChain's model of OpenAI, with structured output."""
    from langchain_openai import ChatOpenAI

    def model_at(address: str) -> Any:
        return ChatOpenAI(model="m", base_url=address, api_key=KEY, max_retries=0)

    def ask(address: str) -> Call:
        model = model_at(address).with_structured_output(Scene, method="json_schema")
        return lambda: model.ainvoke(PROMPT)

    plain = model_at(addresses(port)[0])

    async def stream() -> str:
        return "".join([chunk.content async for chunk in plain.astream(PROMPT)])

    quick, slow = map(ask, addresses(port))
    yield Client(quick, slow, stream)


@asynccontextmanager
async def instructor(port: str) -> AsyncGenerator[Client]:
    """Instructor, in its usual way: by a tool."""
    import instructor as library
    from openai import AsyncOpenAI

    def ask(address: str) -> Call:
        client = library.from_openai(AsyncOpenAI(api_key=KEY, base_url=address))
        return lambda: client.chat.completions.create(
            model="m", messages=MESSAGES, response_model=Scene
        )

    quick, slow = map(ask, addresses(port))
    yield Client(quick, slow)


async def one_by_one(call: Call, times: int) -> None:
    """Calls one after the other."""
    for _ in range(times):
        await call()


async def side_by_side(call: Call, times: int, at_once: int) -> None:
    """Calls of which so many are always under way."""
    left = iter(range(times))

    async def work() -> None:
        for _ in left:
            await call()

    await asyncio.gather(*(work() for _ in range(at_once)))


async def measured(work: Awaitable[None], times: int) -> dict[str, float]:
    """Milliseconds a call, by the clock and of CPU."""
    wall, cpu = time.perf_counter(), time.process_time()
    await work
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return {"wall": wall / times * 1000, "cpu": cpu / times * 1000}


async def serve(name: str, port: str) -> None:
    """Measure one round for each line: what, and how often."""
    started = time.process_time()
    async with globals()[name](port) as client:
        scene = await client.quick()
        if len(scene.choices[0].message.parsed.lines if name == "openai" else scene.lines) != 8:
            raise SystemExit(f"{name} gave another scene: {scene}")
        begun = (time.process_time() - started) * 1000
        while line := await asyncio.to_thread(sys.stdin.readline):
            what, times = line.split()
            answer: dict[str, float] = {}
            if what == "quick":
                answer = await measured(one_by_one(client.quick, int(times)), int(times))
            elif what == "slow":
                work = side_by_side(client.slow, int(times), 50)
                answer = await measured(work, int(times))
            elif client.stream is not None:
                answer = await measured(one_by_one(client.stream, int(times)), int(times))
            answer["begun"] = begun
            answer["mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
            print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], sys.argv[2]))
