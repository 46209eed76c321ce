"""A server that always gives the same scene, in OpenAI's format: it costs a client's time nothing.

`python scene_server.py` prints its port. Only the standard library.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

LATENCY_SECONDS = 0.05
"""How long it thinks where throughput is measured."""
PIECE = 5
"""Letters in a chunk of a stream."""

SCENE = {
    "title": "The lamp is lit",
    "place": "The lighthouse, at night",
    "lines": [
        {
            "speaker": ["Vane", "Anne", "Mary", "The keeper"][number % 4],
            "text": f"Line {number}. "
            + "The sea has no opinion of us, and says so all night. " * 3,
            "direction": "looks out, then at the lamp, then at nobody",
        }
        for number in range(8)
    ],
}
TEXT = json.dumps(SCENE)
_USAGE = {"prompt_tokens": 400, "completion_tokens": 500, "total_tokens": 900}
_MORE = {"id": "c", "created": 1, "model": "m", "system_fingerprint": "f"}


def _whole(message: dict[str, Any], ending: str) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": ending}
    tree = {**_MORE, "object": "chat.completion", "choices": [choice], "usage": _USAGE}
    return _reply(json.dumps(tree).encode())


def _reply(content: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(content)}"
    return head.encode() + b"\r\n\r\n" + content


def _chunk(delta: dict[str, Any], ending: str | None = None, **more: Any) -> bytes:
    choices = [] if more else [{"index": 0, "delta": delta, "finish_reason": ending}]
    tree = {**_MORE, "object": "chat.completion.chunk", "choices": choices, **more}
    event = b"data: " + json.dumps(tree).encode() + b"\n\n"
    return b"%x\r\n%s\r\n" % (len(event), event)


IN_WORDS = _whole({"content": TEXT}, "stop")
BY_TOOL = {
    name: _whole(
        {
            "content": None,
            "tool_calls": [
                {"id": "t", "type": "function", "function": {"name": name, "arguments": TEXT}}
            ],
        },
        "tool_calls",
    )
    for name in ("Scene", "answer")
}
STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
)
CHUNKS = (
    _chunk({"role": "assistant", "content": ""}),
    *(_chunk({"content": TEXT[at : at + PIECE]}) for at in range(0, len(TEXT), PIECE)),
    _chunk({}, "stop"),
    _chunk({}, usage=_USAGE),
    b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n",
)


class Connection(asyncio.Protocol):
    """Reads requests and answers each after the latency that its path names."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._received = b""

    def data_received(self, data: bytes) -> None:
        """Answer when a request is whole."""
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
        if not found or len(body) < length:
            return
        self._received = body[length:]
        asked = json.loads(body[:length])
        if asked.get("stream"):
            self._task = asyncio.ensure_future(self._stream())
            return
        tools = asked.get("tools")
        reply = BY_TOOL[tools[0]["function"]["name"]] if tools else IN_WORDS
        wait = LATENCY_SECONDS if b"/slow/" in head.split(b"\r\n")[0] else 0.0
        asyncio.get_running_loop().call_later(wait, self._transport.write, reply)

    async def _stream(self) -> None:
        """Each chunk in a packet of its own, as fast as they go."""
        self._transport.write(STREAM_HEAD)
        for chunk in CHUNKS:
            self._transport.write(chunk)
            await asyncio.sleep(0)


async def main() -> None:
    """Serve until standard input ends."""
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
