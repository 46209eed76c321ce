"""A plan: what a run would make and why, how long it may take and cost; nothing is made for it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

from fabula.engine.archive import Slot, Take
from fabula.engine.calls import Call
from fabula.engine.choices import slot_of
from fabula.engine.explain import known_codes, reasons
from fabula.engine.planning import Unknown
from fabula.engine.ports import Event, RunRecord, Store
from fabula.engine.runs import open_run
from fabula.engine.telling import told

RECENT = 20
"""Takes of a step that a prediction looks back on."""
MOST_RUNS = 1000
"""Runs among which the one is looked for that a plan takes its shape from."""

What = Literal["hit", "held", "run", "unknown"]


class Range(NamedTuple):
    """From the least to the most that is expected."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Planned:
    """One step of a plan.

    Args:
        slot: Where it stands; its part is "each scene" where the scenes are not known yet.
        what: "hit": remembered. "held": pinned, or written by a person. "run": will be made.
            "unknown": told only when another step is known.
        why: Reasons, one line each; for a held one, what has changed since: it is stale.
        times: How often; more than 1 only where the parts are not known yet.
        seconds: How long one takes, from earlier takes of the step; None where there is none.
        usd: What one costs; None where there is no earlier take, or one of unknown price.
        parts: What the key of one to be run is made of, as told.
    """

    slot: Slot
    what: What
    why: tuple[str, ...] = ()
    times: int = 1
    seconds: Range | None = None
    usd: Range | None = None
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do.

    Args:
        steps: In the order in which they are met; unknown ones after what they wait for.
        follows: Whether more may follow that no run before has shown.
    """

    steps: tuple[Planned, ...]
    follows: bool

    def count(self, what: What) -> int:
        """How many steps are hits, held, to be run, or unknown."""
        return sum(step.times for step in self.steps if step.what == what)

    @property
    def work(self) -> tuple[Planned, ...]:
        """The steps that will or may have to be made."""
        return tuple(step for step in self.steps if step.what in ("run", "unknown"))

    @property
    def seconds(self) -> Range | None:
        """Time that the run takes: from all parts at once, to one step after another.

        Steps that are unknown may be remembered and take none. None: some step has no past.
        """
        if self.follows or any(step.seconds is None for step in self.work):
            return None
        chains: dict[str, float] = {}
        most = 0.0
        for step in self.work:
            least, longest = step.seconds or (0.0, 0.0)
            most += longest * step.times
            chains[step.slot.part] = chains.get(step.slot.part, 0.0) + least * (step.what == "run")
        outside = chains.pop("", 0.0)
        return Range(outside + max(chains.values(), default=0.0), most)

    @property
    def usd(self) -> Range | None:
        """Money that the run costs. None: some step has no past, or a price that is unknown."""
        if self.follows or any(step.usd is None for step in self.work):
            return None
        return Range(
            sum((step.usd or (0.0, 0.0))[0] for step in self.work if step.what == "run"),
            sum((step.usd or (0.0, 0.0))[1] * step.times for step in self.work),
        )


async def make_plan(
    store: Store,
    production: str,
    recipe: Callable[[], Coroutine[Any, Any, object]],
    *,
    given: Mapping[Slot, Any] | None = None,
    about: Sequence[str] = (),
) -> Plan:
    """Go through a recipe without making any step or asking any model.

    A step that is remembered gives its result; one that is not is noted, and what needs its result
    is unknown until it is known. What would follow is told from the latest run of the same kind
    that was about the same: all of it, or at least the first of it.

    Args:
        store: Where results, takes and runs are kept; nothing is written to it.
        production: What is made: "video".
        recipe: Makes the work.
        given: As for `open_run`.
        about: As for `open_run`.

    Raises:
        FabulaError: What the recipe itself raises before its first step: bad input, say.
    """
    planner = _Planner(await store.archive.takes(), await known_codes(store.archive))
    looking = replace(store, log=_NoLog(), flights={})
    run = open_run(looking, production, on_event=planner.hear, given=given)
    run.plan = planner
    stopped = True
    with suppress(Unknown):
        async with run:
            await recipe()
        stopped = False
    if not stopped:
        return Plan(tuple(planner.steps), follows=False)
    before = await _latest(store, production, tuple(about))
    later = tuple(planner.later(before))
    return Plan((*planner.steps, *later), follows=not before)


class _Planner:
    """Notes what a planning run meets."""

    def __init__(self, takes: Sequence[Take], codes: dict[str, dict[str, str]]) -> None:
        self.steps: list[Planned] = []
        self._takes, self._codes = takes, codes
        self._made: dict[str, Slot] = {}
        self._kinds: set[str] = set()

    def unknown(self, call: Call[Any]) -> Unknown:
        """Note a call that would be made, and why."""
        if call.asked is None:
            slot, parts, why = Slot(call.name), dict(call.parts), ["a model is asked"]
        else:
            slot, code = call.asked.slot, call.asked.code
            parts = told(call.parts, call.asked.inputs)
            takes = [take for take in self._takes if take.slot.step == slot.step]
            why = reasons(slot, parts, takes, {**self._codes, code.digest: code.pieces})
        if call.key in self._made:
            self.steps.append(Planned(slot, "hit", (f"made once, for {self._made[call.key]}",)))
        else:
            self._made[call.key] = slot
            self.steps.append(self._predicted(Planned(slot, "run", tuple(why), parts=parts)))
        return Unknown(slot)

    def held(self, slot: Slot, who: str, stale: list[str]) -> None:
        """Note a take that a person holds."""
        del who
        self.steps.append(Planned(slot, "held", tuple(stale)))

    def hear(self, event: Event) -> None:
        """Note steps that are remembered, and which parts are known."""
        if event.kind == "step.finished":
            self.steps.append(Planned(slot_of(event.fields["slot"]), "hit"))
        elif event.kind == "part.started":
            self._kinds.add(event.fields["part"])

    def later(self, before: Sequence[Slot]) -> Iterator[Planned]:
        """What follows the steps that would be made, as the latest run went."""
        causes = [step.slot for step in self.steps if step.what == "run"]
        met = {(step.slot.step, step.slot.part) for step in self.steps}
        for slot, part, times in self._followers(before, causes):
            if (slot.step, part) not in met:
                met.add((slot.step, part))
                cause = next((one for one in causes if one.part == part), causes[0])
                why = (f"until {cause.name if cause.part == part else cause} is known",)
                yield self._predicted(Planned(Slot(slot.step, part), "unknown", why, times))

    def _followers(
        self, before: Sequence[Slot], causes: Sequence[Slot]
    ) -> Iterator[tuple[Slot, str, int]]:
        """The steps of the latest run, each with the part that it would stand in now."""
        stopped = list(dict.fromkeys(cause.part for cause in causes if cause.part))
        for slot in before:
            kind = slot.part.partition(":")[0]
            if not slot.part:
                yield slot, "", 1
            elif kind in self._kinds:
                for part in stopped:
                    if part.partition(":")[0] == kind:
                        yield slot, part, 1
            else:
                times = sum(one.step == slot.step and one.part != "" for one in before)
                yield slot, f"each {kind}", times

    def _predicted(self, step: Planned) -> Planned:
        """The step with the time and the money of its last takes."""
        takes = [t for t in self._takes if t.slot.step == step.slot.step and t.number][-RECENT:]
        if not takes:
            return step
        times, costs = [take.seconds for take in takes], [take.usd for take in takes]
        known = [cost for cost in costs if cost is not None]
        usd = Range(min(known), max(known)) if len(known) == len(costs) else None
        return replace(step, seconds=Range(min(times), max(times)), usd=usd)


async def _latest(store: Store, production: str, about: tuple[str, ...]) -> list[Slot]:
    """The places of the steps of the latest finished run, in the order in which they ended."""
    records = [
        record
        for record in await store.log.latest(MOST_RUNS)
        if (record.production, record.state) == (production, "finished")
        and record.about[:1] == about[:1]
    ]
    if not records:
        return []
    # Of those about the same document, one that was asked for the same is the better pattern.
    record = next((one for one in records if one.about == about), records[0])
    events = await store.log.read(record.id)
    ended = [event.fields for event in events if event.kind == "step.finished"]
    return list(dict.fromkeys(slot_of(one["slot"]) for one in ended if "slot" in one))


class _NoLog:
    """A plan leaves no trace: events are heard and not kept."""

    async def append(self, events: Iterable[Event]) -> None:
        """Keep nothing."""

    async def read(self, run: str, after: int = 0) -> list[Event]:  # noqa: ARG002
        """There is nothing."""
        return []

    async def find(self, run: str) -> RunRecord | None:  # noqa: ARG002
        """There is none."""
        return None

    async def latest(self, limit: int = 20) -> list[RunRecord]:  # noqa: ARG002
        """There are none."""
        return []
