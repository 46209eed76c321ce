"""What the engine needs from a store: a few small protocols, and the records that cross them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from fabula.engine.claims import Claims
    from fabula.engine.limiter import Places, Rates

from fabula.engine.archive import Archive, NoArchive

RunState = Literal["running", "finished", "failed", "cancelled", "killed"]
"""A run that ended without a word, because its process did, is "killed"."""

STATE_AFTER: Mapping[str, RunState] = {
    "run.started": "running",
    "run.finished": "finished",
    "run.failed": "failed",
    "run.cancelled": "cancelled",
}


@dataclass(frozen=True, slots=True)
class Result:
    """What a step or a model call gave, as it is stored.

    Args:
        key: Digest of everything that the result depends on.
        name: Step or kind of model call.
        body: The value as JSON; large byte strings stand in it as digests.
        blobs: Digests of these byte strings, in no particular order.
        parts: What went into the key, each part by its own digest: says later which one changed.
        seconds: How long it took to make.
        made_at: When it was made, in Unix seconds.
        tokens: What the model calls in it took, remembered ones counted too: what a hit saves.
        usd: What these calls cost; None if nobody knows.
    """

    key: str
    name: str
    body: bytes
    blobs: tuple[str, ...]
    parts: Mapping[str, str]
    seconds: float
    made_at: float
    tokens: int = 0
    usd: float | None = 0.0


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a run.

    Args:
        run: Id of the run.
        seq: 1 for the first event of the run, 2 for the second: the cursor of a reader.
        at: When, in Unix seconds.
        kind: "step.finished", "progress" and so on: `docs/engine.md` has the list.
        fields: What is to be said about it; plain JSON.
    """

    run: str
    seq: int
    at: float
    kind: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One line about a run.

    Args:
        id: Of the run.
        production: What it makes.
        state: What became of it.
        started_at: In Unix seconds.
        ended_at: In Unix seconds; None while it runs, and that of its last event if it was killed.
        last: Number of its last event.
        about: What it is made of, a document say, and then what was asked for.
    """

    id: str
    production: str
    state: RunState
    started_at: float
    ended_at: float | None
    last: int
    about: tuple[str, ...] = ()


def pulse_of(run: str) -> str:
    """The key on which a run holds a lease while it lives."""
    return f"run {run}"


class Memory(Protocol):
    """Results by key."""

    async def get(self, key: str) -> Result | None:
        """The result, None if there is none, or raise `Damaged`."""
        ...

    async def put(self, result: Result) -> None:
        """Keep the result in place of any before it; on return it survives the process."""
        ...


class Blobs(Protocol):
    """Byte strings by their digest."""

    async def get(self, digest: str) -> bytes | None:
        """The bytes, None if there are none, or raise `Damaged` and forget them."""
        ...

    async def put(self, digest: str, content: bytes) -> None:
        """Keep the bytes, whose digest the caller has computed; on return they survive."""
        ...


class RunLog(Protocol):
    """Every event of every run."""

    async def append(self, events: Sequence[Event]) -> None:
        """Keep the events, all or none."""
        ...

    async def read(self, run: str, after: int = 0) -> list[Event]:
        """The run's events with a number above `after`, in order."""
        ...

    async def find(self, run: str) -> RunRecord | None:
        """The run of this id, if there is one."""
        ...

    async def latest(self, limit: int = 20) -> list[RunRecord]:
        """The runs that started last, the latest first."""
        ...


class Treatments(Protocol):
    """How a deployment treats steps; see `fabula.engine.step_policies`."""

    def treat(self, step: Any) -> tuple[Any, Any]:
        """Who guards a step, if anybody does, and the pool that it runs in."""
        ...

    def strangers(self) -> list[str]:
        """What the deployment says about steps that there are not, a line each, told once."""
        ...


class Spare(Protocol):
    """Room that is set aside for what must still be written when there is no other."""

    async def keep(self) -> None:
        """Set it aside, as far as there is any."""
        ...

    def check(self) -> None:
        """Raise `StoreFull` if it was needed since: nothing new is to be begun."""
        ...


@dataclass(frozen=True, slots=True)
class Store:
    """The ports together, and the calls that are being made just now, by key.

    It may be shared by all runs of one event loop. `claims` and `pulse`, on which runs hold leases
    while they live, are None if no other process uses it; `rates` and `places` if each process
    keeps the limits of models by itself; `policies` if every step is treated as it says itself;
    `spare` if it cannot get full.
    """

    memory: Memory
    blobs: Blobs
    log: RunLog
    archive: Archive = field(default_factory=NoArchive)
    claims: Claims | None = None
    pulse: Claims | None = None
    rates: Rates | None = None
    places: Places | None = None
    policies: Treatments | None = None
    spare: Spare | None = None
    flights: dict[str, asyncio.Future[Any]] = field(default_factory=dict, repr=False)
