"""A checkup: each model is asked one tiny real question; nothing of it is remembered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from fabula.engine.costs import Cost, metered
from fabula.errors import FabulaError
from fabula.models.offline.writer import answers
from fabula.models.prices import most_of, priced
from fabula.models.protocols import PictureOrder, Voice
from fabula.models.roster import Entry, Member
from fabula.models.speech.espeak import Espeak
from fabula.models.tasks import Task
from fabula.roles import ROLES, Kind

SECONDS = 30.0
"""How long a model may take to answer, unless it is said otherwise."""

WORDS = "One, two, three."
PICTURE = PictureOrder("A red circle on a white ground.", 256, 256)


@dataclass(frozen=True)
class SayReady(Task[str]):
    """Answer with the one word: ready."""


@answers(SayReady)
def say_ready(_task: SayReady) -> str:
    """The word."""
    return "ready"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a checkup found of one model.

    Args:
        model: As it is written.
        roles: Those that it takes.
        state: "ok", "failed", or "not asked".
        said: What it gave, or what was wrong.
        seconds: How long it took.
        cost: What it cost; None if it was not asked.
    """

    model: str
    roles: tuple[str, ...]
    state: str
    said: str
    seconds: float = 0.0
    cost: Cost | None = None


async def examine(
    entries: Sequence[Entry],
    found: Callable[[Finding], None] = lambda _finding: None,
    *,
    seconds: float = SECONDS,
    pictures: bool = False,
) -> list[Finding]:
    """Ask every model of these roles, all at the same time; one with several roles is asked once.

    Args:
        entries: The roles, and their models.
        found: Told of each finding at once, in the order in which they come.
        seconds: How long each may take.
        pictures: Whether to have pictures painted even if they cost something.
    """
    roles: dict[tuple[Kind, str], list[str]] = {}
    members: dict[tuple[Kind, str], Member] = {}
    for entry in entries:
        for member in entry.members:
            place = ROLES[entry.choice.role].kind, member.model
            roles.setdefault(place, []).append(entry.choice.role)
            members.setdefault(place, member)

    async def ask(kind: Kind, model: str) -> Finding:
        member, taken = members[kind, model], tuple(roles[kind, model])
        finding = await _unasked(kind, member, taken, pictures=pictures)
        finding = finding or await _asked(kind, member, taken, seconds)
        found(finding)
        return finding

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(ask(*place)) for place in members]
    return [task.result() for task in tasks]


async def _unasked(
    kind: Kind, member: Member, roles: tuple[str, ...], *, pictures: bool
) -> Finding | None:
    """Why a model is not asked; None if it is."""
    if member.problem:
        return Finding(member.model, roles, "failed", member.problem)
    most = most_of(member.provider)
    if kind != "picture" or pictures or most is None:
        return None
    usd = member.price.cost(await most(PICTURE)).usd
    if usd == 0.0:
        return None
    said = "nobody knows what a picture costs" if usd is None else f"a picture may cost ${usd:.3f}"
    return Finding(member.model, roles, "not asked", f"{said}; --paint has one painted")


async def _asked(kind: Kind, member: Member, roles: tuple[str, ...], seconds: float) -> Finding:
    started = time.perf_counter()
    with metered() as meter, priced(member.price):
        try:
            async with asyncio.timeout(seconds):
                said, state = await _QUESTIONS[kind](member.provider), "ok"
        except TimeoutError:
            said, state = f"no answer within {seconds:g} s", "failed"
        except FabulaError as problem:
            said, state = str(problem), "failed"
    took = time.perf_counter() - started
    # Who tells nothing of a call that was answered leaves its cost unknown, unless it is free.
    silent = Cost(0, 0.0 if member.price.free or state == "failed" else None)
    cost = meter.worth if meter.told else silent
    return Finding(member.model, roles, state, said, took, cost)


async def _write(provider: Any) -> str:
    return f"said {str(await provider.answer(SayReady())).strip()!r:.40}"


async def _speak(provider: Any) -> str:
    sound = (await provider.say(WORDS, Voice("", "en"))).sound
    return f"{sound.seconds:.1f} s of sound"


async def _paint(provider: Any) -> str:
    picture = await provider.paint(PICTURE)
    return f"{picture.width} x {picture.height} pixels"


async def _hear(provider: Any) -> str:
    speaker = Espeak()
    try:
        sound = (await speaker.say(WORDS, Voice("", "en"))).sound
    finally:
        await speaker.close()
    return f"heard {(await provider.hear(sound, 'en')).text.strip()!r:.40}"


async def _embed(provider: Any) -> str:
    (vector,) = await provider.embed([WORDS])
    return f"{len(vector)} dimensions"


_QUESTIONS: dict[Kind, Callable[[Any], Coroutine[Any, Any, str]]] = {
    "text": _write,
    "speech": _speak,
    "picture": _paint,
    "hearing": _hear,
    "embedding": _embed,
}
