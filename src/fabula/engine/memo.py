"""The memo: an answer is joined while it is being made, or looked up, or made and kept.

It is in the store before anybody is told of it, and told before it is given out.
"""

from __future__ import annotations

import asyncio
from typing import Any, TypeVar, cast

from fabula.engine.budget import calling
from fabula.engine.calls import Answer, Call, Make, say
from fabula.engine.costs import FREE, count, metered
from fabula.engine.credits import Credits, open_credits
from fabula.engine.doubt import Doubt, cast_doubt
from fabula.engine.keeping import enter_take, keep, look_up
from fabula.engine.keys import digest_of
from fabula.engine.runs import Run, current_run, reason_of
from fabula.engine.spans import Span, inside, open_span
from fabula.engine.values import Codec
from fabula.errors import RunCancelled

Value = TypeVar("Value")

_codecs: dict[object, Codec[Any]] = {}


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
    """The answer of an identical call in flight, the stored one, or a new one, which is stored.

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
    """The stored answer, that of another process which makes it just now, or a new one."""
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
    said = {"saved_tokens": tokens, "saved_usd": usd} if answer.worth != FREE else {}
    say(run, call, "hit", span, **said)


async def _made(run: Run, call: Call[Value], make: Make[Value], span: Span) -> Answer[Value]:
    """A new answer, kept unless somebody doubts it, and told."""
    run.check()
    if run.store.spare is not None:
        run.store.spare.check()
    span.begin()
    if call.kind == "step":
        run.emit("step.started", step=call.name, key=call.key, **span.opening())
    try:
        with metered() as meter, Doubt() as doubt, inside(span):
            value, owed = await _credited(call, make)
        answer = Answer(value, meter.worth, doubt.cast)
        if not answer.doubted:
            made = span.now()
            await keep(run, call, answer, made - span.start)
            if call.asked is not None and owed is not None:
                enter_take(run, call, call.asked, owed, made - span.start)
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
    with Credits(call.take) as owed:
        return await make(), owed
