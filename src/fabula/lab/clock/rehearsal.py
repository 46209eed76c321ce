"""Rehearsals: a recipe run on the virtual clock, seed by seed, and what its times come to."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from fabula.engine import Event, Run, Store
from fabula.engine.profile import Profile, profile_of
from fabula.engine.timeline import timeline_of
from fabula.errors import ModelError, RunError
from fabula.lab.clock.loop import virtually
from fabula.lab.clock.times import virtual_clock
from fabula.store.memory import memory_store

Recipe = Callable[[int], Coroutine[Any, Any, Any]]
"""Makes a work; the seed says which delays and faults its models meet."""

DIGITS = 6
"""Times are told to the microsecond: below it, they are the rounding of sums."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One run of a recipe on the virtual clock.

    Args:
        seed: Of its delays and faults.
        seconds: From the start of the run to its end.
        first_seconds: From the start of the run to the end of its first part; None without one.
        failure: What ended the run; empty if it was finished.
        retries: How often a model was asked again.
        holes: How many parts failed.
        profile: Where its time and money went.
    """

    seed: int
    seconds: float
    first_seconds: float | None
    failure: str
    retries: int
    holes: int
    profile: Profile

    @property
    def finished(self) -> bool:
        """Whether the work was made, though perhaps with holes."""
        return not self.failure

    @property
    def usd(self) -> float:
        """What it cost in dollars, as far as that is known."""
        return self.profile.bill.usd


def rehearse(
    recipe: Recipe,
    seeds: Iterable[int] = (0,),
    *,
    production: str = "rehearsal",
    store: Callable[[], Store] = memory_store,
) -> list[Rehearsal]:
    """Run a recipe on the virtual clock, once for each seed.

    Its models are simulated ones in this process, and their policies take their time from
    `virtual_timing(seed)`; see `docs/lab-load.md`.

    Args:
        recipe: What to run; makes its models anew for each seed.
        seeds: For each of them, one run.
        production: What the runs are called.
        store: Gives the memory of each run; by default an empty one. On the disk it would not do:
            its thread has a time of its own.
    """
    return [virtually(partial(_once, recipe, seed, production, store())) for seed in seeds]


def odds(rehearsals: Sequence[Rehearsal], seconds: float) -> float:
    """Share of the rehearsals, 0 to 1, that were finished within so many seconds.

    Raises:
        ValueError: There are none.
    """
    if not rehearsals:
        raise ValueError("no rehearsals: run at least one seed")
    return sum(one.finished and one.seconds <= seconds for one in rehearsals) / len(rehearsals)


async def _once(recipe: Recipe, seed: int, production: str, store: Store) -> Rehearsal:
    failure = ""
    run = Run(store, production, f"seed-{seed}", clock=virtual_clock())
    try:
        async with run:
            await recipe(seed)
    except (ModelError, RunError) as error:
        failure = str(error)
    return _read(seed, failure, await store.log.read(run.id))


def _read(seed: int, failure: str, events: Sequence[Event]) -> Rehearsal:
    timeline = timeline_of(events)
    if timeline is None:
        raise AssertionError("unreachable")
    first = next((event.at for event in events if event.kind == "part.finished"), None)
    return Rehearsal(
        seed=seed,
        seconds=round(timeline.makespan, DIGITS),
        first_seconds=None if first is None else round(first - timeline.began, DIGITS),
        failure=failure,
        retries=sum(event.kind == "model.retried" for event in events),
        holes=sum(event.kind == "part.failed" for event in events),
        profile=profile_of(timeline),
    )
