"""What the suites of productions have in common: works of a studio, played with stand-ins."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

from fabula.engine import Clock, Event, Run, RunRecord, Store
from fabula.engine.budget import Budget, Purse
from fabula.engine.profile import Profile, profile_of
from fabula.engine.timeline import timeline_of
from fabula.errors import ModelError, RunError
from fabula.lab.clock import VirtualLoop, virtual_clock
from fabula.lab.context import Lab
from fabula.store.folder import open_store
from fabula.store.memory import memory_store


@dataclass(frozen=True, slots=True)
class Played:
    """A run that was played.

    Args:
        work: What it gave; None if it failed. Of a run elsewhere, what is told of it.
        failure: Why it failed.
        seconds: From its begin to its end, on the clock of the loop.
        events: All of them.
        record: As the store has it.
        logged: The events, as the store has them.
        spent_usd: What its purse paid; None where the purse cannot be looked into.
        faults: Why the work is not fit to be shown.
        cancelled_at: When it was cancelled, on the clock of the loop; None if it was not.
        quiet_from: From when on nobody may be asked for it any more, on the same clock.
        ended_at: When it had ended, on the same clock.
    """

    work: Any
    failure: str
    seconds: float
    events: Sequence[Event]
    record: RunRecord | None
    logged: Sequence[Event]
    spent_usd: float | None
    faults: Sequence[str] = ()
    cancelled_at: float | None = None
    quiet_from: float = 0.0
    ended_at: float = 0.0

    @property
    def finished(self) -> bool:
        """Whether there is a work, though perhaps with holes."""
        return self.work is not None

    @property
    def holes(self) -> int:
        """Parts that could not be made."""
        return sum(event.kind == "part.failed" for event in self.events)

    @property
    def whole(self) -> bool:
        """Made, without a hole, and fit to be shown."""
        return self.finished and not self.holes and not self.faults

    @property
    def profile(self) -> Profile:
        """Where its time went."""
        timeline = timeline_of(self.events)
        if timeline is None:
            raise AssertionError("unreachable")
        return profile_of(timeline)


@dataclass
class Playing:
    """A run while it is played: for scenarios that interfere.

    Args:
        store: Where it remembers.
        production: What it is called.
        on_event: Told of each event.
        cancel_at: Number of the event at which it is cancelled; 0: it is not.
    """

    store: Store
    production: str
    on_event: Callable[[Event], None] = lambda _: None
    cancel_at: int = 0
    events: list[Event] = field(default_factory=list)
    run: Run | None = None
    cancelled_at: float | None = None

    async def play(self, recipe: Callable[[], Coroutine[Any, Any, Any]]) -> Played:
        """Play it to its end, whatever that is; a mistake of the lab comes out as itself."""
        loop, failure, work = asyncio.get_running_loop(), "", None
        clock = virtual_clock() if isinstance(loop, VirtualLoop) else Clock()
        run = self.run = Run(self.store, self.production, on_event=self._hear, clock=clock)
        run.purse = Purse(Budget(), clock=loop.time)
        began = loop.time()
        try:
            async with run:
                work = await recipe()
        except (ModelError, RunError) as error:
            failure = str(error)
        seconds = loop.time() - began
        log = self.store.log
        return Played(
            work=work,
            failure=failure,
            seconds=seconds,
            events=self.events,
            record=await log.find(run.id),
            logged=await log.read(run.id),
            spent_usd=run.purse.spent.usd or 0.0,
            faults=tuple(getattr(work, "faults", ())),
            cancelled_at=self.cancelled_at,
            quiet_from=self.cancelled_at or 0.0,
            ended_at=began + seconds,
        )

    def _hear(self, event: Event) -> None:
        self.events.append(event)
        if len(self.events) == self.cancel_at and self.run is not None:
            self.cancelled_at = asyncio.get_running_loop().time()
            self.run.cancel()
        self.on_event(event)


async def play(
    store: Store, production: str, recipe: Callable[[], Coroutine[Any, Any, Any]]
) -> Played:
    """Play a recipe in a run of its own."""
    return await Playing(store, production).play(recipe)


def moment_of(event: Event) -> float:
    """When an event was, on the clock of the loop; of another process on this machine, too."""
    loop = asyncio.get_running_loop()
    if isinstance(loop, VirtualLoop):
        return event.at
    return event.at - time.time() + loop.time()


async def fresh_store(lab: Lab, name: str = "store") -> Store:
    """An empty memory: on the disk, as a studio has it, or on the virtual clock in this process."""
    if isinstance(asyncio.get_running_loop(), VirtualLoop):
        return memory_store()
    return await lab.cleanup.enter_async_context(open_store(lab.folder / name))
