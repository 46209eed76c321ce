"""The worker program answers messages one after the other, and says why one cannot be spoken."""

from __future__ import annotations

import io
import json
import struct
from typing import Any

from fabula.models.speech.espeak_worker import serve

HELLO = {"text": "Hello world.", "voice": "en-us+max", "rate": 150, "pitch": 50, "range": 50}


def exchange(*asks: dict[str, Any]) -> list[tuple[dict[str, Any], bytes]]:
    """The replies to some messages, each with its PCM."""
    contents = [json.dumps(ask).encode() for ask in asks]
    source = b"".join(struct.pack(">I", len(content)) + content for content in contents)
    sink = io.BytesIO()
    serve(io.BytesIO(source), sink)
    sink.seek(0)
    replies = []
    while head := sink.read(4):
        reply = json.loads(sink.read(struct.unpack(">I", head)[0]))
        replies.append((reply, sink.read(reply.get("bytes", 0))))
    return replies


def test_message_gets_sound_and_marks() -> None:
    """A reply has the rate, a mark for each word, and just as many bytes as it says."""
    ((reply, sound),) = exchange(HELLO)

    assert reply["hertz"] == 22_050
    assert [place for place, _ in reply["marks"]] == [0, 6]
    assert len(sound) == reply["bytes"] > 22_050


def test_fault_is_told_and_passes() -> None:
    """A voice that does not exist is a reply, and the next message is answered as ever."""
    first, fault, last = exchange(HELLO, HELLO | {"voice": "nobody"}, HELLO)

    assert "no voice 'nobody'" in fault[0]["fault"]
    assert first == last


def test_cut_message_ends_the_worker() -> None:
    """When the parent is gone there is nothing left to do."""
    sink = io.BytesIO()
    serve(io.BytesIO(b"\x00\x00"), sink)

    assert not sink.getvalue()
