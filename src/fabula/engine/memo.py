"""The memo: look an answer up, or join whoever is making it, or make it and keep it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar, cast

from fabula.engine.budget import Cost, calling, count, metered
from fabula.engine.doubt import cast_doubt, open_to_doubt
from fabula.engine.keys import digest_of
from fabula.engine.ports import Result
from fabula.engine.runs import Run, current_run, reason_of
from fabula.engine.values import Codec, Stale
from fabula.errors import Damaged, RunCancelled

Value = TypeVar("Value")
Make = Callable[[], Coroutine[Any, Any, Value]]

_codecs: dict[object, Codec[Any]] = {}


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
    """

    kind: Literal["step", "model"]
    name: str
    key: str
    parts: Mapping[str, str]
    codec: Codec[Value]
    said: Mapping[str, str] = field(default_factory=dict)


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
    codec = codec_of(returns)
    asked = digest_of(inputs)
    key = digest_of(("model", kind, asked))
    call = Call("model", kind, key, {"inputs": asked}, codec, {"who": who})
    return await recall(run, call, make)


def codec_of(returns: object) -> Codec[Any]:
    """The codec of a type, built once.

    Raises:
        Unstorable: The type names something that cannot be stored.
    """
    codec = _codecs.get(returns)
    if codec is None:
        codec = _codecs[returns] = Codec(returns)
    return codec


async def recall(run: Run, call: Call[Value], make: Make[Value]) -> Value:
    """The stored answer, that of an identical call in flight, or a new one, which is stored.

    Failures are told to all who wait for them and then forgotten. When the one who makes the
    answer is cancelled, one of those who wait takes over.
    """
    flights = run.store.flights
    started = run.clock.steady()
    while call.key in flights:
        outcome = await asyncio.shield(flights[call.key])
        if isinstance(outcome, Exception):
            raise outcome
        if outcome is not None:
            joined = cast("Answer[Value]", outcome)
            if joined.doubted:
                cast_doubt()
            _hit(run, call, joined, started)
            return joined.value
    run.check()
    flight = flights[call.key] = asyncio.get_running_loop().create_future()
    # None: cancelled, take over. An exception: failed. Else the answer.
    outcome = None
    try:
        answer = await _found_or_made(run, call, make, started)
        outcome = answer
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
    run: Run, call: Call[Value], make: Make[Value], started: float
) -> Answer[Value]:
    claims = run.store.claims
    found = await _look_up(run, call)
    if found is None and claims is not None:
        found = await claims.found_or_claimed(call.key, lambda: _look_up(run, call))
    if found is not None:
        _hit(run, call, found, started)
        return found
    try:
        if call.kind == "step":
            return await _made(run, call, make)
        with calling():
            return await _made(run, call, make)
    finally:
        if claims is not None:
            claims.release(call.key)


def _hit(run: Run, call: Call[Value], answer: Answer[Value], started: float) -> None:
    """Count what was saved, and tell it."""
    count(answer.worth)
    tokens, usd = answer.worth.tokens, answer.worth.usd
    said = {"saved_tokens": tokens, "saved_usd": usd} if tokens or usd else {}
    _say(run, call, "hit", started, **said)


async def _made(run: Run, call: Call[Value], make: Make[Value]) -> Answer[Value]:
    run.check()
    if call.kind == "step":
        run.emit("step.started", step=call.name, key=call.key)
    started = run.clock.steady()
    try:
        with metered() as meter, open_to_doubt() as doubt:
            value = await make()
        answer = Answer(value, meter.worth, doubt.cast)
        if not doubt.cast:
            await _keep(run, call, answer, run.clock.steady() - started)
    except Exception as exc:
        _say(run, call, "failed", started, reason=reason_of(exc))
        raise
    _say(run, call, "made", started)
    return answer


async def _look_up(run: Run, call: Call[Value]) -> Answer[Value] | None:
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


async def _keep(run: Run, call: Call[Value], answer: Answer[Value], seconds: float) -> None:
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


def _say(run: Run, call: Call[Any], how: str, started: float, **said: Any) -> None:
    seconds = round(run.clock.steady() - started, 6)
    if call.kind == "model":
        run.emit("model.called", model=call.name, how=how, seconds=seconds, **call.said, **said)
    elif how == "failed":
        run.emit("step.failed", step=call.name, seconds=seconds, key=call.key, **said)
    else:
        run.emit("step.finished", step=call.name, how=how, seconds=seconds, key=call.key, **said)
