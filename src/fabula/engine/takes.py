"""Which take of a step is played: a person's own, a pinned one, or what memory has or makes."""

from __future__ import annotations

import dataclasses
from typing import TypeVar

from fabula.engine.archive import Take
from fabula.engine.calls import Answer, Asked, Call, Make, say
from fabula.engine.choices import Pin, part_index
from fabula.engine.costs import FREE
from fabula.engine.keeping import keep, look_up
from fabula.engine.keys import digest_of, digest_of_bytes
from fabula.engine.memo import recall
from fabula.engine.runs import Run
from fabula.engine.spans import Span
from fabula.engine.telling import changes, told

Value = TypeVar("Value")

PERSON = "person"


def key_of_edit(place: str, body: bytes) -> str:
    """The key of what a person gave for a step, whatever its inputs were."""
    return digest_of(("given", place, digest_of_bytes(body)))


async def perform(run: Run, call: Call[Value], make: Make[Value], span: Span) -> Value:
    """The result that a person gave or pinned for this place, or else the remembered or made one.

    What is held is never made again; where it was made for other inputs than those of today, an
    event says so and why.
    """
    asked = call.asked
    if asked is None:
        return await recall(run, call, make, span)
    if asked.slot in run.choices.given:
        return await _given(run, call, asked, span)
    pin = run.choices.pins.get(asked.slot)
    if pin is not None:
        found = await look_up(run, dataclasses.replace(call, key=pin.key))
        if found is not None:
            _tell(run, call, asked, pin, span)
            return found.value
        reason = f"The pinned take of {asked.slot} is no longer remembered. It is made again."
        run.emit("warning", about=call.name, reason=reason)
    return await recall(run, call, make, span)


async def _given(run: Run, call: Call[Value], asked: Asked, span: Span) -> Value:
    """What a person wrote, kept as a take when it is seen for the first time."""
    value: Value = run.choices.given[asked.slot]
    body, _ = call.codec.pack(value)
    key = key_of_edit(asked.slot.step, body)
    takes = [
        take for take in await run.store.archive.takes(asked.slot.step) if take.slot == asked.slot
    ]
    known = [take for take in takes if take.key == key]
    # A first edit was made of the take before it, for the inputs of that time.
    before = (known or takes)[-1:]
    parts = before[0].parts if before else told(call.parts, asked.inputs)
    pin = Pin(key, parts, PERSON)
    if not known and run.plan is None:
        moment = run.clock.now()
        await keep(run, dataclasses.replace(call, key=key), Answer(value, FREE), 0.0)
        run.takes.add(
            Take(
                asked.slot,
                part_index(),
                0,
                key,
                pin.parts,
                PERSON,
                0.0,
                0.0,
                moment,
                run.id,
            )
        )
    _tell(run, call, asked, pin, span)
    return value


def _tell(run: Run, call: Call[Value], asked: Asked, pin: Pin, span: Span) -> None:
    """Say that a held take is played, and what has changed since it was made."""
    stale = changes(pin.parts, told(call.parts, asked.inputs))
    if run.plan is not None:
        run.plan.held(asked.slot, pin.who, stale)
        return
    run.emit("step.held", step=call.name, who=pin.who, key=pin.key, stale=stale)
    say(run, dataclasses.replace(call, key=pin.key), "hit", span)
