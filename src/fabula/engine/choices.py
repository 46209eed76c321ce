"""What a person chose for a run: which take of a step is played, and which differences count."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from fabula.engine.archive import TAKE, Archive, Slot
from fabula.engine.credits import open_credits

NUMBERS, PINS, EQUALS, CODES = "take", "pin", "equal", "code"
"""Kinds of notes: chosen takes, pinned ones, accepted differences, and what a code is made of."""

_part: ContextVar[tuple[str, int]] = ContextVar("fabula_part", default=("", -1))


@dataclass(frozen=True, slots=True)
class Pin:
    """A take that holds its slot against any change upstream.

    Args:
        key: Of the pinned result.
        parts: What the key of the slot was made of when it was pinned, as told by `told`: the pin
            is stale when they differ today.
        who: Who made the take.
    """

    key: str
    parts: Mapping[str, str]
    who: str


class Choices:
    """The choices that hold in one run.

    Args:
        given: Results that a person wrote, by the slot that they stand in: used as they are.
    """

    def __init__(self, given: Mapping[Slot, Any] | None = None) -> None:
        self.given = dict(given or {})
        self.pins: dict[Slot, Pin] = {}
        self.known_codes: set[str] = set()
        self._numbers: dict[Slot, int] = {}
        self._equals: dict[str, str] = {}
        self._asked: Counter[tuple[str, str]] = Counter()

    async def load(self, archive: Archive) -> None:
        """Read what was chosen before."""
        kinds = (NUMBERS, PINS, EQUALS)
        numbers, pins, equals = await asyncio.gather(*map(archive.notes, kinds))
        self._numbers = {slot_of(name): int(text) for name, text in numbers.items()}
        self.pins = {slot_of(name): Pin(**json.loads(text)) for name, text in pins.items()}
        self._equals = equals

    def slot(self, step: str) -> Slot:
        """The slot of the next call of a step, here and now."""
        part = _part.get()[0]
        self._asked[step, part] += 1
        return Slot(step, part, self._asked[step, part])

    def settled(self, slot: Slot, parts: dict[str, str], take: int | None) -> dict[str, str]:
        """The parts of a key with what a person decided: accepted differences, another take.

        A further take of a step is one of the steps that it calls, too: else it would be the same.
        """
        if self._equals:
            parts = {n: self._equals.get(f"{slot.step} {d}", d) for n, d in parts.items()}
        around = open_credits()
        number = take or self._numbers.get(slot) or (around.number if around is not None else 1)
        return parts if number == 1 else {**parts, TAKE: str(number)}


def enter_slot(kind: str, title: str, index: int) -> None:
    """From here on, steps of this task stand in this part (of the part that it is in)."""
    around = _part.get()[0]
    _part.set((f"{around} / {kind}: {title}" if around else f"{kind}: {title}", index))


def part_index() -> int:
    """0-based number of the part that the caller is in, -1 outside of parts."""
    return _part.get()[1]


# Made once: json.dumps makes a new encoder for each call that has options.
_encode = json.JSONEncoder(ensure_ascii=False).encode


def name_of(slot: Slot) -> str:
    """A slot as the name of a note."""
    return _encode(slot)


def slot_of(name: str) -> Slot:
    """The slot that a note is about."""
    return Slot(*json.loads(name))
