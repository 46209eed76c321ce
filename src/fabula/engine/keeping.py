"""Answers at rest: how an answer is found in the run's store, and how it is kept there."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from fabula.engine.archive import Take
from fabula.engine.calls import Answer, Asked, Call
from fabula.engine.choices import CODES, part_index
from fabula.engine.costs import Cost
from fabula.engine.credits import Credits
from fabula.engine.ports import Result
from fabula.engine.runs import Run
from fabula.engine.telling import told
from fabula.engine.values import Stale
from fabula.errors import Damaged

Value = TypeVar("Value")


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
    """Store the answer; on return it survives the process.

    Args:
        run: Whose store it is.
        call: What was asked.
        answer: What it gave.
        seconds: How long it took to make.

    Raises:
        Unstorable: It is not of the declared type.
        StoreError: The store cannot be written.
    """
    body, blobs = call.codec.pack(answer.value)
    for digest, content in blobs.items():
        await run.store.blobs.put(digest, content)
    worth = answer.worth
    result = Result(
        call.key,
        call.name,
        body,
        tuple(blobs),
        call.parts,
        seconds,
        made_at=run.clock.now(),
        tokens=worth.tokens,
        usd=worth.usd,
    )
    await run.store.memory.put(result)


def enter_take(run: Run, call: Call[Any], asked: Asked, owed: Credits, seconds: float) -> None:
    """See that a stored answer gets into the archive as a take.

    With the first take of a code, what this code is made of is noted too: `explain` compares it.
    """
    code = asked.code
    if code.digest not in run.choices.known_codes:
        run.choices.known_codes.add(code.digest)
        run.notes.add((CODES, code.digest, json.dumps(dict(code.pieces))))
    take = Take(
        asked.slot,
        part_index(),
        call.take,
        call.key,
        told(call.parts, asked.inputs),
        owed.who,
        owed.usd,
        seconds,
        made_at=run.clock.now(),
        run=run.id,
    )
    run.takes.add(take)
