"""The memo: look an answer up, or join whoever is making it, or make it and keep it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, NamedTuple, TypeVar, cast

from fabula.engine.archive import TAKE, Slot, Take
from fabula.engine.budget import Cost, calling, count, metered
from fabula.engine.choices import CODES, name_of, part_index
from fabula.engine.credits import Credits, credits_for, open_credits
from fabula.engine.doubt import cast_doubt, open_to_doubt
from fabula.engine.keys import digest_of
from fabula.engine.ports import Result
from fabula.engine.runs import Run, current_run, reason_of
from fabula.engine.spans import Span, inside, open_span
from fabula.engine.telling import told
from fabula.engine.values import Codec, Stale
from fabula.errors import Damaged, RunCancelled

Value = TypeVar("Value")
Make = Callable[[], Coroutine[Any, Any, Value]]

_codecs: dict[object, Codec[Any]] = {}


class Code(NamedTuple):
    """The code of a step: its digest, and the pieces that this is made of."""

    digest: str
    pieces: Mapping[str, str]


class Asked(NamedTuple):
    """What is known of the call of a step besides its key: where it stands, and its inputs."""

    slot: Slot
    inputs: Mapping[str, Any]
    code: Code


@dataclass(frozen=True, slots=True)
class Call(Generic[Value]):
    """One call whose answer is remembered.

    Args:
        kind: A step, or a call of a model below it.
        name: What events and traces call it.
        key: Digest of everything that the answer depends on.
        parts: What went into the key, each by its own digest.
        codec: Packs and unpacks the answer.
        said: More fields for its events.
        asked: Where and with what a step is called.
    """

    kind: Literal["step", "model"]
    name: str
    key: str
    parts: Mapping[str, str]
    codec: Codec[Value]
    said: Mapping[str, str] = field(default_factory=dict)
    asked: Asked | None = None

    @property
    def take(self) -> int:
        """Number of the take that is asked for."""
        return int(self.parts.get(TAKE, 1))


@dataclass(frozen=True, slots=True)
class Answer(Generic[Value]):
    """An answer.

    Args:
        value: The answer itself.
        worth: What it took to get it: what a hit saves.
        doubted: It is given out, and not kept.
    """

    value: Value
    worth: Cost
    doubted: bool = False


async def remember(
    kind: str, inputs: object, make: Make[Value], returns: type[Value], *, who: str = ""
) -> Value:
    """The deeper memory: the answer of a model, by exactly what was asked of which model.

    Outside of a run nothing is remembered.

    Args:
        kind: What was asked for: "text", "speech". Part of the key.
        inputs: All that the answer depends on: the model's identity, every word of the prompt,
            every option. The code that asks is no part of the key.
        make: Asks the model.
        returns: Type of the answer.
        who: Who answers, for events.

    Raises:
        Unkeyable: The inputs have no content to make a key of.
        Unstorable: The answer, or its type, cannot be stored.
    """
    run = current_run()
    if run is None:
        return await make()
    span = open_span()
    codec = codec_of(returns)
    asked = digest_of(inputs)
    around = open_credits()
    # A further take of a step asks its models anew.
    again = (around.number,) if around is not None and around.number > 1 else ()
    key = digest_of(("model", kind, asked, *again))
    call = Call("model", kind, key, {"inputs": asked}, codec, {"who": who})
    return await recall(run, call, make, span)


def codec_of(returns: object) -> Codec[Any]:
    """The codec of a type, built once.

    Raises:
        Unstorable: The type names something that cannot be stored.
    """
    codec = _codecs.get(returns)
    if codec is None:
        codec = _codecs[returns] = Codec(returns)
    return codec


async def recall(run: Run, call: Call[Value], make: Make[Value], span: Span) -> Value:
    """The stored answer, that of an identical call in flight, or a new one, which is stored.

    Failures are told to all who wait for them and then forgotten. When the one who makes the
    answer is cancelled, one of those who wait takes over.
    """
    flights = run.store.flights
    while call.key in flights:
        outcome = await asyncio.shield(flights[call.key])
        if isinstance(outcome, Exception):
            raise outcome
        if outcome is not None:
            joined, maker = cast("tuple[Answer[Value], Span]", outcome)
            if joined.doubted:
                cast_doubt()
            span.join(maker)
            _hit(run, call, joined, span)
            return joined.value
    run.check()
    flight = flights[call.key] = asyncio.get_running_loop().create_future()
    # None: cancelled, take over. An exception: failed. Else the answer, and the span that made it.
    outcome = None
    try:
        answer = await _found_or_made(run, call, make, span)
        outcome = (answer, span)
    except RunCancelled:
        raise
    except Exception as exc:
        outcome = exc
        raise
    finally:
        del flights[call.key]
        flight.set_result(outcome)
    return answer.value


async def _found_or_made(
    run: Run, call: Call[Value], make: Make[Value], span: Span
) -> Answer[Value]:
    claims = run.store.claims
    found = await look_up(run, call)
    if found is None and run.plan is not None:
        raise run.plan.unknown(call)
    if found is None and claims is not None:
        found = await claims.found_or_claimed(call.key, lambda: look_up(run, call))
    if found is not None:
        _hit(run, call, found, span)
        return found
    try:
        if call.kind == "step":
            return await _made(run, call, make, span)
        with calling():
            return await _made(run, call, make, span)
    finally:
        if claims is not None:
            claims.release(call.key)


def _hit(run: Run, call: Call[Value], answer: Answer[Value], span: Span) -> None:
    """Count what was saved, and tell it."""
    count(answer.worth)
    tokens, usd = answer.worth.tokens, answer.worth.usd
    said = {"saved_tokens": tokens, "saved_usd": usd} if tokens or usd else {}
    say(run, call, "hit", span, **said)


async def _made(run: Run, call: Call[Value], make: Make[Value], span: Span) -> Answer[Value]:
    run.check()
    span.begin()
    if call.kind == "step":
        run.emit("step.started", step=call.name, key=call.key, **span.opening())
    try:
        with metered() as meter, open_to_doubt() as doubt, inside(span):
            value, owed = await _credited(call, make)
        answer = Answer(value, meter.worth, doubt.cast)
        made = span.now()
        if not doubt.cast:
            await keep(run, call, answer, made - span.start)
            if call.asked is not None and owed is not None:
                _archive(run, call, call.asked, owed, made - span.start)
            span.wait("memory", span.now() - made)
    except Exception as exc:
        say(run, call, "failed", span, reason=reason_of(exc))
        raise
    say(run, call, "made", span)
    return answer


async def _credited(call: Call[Value], make: Make[Value]) -> tuple[Value, Credits | None]:
    """What was made, and for a step who it is owed to."""
    if call.asked is None:
        return await make(), None
    with credits_for(call.take) as owed:
        return await make(), owed


def _archive(run: Run, call: Call[Any], asked: Asked, owed: Credits, seconds: float) -> None:
    """Enter the take that was made into the archive, and once what its code is made of."""
    known = run.choices.known_codes
    if asked.code.digest not in known:
        known.add(asked.code.digest)
        run.notes.add((CODES, asked.code.digest, json.dumps(dict(asked.code.pieces))))
    parts = told(call.parts, asked.inputs)
    now, index = run.clock.now(), part_index()
    run.takes.add(
        Take(
            asked.slot, index, call.take, call.key, parts, owed.who, owed.usd, seconds, now, run.id
        )
    )


async def look_up(run: Run, call: Call[Value]) -> Answer[Value] | None:
    """The stored answer; None if there is none that can be used."""
    try:
        result = await run.store.memory.get(call.key)
        if result is None:
            return None
        blobs = {digest: await _blob(run, digest) for digest in result.blobs}
        return Answer(call.codec.unpack(result.body, blobs), Cost(result.tokens, result.usd))
    except Damaged as exc:
        run.emit("warning", about=call.name, reason=f"{exc} It is made again.")
        return None
    except Stale:
        return None


async def _blob(run: Run, digest: str) -> bytes:
    content = await run.store.blobs.get(digest)
    if content is None:
        raise Damaged(f"Blob {digest} is missing.")
    return content


async def keep(run: Run, call: Call[Value], answer: Answer[Value], seconds: float) -> None:
    """Store the answer; on return it survives the process."""
    body, blobs = call.codec.pack(answer.value)
    for digest, content in blobs.items():
        await run.store.blobs.put(digest, content)
    now, worth = run.clock.now(), answer.worth
    await run.store.memory.put(
        Result(
            call.key,
            call.name,
            body,
            tuple(blobs),
            call.parts,
            seconds,
            now,
            worth.tokens,
            worth.usd,
        )
    )


def say(run: Run, call: Call[Any], how: str, span: Span, **said: Any) -> None:
    """Tell in an event how a call ended."""
    fields = {**said, **span.closing()}
    if call.kind == "model" or how == "hit":
        fields.update(span.opening())
    if call.kind == "model":
        around = open_credits()
        if around is not None and how != "failed":
            around.asked(call.said["who"] or call.name)
        run.emit("model.called", model=call.name, how=how, **call.said, **fields)
    elif how == "failed":
        run.emit("step.failed", step=call.name, key=call.key, **fields)
    else:
        if call.asked is not None:
            fields["slot"] = name_of(call.asked.slot)
        run.emit("step.finished", step=call.name, how=how, key=call.key, **fields)
