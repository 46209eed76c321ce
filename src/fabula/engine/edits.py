"""What a person wrote by hand: each version is a take, kept with its very words."""

from __future__ import annotations

import time
from typing import Any

from fabula.engine.archive import Slot, Take
from fabula.engine.ports import Result, Store
from fabula.engine.steps import Step
from fabula.engine.takes import PERSON, key_of_edit
from fabula.errors import UserError

WORDS = "words"
"""Notes with what a person typed, by the key of the take that it was read as."""


async def keep_edit(
    store: Store, step: Step[..., Any], slot: Slot, value: object, words: str
) -> str:
    """Keep what a person wrote as a take of theirs, unless it is one already; gives its key.

    Args:
        store: Where takes are kept.
        step: Whose result it stands for.
        slot: The place in the production.
        value: What it was read as.
        words: What they typed, comments and all.
    """
    body, blobs = step.codec.pack(value)
    key, now = key_of_edit(step.place, body), time.time()
    await store.archive.note(WORDS, key, words)
    takes = [take for take in await store.archive.takes(step.place) if take.slot == slot]
    if all(take.key != key for take in takes):
        for digest, content in blobs.items():
            await store.blobs.put(digest, content)
        await store.memory.put(Result(key, step.name, body, tuple(blobs), {}, 0.0, now))
        # It was edited from the take before it, for the inputs of that time.
        parts = takes[-1].parts if takes else {}
        await store.archive.add([Take(slot, -1, 0, key, parts, PERSON, 0.0, 0.0, now, "")])
    return key


async def words_of(store: Store, key: str) -> str | None:
    """What a person typed for a take of theirs; None if only its value was kept."""
    return (await store.archive.notes(WORDS)).get(key)


async def value_of(store: Store, step: Step[..., Any], take: Take) -> Any:
    """The result that a take is.

    Raises:
        UserError: It was let go of.
    """
    gone = UserError(f"Take {take.id} of {take.slot} is not remembered any more.")
    result, blobs = await store.memory.get(take.key), {}
    if result is None:
        raise gone
    for digest in result.blobs:
        content = await store.blobs.get(digest)
        if content is None:
            raise gone
        blobs[digest] = content
    return step.codec.unpack(result.body, blobs)
