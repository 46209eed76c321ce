"""Every fault at every moment: a provider that fails for a while, and what becomes of the work.

On the virtual clock, so a minute's outage takes no time and a cell of the matrix always gives the
same figures. A fault is one of the simulator's; its moment is a window of the undisturbed makespan.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from fabula.engine import Event, Run, Store
from fabula.engine.policies import Timing
from fabula.errors import FabulaError
from fabula.lab.clock import virtual_clock, virtual_timing, virtually
from fabula.lab.faults.invariants import Check, check_run, integrity
from fabula.lab.faults.recovery import Operation, Recovery, recovery_of
from fabula.models.simulator import Plan, Simulator, read_fault
from fabula.store.memory import memory_store

Work = Callable[[Simulator, Timing], Coroutine[Any, Any, Any]]
"""Makes something with models that a simulator answers and whose policies have this timing."""

RUN = "struck"


@dataclass(frozen=True, slots=True)
class Moment:
    """When a fault strikes: shares of the time that the work takes undisturbed."""

    name: str
    begin: float
    end: float


MOMENTS = (
    Moment("at the start", 0.0, 0.3),
    Moment("in the middle", 0.3, 0.7),
    Moment("throughout", 0.0, 1e9),
)
NEVER = Moment("never", 0.0, 0.0)
"""Of the undisturbed work."""


@dataclass(frozen=True, slots=True)
class Struck:
    """What became of work that a fault struck; seconds are virtual.

    Args:
        fault: As the simulator writes it.
        moment: When it struck.
        failure: What ended the run; empty if it was finished.
        holes: Parts that could not be made.
        seconds: From the begin of the run to its end.
        extra: Seconds more than undisturbed.
        recovery: When the fault was noticed, and when all was well again.
        retries: How often a model was asked once more.
        breaker: States that breakers came into, in order: "open", "probing", "closed".
        usd: What was paid for.
        wasted: What was paid for answers that were not used.
        checks: The invariants.
    """

    fault: str
    moment: str
    failure: str
    holes: int
    seconds: float
    extra: float
    recovery: Recovery
    retries: int
    breaker: tuple[str, ...]
    usd: float
    wasted: float
    checks: tuple[Check, ...]

    @property
    def outcome(self) -> str:
        """What is left: it is "made", "made in part" or "failed"."""
        if self.failure:
            return "failed"
        return "made in part" if self.holes else "made"

    @property
    def integrity(self) -> float:
        """Share of the invariants that held, 0 to 1."""
        return integrity(self.checks)


def strike_all(
    work: Work,
    faults: Iterable[str],
    moments: Sequence[Moment] = MOMENTS,
    *,
    plan: Plan | None = None,
    store: Callable[[], Store] = memory_store,
) -> list[Struck]:
    """Let each fault strike at each moment.

    Args:
        work: What is made.
        faults: As the simulator writes them: "429:1", "503:0.5,model=speech".
        moments: When.
        plan: How the provider behaves otherwise.
        store: Gives the memory of each cell; an empty one by default.

    Raises:
        UnknownName: There is no such fault.
    """
    usual = strike(work, None, NEVER, plan=plan, store=store).seconds
    return [
        strike(work, fault, moment, plan=plan, store=store, usual=usual)
        for fault in faults
        for moment in moments
    ]


def strike(
    work: Work,
    fault: str | None,
    moment: Moment,
    *,
    plan: Plan | None = None,
    store: Callable[[], Store] = memory_store,
    usual: float = 0.0,
) -> Struck:
    """Make the work while a fault strikes; see `strike_all`.

    Args:
        work: What is made.
        fault: None for none.
        moment: When.
        plan: How the provider behaves otherwise.
        store: Gives the memory.
        usual: Seconds that the work takes undisturbed.
    """
    cell = _Cell(work, Simulator(plan or Plan()), store())
    return virtually(partial(cell.run, fault, moment, usual))


class _Cell:
    """One cell of the matrix."""

    def __init__(self, work: Work, simulator: Simulator, store: Store) -> None:
        self._work, self._simulator, self._store = work, simulator, store

    async def run(self, fault: str | None, moment: Moment, usual: float) -> Struck:
        loop, failure, events = asyncio.get_running_loop(), "", list[Event]()
        begin, end = moment.begin * usual, moment.end * usual
        trouble = loop.create_task(self._trouble(fault, begin, end))
        run = Run(self._store, RUN, on_event=events.append, clock=virtual_clock())
        try:
            async with run:
                await self._work(self._simulator, virtual_timing(self._simulator.plan.seed))
        except FabulaError as error:
            failure = str(error)
        finally:
            trouble.cancel()
        seconds = loop.time()
        record, logged = await self._store.log.find(run.id), await self._store.log.read(run.id)
        paid, wasted = bills_of(events)
        return Struck(
            fault=fault or "none",
            moment=moment.name,
            failure=failure,
            holes=sum(event.kind == "part.failed" for event in events),
            seconds=round(seconds, 6),
            extra=round(seconds - usual, 6),
            recovery=recovery_of(operations_of(self._simulator), begin, min(end, seconds)),
            retries=sum(event.kind == "model.retried" for event in events),
            breaker=tuple(e.fields["state"] for e in events if e.kind == "model.breaker"),
            usd=paid,
            wasted=wasted,
            checks=check_run(record, logged),
        )

    async def _trouble(self, fault: str | None, begin: float, end: float) -> None:
        """Let the fault come, and go again."""
        if fault is None:
            return
        struck, well = read_fault(fault), self._simulator.plan
        await asyncio.sleep(begin)
        self._simulator.plan = replace(well, faults=(struck, *well.faults))
        await asyncio.sleep(end - begin)
        self._simulator.plan = well


def operations_of(simulator: Simulator) -> list[Operation]:
    """What a simulator was asked, as operations: good if the answer was whole and as it should."""
    return [
        Operation(entry.began, entry.ended, not entry.failed)
        for entry in simulator.journal.entries
        if entry.ending
    ]


def bills_of(events: Iterable[Event]) -> tuple[float, float]:
    """What was paid in dollars, and what of it for answers that were not used.

    Of the answers of one call the last counts, if the call was made in the end.
    """
    bills: dict[int, list[float]] = {}
    used = 0.0
    for event in events:
        if event.kind == "model.used":
            span = event.fields.get("within", 0)
            bills.setdefault(span, []).append(event.fields.get("usd") or 0.0)
        elif event.kind == "model.called" and event.fields["how"] == "made":
            used += (bills.get(event.fields["span"]) or [0.0])[-1]
    paid = sum(sum(one) for one in bills.values())
    return paid, max(0.0, paid - used)
