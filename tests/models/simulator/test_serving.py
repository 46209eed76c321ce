"""Tests of the simulator on a port: real sockets, real clients."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from fabula.errors import BadSetting
from fabula.models.simulator import Plan, Serving, read_fault, serve, serve_in_thread

pytestmark = pytest.mark.anyio

QUESTION: dict[str, Any] = {"model": "sim", "messages": [{"role": "user", "content": "Ahoy?"}]}


async def post(
    served: Serving, path: str = "chat/completions", *, fault: str = "", **body: Any
) -> httpx2.Response:
    """Ask the simulator."""
    headers = {"x-simulator-fault": fault} if fault else {}
    async with httpx2.AsyncClient() as client:
        told = QUESTION | body
        return await client.post(f"{served.address}/{path}", json=told, headers=headers)


async def until(holds: Callable[[], bool]) -> None:
    """Wait for what happens on the other side of a socket."""
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 nothing tells when
            await asyncio.sleep(0.01)


async def test_question_has_same_answer() -> None:
    """The same question is answered with the same bytes, by another simulator too."""
    async with serve(Plan(seed=7)) as one, serve(Plan(seed=7)) as other:
        answers = [(await post(served)).content for served in (one, one, other)]

    assert len(set(answers)) == 1


async def test_larger_limit_is_another_attempt() -> None:
    """Who asks the same with more room has the rest of the same answer, at the next attempt."""
    async with serve(Plan(faults=(read_fault("length:first=1"),))) as served:
        cut = (await post(served, max_tokens=40)).json()["choices"][0]
        longer = (await post(served, max_tokens=400)).json()["choices"][0]

    assert (cut["finish_reason"], longer["finish_reason"]) == ("length", "stop")
    assert longer["message"]["content"].startswith(cut["message"]["content"])


async def test_seed_changes_answer() -> None:
    """Another seed gives another answer."""
    async with serve(Plan(seed=7)) as one, serve(Plan(seed=8)) as other:
        answers = [(await post(served)).json()["choices"] for served in (one, other)]

    assert answers[0] != answers[1]


async def test_stream_says_the_same() -> None:
    """A streamed answer has the words of the whole one, and its usage at the end."""
    async with serve() as served:
        whole = (await post(served)).json()
        streamed = await post(served, stream=True, stream_options={"include_usage": True})
    events = [line.removeprefix("data: ") for line in streamed.text.split("\n\n") if line]
    trees = [json.loads(told) for told in events[:-1]]
    said = "".join(tree["choices"][0]["delta"].get("content", "") for tree in trees[:-1])

    assert said == whole["choices"][0]["message"]["content"]
    assert events[-1] == "[DONE]"
    assert trees[-1]["usage"] == whole["usage"]


@pytest.mark.parametrize("fault", ["close", "drop", "stall:seconds=0.05"])
@pytest.mark.parametrize("stream", [False, True])
async def test_fault_breaks_connection_off(fault: str, stream: bool) -> None:
    """A fault of the connection reaches the client as a broken connection."""
    async with serve() as served:
        with pytest.raises(httpx2.TransportError):
            await post(served, fault=fault, stream=stream)

        assert served.simulator.stats()["broken"] == 1


async def test_status_has_retry_after() -> None:
    """A 429 tells in seconds and in milliseconds when to come back, then the call succeeds."""
    async with serve(Plan(faults=(read_fault("429:first=1,seconds=0.25"),))) as served:
        refused, answered = await post(served), await post(served)

    assert (refused.status_code, answered.status_code) == (429, 200)
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["retry-after-ms"] == "250"
    assert refused.json()["error"]["code"] == "rate_limit_exceeded"


async def test_plan_is_changed_while_serving() -> None:
    """Another plan can be told over the wire; one that cannot be leaves the first."""
    async with serve() as served, httpx2.AsyncClient() as client:
        told = {"seed": 9, "faults": ["429"]}
        shown = (await client.post(f"{served.address}/plan", json=told)).json()
        wrong = await client.post(f"{served.address}/plan", json={"latency": "soon"})
        refused = await post(served)

    assert shown["seed"] == 9
    assert (wrong.status_code, refused.status_code) == (400, 429)


async def test_words_are_spoken() -> None:
    """A plan may want real words of eSpeak NG, in the format that is asked for."""
    async with serve(Plan(speech="espeak")) as served:
        replies = [
            await post(served, "audio/speech", input="Ahoy.", response_format=form)
            for form in ("wav", "pcm")
        ]

    assert replies[0].content.startswith(b"RIFF")
    assert 0.3 < len(replies[1].content) / 2 / 24_000 < 2


async def test_truncated_answer_is_recognised() -> None:
    """A client that goes on from an answer that broke off is found out."""
    async with serve() as served:
        cut = await post(served, fault="cut", stream=True)
        trees = [json.loads(line[6:]) for line in cut.text.split("\n\n") if line]
        half = "".join(tree["choices"][0]["delta"]["content"] for tree in trees)
        said = [{"role": "assistant", "content": half}, {"role": "user", "content": "And then?"}]
        await post(served, messages=QUESTION["messages"] + said)
        found = [finding.name for finding in served.simulator.verdict().findings]

    assert found == ["truncated-accepted", "truncated-unanswered"]


async def test_client_that_leaves_is_seen() -> None:
    """A request is given up when its client is gone, and counted as aborted."""
    async with serve() as served:
        asked = asyncio.create_task(post(served, fault="stall:seconds=60"))
        await until(lambda: served.simulator.journal.in_flight == 1)
        asked.cancel()
        await until(lambda: served.simulator.journal.in_flight == 0)
        stats = served.simulator.stats()

    assert stats["aborted"] == 1


async def test_port_in_use_is_told() -> None:
    """A port that somebody listens on is an error that says so."""
    async with serve() as served:
        port = int(served.address.split(":")[2].split("/")[0])
        with pytest.raises(BadSetting, match="in use"):
            async with serve(port=port):
                pass


def test_thread_serves_other_programs() -> None:
    """A program that is not async serves it in a thread."""
    with serve_in_thread(Plan(seed=1)) as served:
        told = httpx2.get(f"{served.address}/models").json()

    assert "sim" in [model["id"] for model in told["data"]]


async def test_slow_reader_gets_everything() -> None:
    """A client that reads slowly, and asks before it sends, gets a large answer whole."""
    async with serve() as served:
        port = int(served.address.split(":")[2].split("/")[0])
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1000)
        body = json.dumps(QUESTION | {"input": "Ahoy, sailor. " * 290, "speed": 0.25}).encode()
        head = f"Host: x\r\nExpect: 100-continue\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(b"POST /v1/audio/speech HTTP/1.1\r\n" + head.encode())
        go_on = await reader.readuntil(b"\r\n\r\n")
        writer.write(body)
        told = await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(0.2)
        size = int(told.lower().split(b"content-length: ")[1].split(b"\r")[0])
        sound = await reader.readexactly(size)
        writer.close()

    assert go_on.startswith(b"HTTP/1.1 100")
    assert size > 10_000_000
    assert sound.startswith(b"RIFF")


@pytest.mark.parametrize("stream", [False, True])
async def test_error_comes_in_a_200(stream: bool) -> None:
    """An error under status 200 has OpenRouter's form, in a stream too."""
    async with serve() as served:
        reply = await post(served, fault="error-in-200", stream=stream)
    last = reply.text.strip().split("\n\n")[-1].removeprefix("data: ")

    assert reply.status_code == 200
    assert json.loads(last)["error"]["code"] == 502


async def test_chunk_in_the_middle_is_garbled() -> None:
    """A garbled stream goes on after a chunk that is no JSON."""
    async with serve() as served:
        reply = await post(served, fault="garbled", stream=True)
    events = [line.removeprefix("data: ") for line in reply.text.split("\n\n") if line]
    broken = [told for told in events[:-1] if not told.endswith("}")]

    assert len(broken) == 1
    assert events[-1] == "[DONE]"


def test_thread_tells_a_port_in_use() -> None:
    """A thread that cannot listen says so to whoever started it."""
    with serve_in_thread() as served:
        port = int(served.address.split(":")[2].split("/")[0])
        with pytest.raises(BadSetting, match="in use"), serve_in_thread(port=port):
            pass


async def test_no_http_is_declined() -> None:
    """What is no HTTP gets a 400, and the connection is closed."""
    async with serve() as served:
        port = int(served.address.split(":")[2].split("/")[0])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"what is this\r\n\r\n")
        told = await reader.read()
        writer.close()

    assert told.startswith(b"HTTP/1.1 400")


async def test_journal_tells_each_call() -> None:
    """With its times on the machine's steady clock, and how it ended."""
    began = asyncio.get_running_loop().time()
    async with serve() as served:
        await post(served)
        await post(served, fault="503")
        async with httpx2.AsyncClient() as client:
            entries = (await client.get(f"{served.address}/journal")).json()["entries"]

    assert [(one["model"], one["failed"], one["fault"]) for one in entries] == [
        ("text", False, ""),
        ("text", True, "503"),
    ]
    assert began <= entries[0]["began"] <= entries[0]["ended"] <= entries[1]["began"]
