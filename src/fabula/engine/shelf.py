"""What a person does with takes: look at them, ask for another, pin the good one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import NamedTuple

from fabula.engine.archive import Slot, Take
from fabula.engine.choices import NUMBERS, PINS, Pin, name_of, slot_of
from fabula.engine.explain import decide
from fabula.engine.ports import Store
from fabula.errors import NothingToDo, Pinned, UnknownName, UserError


@dataclass(frozen=True, slots=True)
class Shown:
    """A take as a list shows it.

    Args:
        slot: The place that it is shown for.
        take: The take.
        played: Whether the latest run used it.
        pinned: Whether it holds its place against changes.
        same: Whether an earlier take of the same place has the very same content.
    """

    slot: Slot
    take: Take
    played: bool
    pinned: bool
    same: bool


async def show_takes(store: Store, step: str = "", part: str = "") -> list[Shown]:
    """The takes of the latest run's places, those of one place together, oldest first.

    Args:
        store: Where they are kept.
        step: Name of the step; empty for all.
        part: Number of the part (1 for the first), or words of its title; empty for all.

    Raises:
        UnknownName: There is no such step, or no such part of it.
    """
    slots = await slots_of(store, step, part)
    takes, played = await store.archive.takes(), await _latest(store)
    pins = await pins_of(store)
    shown = []
    for slot in slots:
        seen: set[bytes] = set()
        for take in _takes_at(takes, slot, played[slot]):
            result = await store.memory.get(take.key)
            body = result.body if result is not None else b""
            known = bool(body) and body in seen
            pinned = slot in pins and pins[slot].key == take.key
            shown.append(Shown(slot, take, take.key == played[slot].key, pinned, known))
            seen.add(body)
    return shown


async def slots_of(store: Store, step: str, part: str = "") -> list[Slot]:
    """The places where the step stands in the latest run.

    Args:
        store: Where the runs are kept.
        step: Name of the step; empty for all.
        part: Number of the part (1 for the first), or words of its title; empty for all.

    Raises:
        UnknownName: There is no such step, or no such part of it.
        NothingToDo: There was no run yet.
    """
    played = await _latest(store)
    if not played:
        raise NothingToDo("There are no takes yet: make the work first, with fabula run.")
    there = [slot for slot in played if step in ("", slot.name, slot.step)]
    if not there:
        raise UnknownName("step", step, {slot.name for slot in played})
    chosen = [slot for slot in there if _is_meant(slot, played[slot].number, part)]
    if not chosen:
        raise UnknownName(f"part of {step or 'the run'}", part, {slot.part for slot in there})
    return chosen


def _is_meant(slot: Slot, number: int, part: str) -> bool:
    if part.isdigit():
        return number == int(part) - 1
    return part.lower() in slot.part.lower()


async def _around(store: Store, slot: Slot) -> str:
    """The step in which the latest take of a place was made; empty for an outermost one."""
    takes = [take for take in await store.archive.takes(slot.step) if take.slot == slot]
    events = await store.log.read(takes[-1].run) if takes else []
    steps = {one.fields["span"]: one.fields for one in events if one.kind.startswith("step.")}
    own = next((fields for fields in steps.values() if fields["key"] == takes[-1].key), None)
    outer = None if own is None else steps.get(own.get("within"))
    return str(outer["step"]) if outer is not None else ""


async def choose(store: Store, slots: Sequence[Slot], number: int | None = None) -> dict[Slot, int]:
    """Say which take is played at these places from the next run on.

    Args:
        store: Where the takes are kept.
        slots: The places.
        number: Of the take; None for a new one. One that is not there yet is made by the next run.

    Returns:
        The number chosen for each place.

    Raises:
        Pinned: One of the places is pinned.
        UserError: A place is within another step, which is remembered and would not ask for it.
    """
    pins = await pins_of(store)
    for slot in slots:
        if slot in pins:
            raise Pinned(str(slot))
        if outer := await _around(store, slot):
            raise UserError(f"{slot} is made within {outer}: take another {outer}.")
    chosen = {}
    for slot in slots:
        takes = [take for take in await store.archive.takes(slot.step) if take.slot == slot]
        chosen[slot] = number or max((take.number for take in takes), default=0) + 1
        text = None if chosen[slot] == 1 else str(chosen[slot])
        await store.archive.note(NUMBERS, name_of(slot), text)
        await decide(store.archive, f"take {chosen[slot]} of {slot}")
    return chosen


async def find_takes(
    store: Store, slots: Iterable[Slot], which: int | str | None = None
) -> list[tuple[Slot, Take]]:
    """A take of each place.

    Args:
        store: Where the takes are kept.
        slots: The places.
        which: Its number; its id, or how that begins: then only of the places that have it; None
            for the take that the latest run played.

    Raises:
        UnknownName: There is no such take at one of the places, or of this id at any of them.
    """
    played = await _latest(store)
    found, known = [], []
    for slot in slots:
        takes = _takes_at(await store.archive.takes(slot.step), slot, played[slot])
        meant = [take for take in takes if _is_take(take, which, played[slot].key)]
        if meant:
            found.append((slot, meant[-1]))
        elif not isinstance(which, str):
            raise UnknownName(f"take of {slot}", str(which), {str(one.number) for one in takes})
        known += takes
    if not found:
        raise UnknownName("take", str(which), {take.id for take in known})
    return found


def _is_take(take: Take, which: int | str | None, played: str) -> bool:
    if isinstance(which, str):
        return take.key.startswith(which)
    return take.number == which if which else take.key == played


async def pin(
    store: Store, slots: Iterable[Slot], which: int | str | None = None
) -> list[tuple[Slot, Take]]:
    """Let takes hold their places: they are played, whatever changes upstream.

    Args:
        store: Where the takes are kept.
        slots: The places.
        which: As for `find_takes`.

    Raises:
        UnknownName: There is no such take at one of the places.
        UserError: It was let go of.
    """
    pinned = await find_takes(store, slots, which)
    for slot, take in pinned:
        if await store.memory.get(take.key) is None:
            raise UserError(f"Take {take.id} of {slot} is not remembered any more.")
        text = json.dumps(asdict(Pin(take.key, dict(take.parts), take.who)))
        await store.archive.note(PINS, name_of(slot), text)
        await decide(store.archive, f"pinned take {take.number or take.id} of {slot}")
    return pinned


async def unpin(store: Store, slots: Iterable[Slot]) -> list[Slot]:
    """Let the places go again.

    Raises:
        NothingToDo: None of them is pinned.
    """
    pins = await pins_of(store)
    held = [slot for slot in slots if slot in pins]
    if not held:
        raise NothingToDo("Nothing is pinned there.")
    for slot in held:
        await store.archive.note(PINS, name_of(slot), None)
        await decide(store.archive, f"unpinned {slot}")
    return held


async def pins_of(store: Store) -> dict[Slot, Pin]:
    """What is pinned, by place."""
    noted = await store.archive.notes(PINS)
    return {slot_of(name): Pin(**json.loads(text)) for name, text in noted.items()}


class _Played(NamedTuple):
    """What the latest run played in one place, and the 0-based number of its part."""

    key: str
    number: int


async def _latest(store: Store) -> dict[Slot, _Played]:
    """What the latest run that asked for any step played, in the order of the parts."""
    for record in await store.log.latest(5):
        events = await store.log.read(record.id)
        ended = [event.fields for event in events if event.kind == "step.finished"]
        # Runs of versions before takes named no places.
        said = [fields for fields in ended if "slot" in fields]
        if said:
            played = {
                slot_of(one["slot"]): _Played(one["key"], one.get("index", -1)) for one in said
            }
            return dict(sorted(played.items(), key=lambda pair: (pair[1].number, pair[0])))
    return {}


def _takes_at(takes: Iterable[Take], slot: Slot, played: _Played) -> list[Take]:
    """The takes of a place: those made for it, and one made elsewhere that it plays."""
    return [take for take in takes if take.slot == slot or take.key == played.key]
