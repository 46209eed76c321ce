"""One call answered: the words or bytes of its role, sent at the pace of its course, or spoilt."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from fabula.models.simulator.apis import (
    chat,
    embedding,
    hearing,
    picture,
    responses,
    speech,
)
from fabula.models.simulator.apis.saying import Said, Wanted, limited, say, spoilt
from fabula.models.simulator.calls import Call
from fabula.models.simulator.faults import Fault
from fabula.models.simulator.line import HungUp, Line, Pace
from fabula.models.simulator.plan import Course, Plan
from fabula.models.simulator.recognition import recall
from fabula.models.simulator.refusals import Refused, error_in_200

JSON = "application/json"
NO_JSON = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
MOST_CHOICES = 16
PIECES = {"audio/speech": 12_000}
"""A quarter of a second of bare samples, for each of which a model takes the time of a token."""


async def answer_to(call: Call, course: Course, line: Line, pace: Pace) -> None:
    """Answer a call.

    Raises:
        Refused: The request cannot be answered.
        HungUp: The course breaks it off.
    """
    try:
        made = await _made(call, course)
    except (TypeError, ValueError, LookupError, AttributeError) as problem:
        # Whatever a client may write, in a hundred places: no field is checked for itself.
        raise Refused(400, f"The request cannot be understood: {problem!r:.200}") from None
    if isinstance(made, Streamed):
        await _stream(made, course, line, pace)
    else:
        await _whole(made, course, line, pace)


async def _made(call: Call, course: Course) -> Answer | Streamed:
    """What there is to send."""
    if call.path in _OTHERS:
        content, kind = await _OTHERS[call.path](call, course.plan)
        return Answer(content, kind, piece=PIECES.get(call.path, 0))
    form = _FORMS[call.path]
    said = await _said(call, form, course)
    if call.body.get("stream"):
        return Streamed(form, call, said[0])
    tokens = sum(one.tokens for one in said)
    return Answer(json.dumps(form.whole(call, said)).encode(), JSON, tokens)


class Form(Protocol):
    """How an API of text models writes what is said."""

    def wants(self, body: Mapping[str, Any]) -> Wanted:
        """What an answer is asked to be."""
        ...

    def messages_of(self, body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """The conversation."""
        ...

    def whole(self, call: Call, choices: Sequence[Said]) -> dict[str, Any]:
        """The answer in one piece."""
        ...

    def opening(self, call: Call, said: Said) -> str:
        """The first events of a stream."""
        ...

    def pieces(self, call: Call, said: Said) -> Iterator[str]:
        """An event for each token."""
        ...

    def ending(self, call: Call, said: Said) -> str:
        """The last events of a stream."""
        ...


_FORMS: dict[str, Form] = {"chat/completions": chat, "responses": responses}


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer.

    Args:
        content: Its bytes.
        kind: What they are.
        tokens: How many it took before it could be sent.
        piece: Bytes that are sent as soon as they are made; 0: all of them together.
    """

    content: bytes
    kind: str
    tokens: int = 0
    piece: int = 0


@dataclass(frozen=True, slots=True)
class Streamed:
    """What is said, token by token, in the form of an API."""

    form: Form
    call: Call
    said: Said


async def _said(call: Call, form: Form, course: Course) -> list[Said]:
    """What is said, once for each choice; by the offline writer where it knows the task."""
    wanted, seed = form.wants(call.body), course.plan.seed
    told = None if wanted.tool else await recall(form.messages_of(call.body))
    if told is not None:
        return [spoilt(limited(Said(told), wanted), course.fault, seed)]
    choices = min(int(call.body.get("n") or 1), MOST_CHOICES)
    return [spoilt(say(call, wanted, seed, n), course.fault, seed) for n in range(choices)]


async def _whole(answer: Answer, course: Course, line: Line, pace: Pace) -> None:
    """Send an answer in one piece, once all of it is there."""
    await pace.wait(course.seconds(answer.tokens))
    content, kind = answer.content, answer.kind
    match course.fault:
        case Fault(kind="stall", wait=seconds):
            await pace.sleep(seconds)
            raise HungUp
        case Fault(kind="drop"):
            await line.begin(kind, length=len(content))
            await line.write(content[: len(content) // 2])
            raise HungUp
        case Fault(kind="cut"):
            content = content[: len(content) // 2]
        case Fault(kind="garbled"):
            content = NO_JSON
        case Fault(kind="error-in-200"):
            content, kind = json.dumps(error_in_200()).encode(), JSON
        case Fault(kind="empty") if kind != JSON:
            content = b""
    if answer.piece and not course.plan.between.instant:
        await _in_pieces(content, kind, answer.piece, course, line, pace)
    else:
        await line.whole(content, kind)


async def _in_pieces(
    content: bytes, kind: str, size: int, course: Course, line: Line, pace: Pace
) -> None:
    """Send an answer while it is made, of a length that nobody knows before."""
    await line.begin(kind)
    for place, gap in zip(range(0, len(content), size), course.gaps(), strict=False):
        if place:
            await pace.wait(gap)
        await line.write(content[place : place + size])
    await line.write(b"", more=False)


async def _stream(told: Streamed, course: Course, line: Line, pace: Pace) -> None:
    """Send an answer token by token; tokens between which no time passes go together."""
    form, call, said = told.form, told.call, told.said
    await pace.wait(course.first)
    await line.begin("text/event-stream; charset=utf-8")
    pieces = list(form.pieces(call, said))
    midway = len(pieces) // 2 if course.fault else -1
    gaps = course.gaps()
    held = form.opening(call, said)
    for place, piece in enumerate(pieces):
        if place == midway:
            await line.write(held.encode())
            held = ""
            line.broken_text = "".join(said.pieces()[:midway])
            if await _ended_midway(course, line, pace):
                return
        if place and (gap := next(gaps)):
            await line.write(held.encode())
            held = ""
            await pace.wait(gap)
        held += piece
    await line.write((held + form.ending(call, said)).encode(), more=False)


async def _ended_midway(course: Course, line: Line, pace: Pace) -> bool:
    """Let the fault strike in the middle of a stream; gives whether that was its end."""
    match course.fault:
        case Fault(kind="stall", wait=seconds):
            await pace.sleep(seconds)
            raise HungUp
        case Fault(kind="drop"):
            raise HungUp
        case Fault(kind="garbled"):
            await line.write(b'data: {"id": "chatcmpl-1", "choices": [{"delta\n\n')
            line.broken_text = ""
            return False
        case Fault(kind="error-in-200"):
            told = {"choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": "error"}]}
            await line.write(chat.event(error_in_200() | told).encode(), more=False)
            return True
        case Fault(kind="cut"):
            await line.write(b"", more=False)
            return True
    return False


_OTHERS: dict[str, Callable[[Call, Plan], Coroutine[Any, Any, tuple[bytes, str]]]] = {
    "embeddings": embedding.answer,
    "audio/speech": speech.answer,
    "audio/transcriptions": hearing.answer,
    "images/generations": picture.answer,
}
