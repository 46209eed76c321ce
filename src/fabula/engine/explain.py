"""Why a step was made again, and what to do when the reason does not matter."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from fabula.engine.archive import CODE, Archive, Slot, Take
from fabula.engine.calls import Code
from fabula.engine.choices import CODES, EQUALS
from fabula.engine.ports import Store
from fabula.engine.steps import Step
from fabula.engine.telling import changes, code_changes, nearest, other_models
from fabula.errors import NothingToDo, UnknownName

DECISIONS = "decision"
FIRST = "never made before"


@dataclass(frozen=True, slots=True)
class Explained:
    """One call of a step in a run, and why it went as it did.

    Args:
        slot: Where the step stands.
        how: Whether it was made or remembered.
        reasons: Why it was made, one line each; for a remembered one, when it had been made.
    """

    slot: Slot
    how: Literal["made", "remembered"]
    reasons: tuple[str, ...]


async def explain(store: Store, run: str, step: str) -> list[Explained]:
    """Which part of a key changed since the last time, for each call of a step in a run.

    Args:
        store: Where the run was.
        run: Id of the run.
        step: Name of the step.

    Raises:
        UnknownName: There is no such run, or the run called no such step.
    """
    events = await store.log.read(run)
    if not events:
        raise UnknownName("run", run, [record.id for record in await store.log.latest()])
    ended = [event.fields for event in events if event.kind == "step.finished"]
    calls = [fields for fields in ended if fields["step"] == step]
    if not calls:
        raise UnknownName(f"step of run {run}", step, {str(fields["step"]) for fields in ended})
    takes, codes = await store.archive.takes(step), await known_codes(store.archive)
    return [_explained(fields["key"], str(fields["how"]), run, takes, codes) for fields in calls]


def _explained(
    key: str, how: str, run: str, takes: Sequence[Take], codes: Mapping[str, Mapping[str, str]]
) -> Explained:
    known = [take for take in takes if take.key == key]
    if not known:
        told = "its take is in the archive no more"
        return Explained(Slot("?"), "made" if how == "made" else "remembered", (told,))
    if how != "made":
        take = known[-1]
        return Explained(take.slot, "remembered", (f"made {_moment(take.made_at)}, {take.run}",))
    take = next((take for take in known if take.run == run), known[-1])
    before = takes[: takes.index(take)]
    return Explained(take.slot, "made", tuple(reasons(take.slot, take.parts, before, codes)))


def reasons(
    slot: Slot,
    parts: Mapping[str, str],
    before: Iterable[Take],
    codes: Mapping[str, Mapping[str, str]],
) -> list[str]:
    """Why a call is no hit: what is different from the last time that it was made.

    The last time is the most similar take of the same place, or else of the same step.

    Args:
        slot: Where the step stands.
        parts: What its key is made of now, as told.
        before: The takes of the step that were made before.
        codes: The pieces of each code, by its digest.
    """
    last = last_take(slot, parts, before)
    if last is None:
        return [FIRST]
    lines = changes(last.parts, parts)
    if "code changed" in lines:
        old, new = codes.get(last.parts[CODE]), codes.get(parts[CODE])
        if old is not None and new is not None:
            lines.remove("code changed")
            lines = code_changes(old, new) + lines
    return lines or ["what was remembered of it is gone"]


def last_take(slot: Slot, parts: Mapping[str, str], before: Iterable[Take]) -> Take | None:
    """The take that a call is compared with: one made by the step, the most similar one."""
    made = [take for take in before if CODE in take.parts and take.number]
    return nearest(parts, [take for take in made if take.slot == slot] or made)


async def known_codes(archive: Archive) -> dict[str, dict[str, str]]:
    """The pieces of each code that ever made something, by its digest."""
    return {digest: json.loads(text) for digest, text in (await archive.notes(CODES)).items()}


async def accept(
    store: Store,
    step: Step[..., object],
    calls: Iterable[tuple[Slot, Mapping[str, str]]] = (),
    now: float | None = None,
) -> list[str]:
    """Let the results of the code before stand for those of today's code of a step.

    A person says so when they know that a change does not matter. It holds for every result of the
    step, is kept as a decision, and is taken back by `unaccept`.

    Args:
        store: Where the results are.
        step: The step whose code changed.
        calls: Calls that would be made now, with the parts of their keys (from a plan): models in
            them that changed are accepted too.
        now: Unix seconds, for the record.

    Returns:
        The changes that are accepted, one line each.

    Raises:
        NothingToDo: Neither its code nor a model has changed since the last time.
    """
    code = await step.code()
    takes = await store.archive.takes(step.place)
    made = [take.parts[CODE] for take in takes if take.number and CODE in take.parts]
    equal, accepted = {}, []
    if made and made[-1] != code.digest:
        equal[code.digest] = made[-1]
        accepted += await _between(store.archive, made[-1], code)
    for slot, parts in calls:
        last = last_take(slot, parts, takes)
        before = last.parts if last is not None else {}
        for name in other_models(before, parts):
            equal[parts[name]] = before[name]
            names = (name, f"{name}.")
            accepted += changes({n: before[n] for n in names}, {n: parts[n] for n in names})
    if not equal:
        raise NothingToDo(f"{step.name!r} has not changed: there is nothing to accept.")
    for new, old in equal.items():
        await store.archive.note(EQUALS, f"{step.place} {new}", old)
    accepted = list(dict.fromkeys(accepted))
    await decide(store.archive, f"accepted for {step.name}: {'; '.join(accepted)}", now)
    return accepted


async def unaccept(store: Store, step: Step[..., object], now: float | None = None) -> int:
    """Take back every acceptance for a step; how many there were."""
    names = [
        name for name in await store.archive.notes(EQUALS) if name.startswith(f"{step.place} ")
    ]
    for name in names:
        await store.archive.note(EQUALS, name, None)
    if names:
        await decide(store.archive, f"took back what was accepted for {step.name}", now)
    return len(names)


async def decide(archive: Archive, what: str, now: float | None = None) -> None:
    """Keep in the archive that a person decided something."""
    moment = time.time() if now is None else now
    await archive.note(DECISIONS, f"{moment:.6f}", what)


async def decisions(archive: Archive) -> list[str]:
    """What people decided, oldest first, each with its time."""
    noted = await archive.notes(DECISIONS)
    return [f"{_moment(float(at))}  {what}" for at, what in sorted(noted.items())]


async def _between(archive: Archive, before: str, now: Code) -> list[str]:
    old = (await known_codes(archive)).get(before)
    return code_changes(old, now.pieces) if old is not None else ["code changed"]


def _moment(at: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at))
