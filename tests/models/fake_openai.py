"""A small server that speaks OpenAI's wire format over a real socket, with faults by script."""

from __future__ import annotations

import asyncio
import io
import json
import math
import struct
import wave
from array import array
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

Fault = Literal["", "stall", "drop", "close"]


@dataclass(frozen=True)
class Answer:
    """One answer of the script.

    Args:
        body: JSON if it is a dict, else sent as it is; a tuple is a stream of events, one by one.
        status: HTTP status.
        headers: More headers.
        fault: "stall" says nothing at all; "drop" breaks off in the middle; "close" hangs up.
    """

    body: dict[str, Any] | bytes | tuple[bytes, ...] = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    fault: Fault = ""


@dataclass
class Asked:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def prompt(self) -> str:
        """All that was said to the model."""
        return "\n\n".join(message["content"] for message in self.body["messages"])


@dataclass
class Fake:
    """The running server: its address, what it was asked, and how many connections it saw."""

    address: str = ""
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    script: list[Answer] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    _open: dict[asyncio.Task[Any], asyncio.StreamWriter] = field(default_factory=dict)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection, one after the other."""
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._open[task] = writer
        try:
            while (request := await _read(reader)) is not None:
                self.asked.append(request)
                # The last answer of the script is given for ever.
                answer = self.script.pop(0) if len(self.script) > 1 else self.script[0]
                if answer.fault == "stall":
                    await self.over.wait()
                if answer.fault in {"stall", "close"} or not await _send(writer, answer):
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            del self._open[task]
            writer.close()

    async def close(self) -> None:
        """End every connection, and wait until it has ended."""
        self.over.set()
        for writer in self._open.values():
            writer.transport.abort()
        if self._open:
            await asyncio.wait(self._open, timeout=10)


@asynccontextmanager
async def fake_openai(*script: Answer) -> AsyncGenerator[Fake]:
    """A server on a free port of loopback that gives the answers in order."""
    fake = Fake(script=list(script))
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    fake.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield fake
    finally:
        server.close()
        await fake.close()


def chat(content: str | None, *, finish: str = "stop", **message: Any) -> Answer:
    """A chat completion."""
    said = {"role": "assistant", "content": content, **message}
    usage = {"prompt_tokens": 12, "completion_tokens": 34, "cost": 0.0005}
    choice = {"index": 0, "message": said, "finish_reason": finish}
    return Answer({"object": "chat.completion", "choices": [choice], "usage": usage})


def chunks(*pieces: str, finish: str | None = "stop", fault: Fault = "") -> Answer:
    """A chat completion as a stream; without `finish` it breaks off in the middle of it all."""
    deltas = [{"role": "assistant", "content": ""}, *({"content": piece} for piece in pieces)]
    return stream_of(deltas, finish=finish, fault=fault)


def stream_of(
    deltas: Sequence[dict[str, Any]], *, finish: str | None = "stop", fault: Fault = ""
) -> Answer:
    """A stream of these deltas, with what it used at the end."""
    told: list[dict[str, Any]] = [
        {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas
    ]
    if finish is not None:
        told.append({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
        usage = {"prompt_tokens": 12, "completion_tokens": 34, "cost": 0.0005}
        told.append({"choices": [], "usage": usage})
    events = [f"data: {json.dumps(one)}\n\n".encode() for one in told]
    end = (b"data: [DONE]\n\n",) if finish is not None else ()
    return Answer((b": hello\n\n", *events, *end), fault=fault)


def refusal(status: int, message: str, code: str | None = None, **headers: str) -> Answer:
    """An error, as OpenAI words them."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    error = {"error": {"message": message, "type": "error", "code": code}}
    return Answer(error, status, told)


def tone(seconds: float, rate: int = 24_000) -> bytes:
    """16-bit samples of a tone, with a tenth of a second of silence on both sides."""
    steps = range(round(seconds * rate))
    quiet = array("h", [0] * (rate // 10))
    sound = array("h", (round(9000 * math.sin(440 * math.tau * (i + 0.5) / rate)) for i in steps))
    return (quiet + sound + quiet).tobytes()


def wav(samples: bytes, *, rate: int = 24_000, channels: int = 1, streamed: bool = False) -> bytes:
    """A WAV file; one that was streamed has no sizes in its header."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(samples)
    content = bytearray(file.getvalue())
    if streamed:
        content[4:8] = content[40:44] = struct.pack("<I", 0xFFFFFFFF)
    return bytes(content)


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    line = await reader.readline()
    if not line:
        return None
    headers: dict[str, str] = {}
    while (header := (await reader.readline()).decode().strip()) != "":
        name, _, value = header.partition(":")
        headers[name.lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(line.decode().split()[1], headers, json.loads(body))


async def _send(writer: asyncio.StreamWriter, answer: Answer) -> bool:
    """Send the answer; gives whether the connection stays open."""
    if isinstance(answer.body, tuple):
        return await _send_events(writer, answer.body, answer.fault)
    plain = isinstance(answer.body, bytes)
    content = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
    kind = "audio/wav" if plain else "application/json"
    headers = {"Content-Type": kind, "Content-Length": str(len(content)), **answer.headers}
    lines = [f"HTTP/1.1 {answer.status} Told", *(f"{name}: {v}" for name, v in headers.items())]
    cut = len(content) // 2 if answer.fault == "drop" else len(content)
    writer.write("\r\n".join([*lines, "", ""]).encode() + content[:cut])
    await writer.drain()
    return answer.fault == ""


async def _send_events(
    writer: asyncio.StreamWriter, events: tuple[bytes, ...], fault: Fault
) -> bool:
    """Send events one after the other, each in a packet of its own."""
    head = ("HTTP/1.1 200 OK", "Content-Type: text/event-stream", "Transfer-Encoding: chunked")
    writer.write("\r\n".join([*head, "", ""]).encode())
    for event in events:
        writer.write(b"%x\r\n%s\r\n" % (len(event), event))
        await writer.drain()
        await asyncio.sleep(0.002)
    if fault == "":
        writer.write(b"0\r\n\r\n")
        await writer.drain()
    return fault == ""


def bodies(asked: Sequence[Asked]) -> list[dict[str, Any]]:
    """What was posted."""
    return [request.body for request in asked]
