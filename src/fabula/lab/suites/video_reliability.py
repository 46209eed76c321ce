"""What becomes of films when something fails: models, parts, Redis, the one who ordered them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from fabula.engine import Event, Store
from fabula.lab.clock import VirtualLoop, virtual_timing
from fabula.lab.context import Lab
from fabula.lab.faults import (
    MOMENTS,
    Check,
    FaultProxy,
    check_bill,
    check_cancel,
    check_folder,
    check_run,
    recovery_of,
    strike_all,
)
from fabula.lab.faults.matrix import operations_of
from fabula.lab.metrics import (
    BREAKER,
    CANCEL,
    CANCELLED,
    DETECTION,
    INTEGRITY,
    JOBS,
    PARTIAL,
    RECOVERY,
    REPAIR,
    WASTED,
)
from fabula.lab.record import Metric
from fabula.lab.scenarios import scenario
from fabula.lab.suites.playing import Played, Playing, fresh_store
from fabula.lab.suites.video_room import SCENES, Theatre, simulated, work
from fabula.models.simulator import Plan, Simulator, plan_of, read_fault
from fabula.store.folder import open_store
from fabula.store.memory import memory_store

HANDLED = Metric("fault.handled", "share", "higher", "count", "jobs that went on; label `fault`")

SUITE = "video.reliability"
SOON = {"*": {"failures": 3, "rest": 0.3, "pause": 0.05}}
"""Policies of whoever would rather see a breaker open, and close, soon."""

FAULTS = (
    "429:1,seconds=0.5",
    "503:1,seconds=0.5",
    "500:1",
    "close:1",
    "drop:1",
    "stall:1,seconds=5",
    "slow:1,seconds=5",
    "bad-json:1,model=text",
    "length:1,model=text",
    "garbled:1,model=speech",
)
"""What strikes in the matrix; as the simulator writes it."""


@scenario(SUITE, "reliability", measures=(JOBS, INTEGRITY), needs=("video",))
async def normal_operation(lab: Lab) -> None:
    """20 films with nothing wrong, one after the other."""
    theatre = Theatre(lab, await fresh_store(lab))
    for number in lab.repeat(20):
        played = await theatre.film(f"normal {number}")
        whole = played.finished and not played.holes and not played.work.faults
        lab.check(JOBS, whole, fault="none")
        _keep(lab, _invariants(played), fault="none")


@scenario(SUITE, "reliability", "fault", measures=(RECOVERY, INTEGRITY), needs=("video",))
async def speech_failures(lab: Lab) -> None:
    """30 % of the speech calls fail, and are tried again."""
    store, hit = await fresh_store(lab), 0
    plans = [_plan(lab, number, "503:0.3,model=speech,seconds=0.1") for number in lab.repeat(10)]
    outcomes = await asyncio.gather(*(_struck(store, Simulator(plan)) for plan in plans))
    for simulator, played in outcomes:
        if simulator.stats()["by_fault"]:
            hit += 1
            lab.check(RECOVERY, played.finished and not played.holes, fault="tts")
        _keep(lab, _invariants(played), fault="tts")
    lab.say(f"{hit} of {len(outcomes)} films were hit")


@scenario(SUITE, "reliability", "fault", measures=(BREAKER, REPAIR, DETECTION), needs=("video",))
async def text_breaker(lab: Lab) -> None:
    """The text model fails completely, and comes back: the breaker opens, protects, and closes."""
    simulator = Simulator(_plan(lab, 1))
    recipe = await simulated(simulator, virtual_timing(lab.options.seed), SOON)
    states: list[tuple[float, str]] = []

    def hear(event: Event) -> None:
        if event.kind == "model.breaker":
            states.append((lab.now(), event.fields["state"]))

    async def film() -> Played:
        # Each with nothing to remember, so that the model must be asked.
        return await Playing(memory_store(), "video", hear).play(recipe)

    well = await film()
    simulator.plan = replace(simulator.plan, faults=(read_fault("close:1,model=text"),))
    began = lab.now()
    broken = [await film() for _ in range(2)]
    simulator.plan, mended = replace(simulator.plan, faults=()), lab.now()
    opened = next((at for at, state in states if state == "open"), None)
    asked = [entry.began for entry in simulator.journal.entries if entry.began < mended]
    # While it is open nobody may pass but those who probe.
    probes = sum(state == "probing" for at, state in states if at < mended)
    passed = sum(opened < at for at in asked) if opened is not None else None
    again = await film()
    lab.check(BREAKER, opened is not None, state="opens")
    lab.check(BREAKER, passed is not None and passed <= probes, state="protects")
    lab.check(BREAKER, not any(played.finished for played in broken), state="tells")
    closed = bool(states) and states[-1][1] == "closed"
    lab.check(BREAKER, well.finished and again.finished and closed, state="closes")
    recovery = recovery_of(operations_of(simulator), began, mended)
    _tell_times(lab, recovery.detect, recovery.repair, fault="llm")
    lab.facts["breaker"] = ", ".join(state for _, state in states)


@scenario(SUITE, "reliability", "fault", measures=(PARTIAL, INTEGRITY), needs=("video",))
async def partial_failures(lab: Lab) -> None:
    """Some sentences can never be spoken: their scenes are holes, the others are made."""
    store, holes = await fresh_store(lab), []
    plans = [_plan(lab, number, "400:0.15,model=speech") for number in lab.repeat(8)]
    outcomes = await asyncio.gather(*(_struck(store, Simulator(plan)) for plan in plans))
    for _, played in outcomes:
        holes.append(played.holes)
        if 0 < played.holes < SCENES:
            kept = played.finished and len(played.work.reels) == SCENES - played.holes
            lab.check(PARTIAL, kept and len(played.work.holes) == played.holes)
        _keep(lab, _invariants(played), fault="partial")
    lab.say(f"Holes of the films: {', '.join(map(str, holes))}")


@scenario(SUITE, "reliability", "fault", measures=(CANCELLED, CANCEL), needs=("video",))
async def cancellation(lab: Lab) -> None:
    """Films that are cancelled at different moments: they end, and nobody is asked after."""
    store = await fresh_store(lab)
    for number in lab.repeat(8):
        plan = replace(_plan(lab, number), latency=plan_of({"latency": "0.05"}).latency)
        simulator = Simulator(plan)
        playing, moment = Playing(store, "video"), 6 + 9 * number
        asked: list[float] = []
        playing.on_event = _canceller(lab, playing, moment, asked)
        played = await playing.play(await simulated(simulator, virtual_timing(number)))
        if not asked:
            continue
        ended = lab.now() - asked[0]
        calls = [entry.began for entry in simulator.journal.entries]
        late = sum(began > asked[0] for began in calls)
        check = check_cancel(played.logged, played.logged[-1].at)
        cancelled = played.record is not None and played.record.state == "cancelled"
        lab.check(CANCELLED, check.holds and not late and cancelled, moment=moment)
        lab.record(CANCEL, ended)


@scenario(SUITE, "reliability", measures=(INTEGRITY,), needs=("video",))
async def data_integrity(lab: Lab) -> None:
    """Every asset is what was stored, none is missing or left over; films are as long as told."""
    if isinstance(asyncio.get_running_loop(), VirtualLoop):
        lab.skip("what is on the disk is looked at by the real clock")
    folder = lab.folder / "kept"
    async with open_store(folder) as store:
        for number in lab.repeat(4):
            simulator = Simulator(_plan(lab, number, "503:0.1,seconds=0.1"))
            _, played = await _struck(store, simulator)
            _keep(lab, _invariants(played), fault="some")
    _keep(lab, await asyncio.to_thread(check_folder, folder), fault="some")


@scenario(SUITE, "reliability", "fault", measures=(HANDLED,), needs=("video",))
async def redis_away(lab: Lab) -> None:
    """Redis is not there, or takes connections and says nothing: films are made without it."""
    if isinstance(asyncio.get_running_loop(), VirtualLoop):
        lab.skip("there are no connections on the virtual clock")
    async with FaultProxy("127.0.0.1", 9) as proxy:
        with proxy.suffering(blackhole=True):
            for how, port in (("mute", proxy.port), ("gone", 9)):
                url, began = f"redis://127.0.0.1:{port}/0", lab.now()
                async with open_store(lab.folder / how, url) as store:
                    _, played = await _struck(store, Simulator(_plan(lab, port)))
                lab.check(HANDLED, played.finished and not played.holes, fault="redis", how=how)
                lab.say(f"Redis {how}: a film in {lab.now() - began:.1f} s")


@scenario(
    SUITE, "reliability", "fault", "slow",
    measures=(RECOVERY, DETECTION, REPAIR, WASTED, INTEGRITY), needs=("video",), budget=180,
)  # fmt: skip
async def fault_matrix(lab: Lab) -> None:
    """Ten faults of a provider at three moments, on the virtual clock whatever the run's is."""
    plan = plan_of({"seed": lab.options.seed, "latency": "lognormal(2, 1)"})
    cells = await asyncio.to_thread(strike_all, work, FAULTS, MOMENTS, plan=plan)
    for cell in cells:
        label = {"fault": cell.fault, "moment": cell.moment}
        if cell.moment != MOMENTS[-1].name and cell.recovery.failed:
            # What never passes is nothing to recover from.
            lab.check(RECOVERY, cell.outcome != "failed", **label)
        _tell_times(lab, cell.recovery.detect, cell.recovery.repair, **label)
        lab.record(WASTED, cell.wasted, **label)
        _keep(lab, cell.checks, **label)
        lab.say(
            f"{cell.fault:24} {cell.moment:14} {cell.outcome:13} +{max(0, cell.extra):.1f} s, "
            f"{cell.retries} retries, breaker {'-'.join(cell.breaker) or 'shut'}"
        )


def _plan(lab: Lab, number: int, *faults: str) -> Plan:
    """A quick provider with these faults; each number is another one."""
    seed = 1000 * lab.options.seed + number
    told = plan_of({"seed": seed, "latency": "0.02"})
    return replace(told, faults=tuple(map(read_fault, faults)))


async def _struck(store: Store, simulator: Simulator) -> tuple[Simulator, Played]:
    """A film by a simulated crew."""
    recipe = await simulated(simulator, virtual_timing(simulator.plan.seed))
    return simulator, await Playing(store, "video").play(recipe)


def _canceller(lab: Lab, playing: Playing, moment: int, asked: list[float]) -> Any:
    """Cancels at an event; notes when."""

    def hear(_event: Event) -> None:
        if len(playing.events) == moment and playing.run is not None:
            asked.append(lab.now())
            playing.run.cancel()

    return hear


def _invariants(played: Played) -> list[Check]:
    """All that must hold for a film."""
    checks = [*check_run(played.record, played.logged)]
    cut_off = bool(played.holes) or not played.finished
    checks.append(check_bill(played.logged, played.spent_usd, cut_off=cut_off))
    if played.finished:
        faults = "; ".join(played.work.faults)
        checks.append(Check("film", not faults, faults))
    return checks


def _keep(lab: Lab, checks: Sequence[Check], **labels: object) -> None:
    for check in checks:
        if not lab.check(INTEGRITY, check.holds, invariant=check.name, **labels):
            lab.say(f"{check.name}: {check.why}")


def _tell_times(lab: Lab, detect: float | None, repair: float | None, **labels: object) -> None:
    if detect is not None:
        lab.record(DETECTION, detect, **labels)
    if repair is not None:
        lab.record(REPAIR, repair, **labels)
