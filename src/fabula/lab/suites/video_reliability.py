"""What becomes of films when something fails: models, parts, Redis, the one who ordered them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from fabula.lab.clock import VirtualLoop
from fabula.lab.context import Lab
from fabula.lab.faults import (
    MOMENTS,
    Check,
    FaultProxy,
    check_bill,
    check_cancel,
    check_run,
    recovery_of,
    strike_all,
)
from fabula.lab.faults.cells import FAULTS, record_cells
from fabula.lab.faults.recovery import Operation
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
from fabula.lab.suites.opening import open_stage
from fabula.lab.suites.playing import Played, moment_of
from fabula.lab.suites.stage import SCENES, Stage
from fabula.models.simulator import plan_of

HANDLED = Metric("fault.handled", "share", "higher", "count", "jobs that went on; label `fault`")

SUITE = "video.reliability"


@scenario(SUITE, "reliability", measures=(JOBS, INTEGRITY), needs=("video",))
async def normal_operation(lab: Lab) -> None:
    """20 films with nothing wrong, one after the other."""
    stage = await open_stage(lab)
    for number in lab.repeat(20):
        played = await stage.film(f"normal {number}")
        lab.check(JOBS, played.whole, fault="none")
        _keep(lab, _invariants(played), fault="none")


@scenario(
    SUITE, "reliability", "fault",
    measures=(RECOVERY, INTEGRITY), needs=("video", "models"), budget=120,
)  # fmt: skip
async def speech_failures(lab: Lab) -> None:
    """30 % of the speech calls fail, and are tried again."""
    stage, hit = await open_stage(lab), 0
    plans = [_plan(lab, number, "503:0.3,model=speech,seconds=0.1") for number in lab.repeat(10)]
    outcomes = await asyncio.gather(*(_struck(stage, plan) for plan in plans))
    for calls, played in outcomes:
        if not all(call.good for call in calls):
            hit += 1
            lab.check(RECOVERY, played.finished and not played.holes, fault="tts")
        _keep(lab, _invariants(played), fault="tts")
    lab.say(f"{hit} of {len(outcomes)} films were hit")


@scenario(
    SUITE, "reliability", "fault",
    measures=(BREAKER, REPAIR, DETECTION), needs=("video", "models"),
)  # fmt: skip
async def text_breaker(lab: Lab) -> None:
    """The text model fails completely, and comes back: the breaker opens, protects, and closes."""
    stage = await open_stage(lab)
    async with stage.provider(_plan(lab, 1), soon=True) as provider:
        # Each with nothing to remember, so that the model must be asked.
        well = await provider.film("well")
        await provider.behave("close:1,model=text")
        began = lab.now()
        broken = [await provider.film(f"broken {number}") for number in range(2)]
        await provider.behave()
        mended = lab.now()
        again = await provider.film("again")
        calls = await provider.calls()
    told = [event for one in (well, *broken, again) for event in one.events]
    states = [(moment_of(one), one.fields["state"]) for one in told if one.kind == "model.breaker"]
    opened = next((at for at, state in states if state == "open"), None)
    # While it is open nobody may pass but those who probe.
    probes = sum(state == "probing" for at, state in states if at < mended)
    asked = [call.began for call in calls if call.began < mended]
    passed = sum(opened < at for at in asked) if opened is not None else None
    lab.check(BREAKER, opened is not None, state="opens")
    lab.check(BREAKER, passed is not None and passed <= probes, state="protects")
    lab.check(BREAKER, not any(played.finished for played in broken), state="tells")
    closed = bool(states) and states[-1][1] == "closed"
    lab.check(BREAKER, well.finished and again.finished and closed, state="closes")
    recovery = recovery_of(calls, began, mended)
    _tell_times(lab, recovery.detect, recovery.repair, fault="llm")
    lab.facts["breaker"] = ", ".join(state for _, state in states)


@scenario(SUITE, "reliability", "fault", measures=(PARTIAL, INTEGRITY), needs=("video", "models"))
async def partial_failures(lab: Lab) -> None:
    """Some sentences can never be spoken: their scenes are holes, the others are made."""
    stage, holes = await open_stage(lab), []

    async def film(number: int) -> tuple[Played, bool]:
        async with stage.provider(_plan(lab, number, "400:0.15,model=speech")) as provider:
            played = await provider.film()
            # Before another film takes its place.
            return played, played.finished and await _told_holes(stage, played)

    for played, told in await asyncio.gather(*map(film, lab.repeat(8))):
        holes.append(played.holes)
        if 0 < played.holes < SCENES:
            lab.check(PARTIAL, told)
        _keep(lab, _invariants(played), fault="partial")
    lab.say(f"Holes of the films: {', '.join(map(str, holes))}")


@scenario(SUITE, "reliability", "fault", measures=(CANCELLED, CANCEL), needs=("video",))
async def cancellation(lab: Lab) -> None:
    """Films that are cancelled at different moments: they end, and nobody is asked after."""
    stage = await open_stage(lab)
    for number in lab.repeat(8):
        plan, moment = _plan(lab, number, latency="0.05"), 6 + 9 * number
        async with stage.provider(plan) as provider:
            played = await provider.film(cancel_at=moment)
            calls = await provider.calls()
        asked = played.cancelled_at
        if asked is None:
            continue
        late = sum(call.began > played.quiet_from for call in calls)
        check = check_cancel(played.logged, played.logged[-1].at)
        cancelled = played.record is not None and played.record.state == "cancelled"
        if not lab.check(CANCELLED, check.holds and not late and cancelled, moment=moment):
            lab.say(f"At event {moment}: {played.failure}, {late} calls after; {check.why}")
        lab.record(CANCEL, played.ended_at - asked)


@scenario(SUITE, "reliability", measures=(INTEGRITY,), needs=("video",))
async def data_integrity(lab: Lab) -> None:
    """Every asset is what was stored, none is missing or left over; films are as long as told."""
    if isinstance(asyncio.get_running_loop(), VirtualLoop):
        lab.skip("what is on the disk is looked at by the real clock")
    stage = await open_stage(lab)
    for number in lab.repeat(4):
        _, played = await _struck(stage, _plan(lab, number, "503:0.1,seconds=0.1"))
        _keep(lab, _invariants(played), fault="some")
        if played.finished:
            _keep(lab, await stage.examine(played), fault="some")
    _keep(lab, await stage.audit(), fault="some")


@scenario(SUITE, "reliability", "fault", measures=(HANDLED,), needs=("video", "environment"))
async def redis_away(lab: Lab) -> None:
    """Redis is not there, or takes connections and says nothing: films are made without it."""
    if isinstance(asyncio.get_running_loop(), VirtualLoop):
        lab.skip("there are no connections on the virtual clock")
    stage = await open_stage(lab)
    async with FaultProxy("127.0.0.1", 9) as proxy:
        with proxy.suffering(blackhole=True):
            for how, port in (("mute", proxy.port), ("gone", 9)):
                where = {"FABULA_REDIS_URL": f"redis://127.0.0.1:{port}/0"}
                played = await stage.film_in(where)
                lab.check(HANDLED, played.finished and not played.holes, fault="redis", how=how)
                lab.say(f"Redis {how}: a film in {played.seconds:.1f} s")


@scenario(
    SUITE, "reliability", "fault", "slow",
    measures=(RECOVERY, DETECTION, REPAIR, WASTED, INTEGRITY), needs=("video", "inside"),
    budget=180,
)  # fmt: skip
async def fault_matrix(lab: Lab) -> None:
    """Ten faults of a provider at three moments, on the virtual clock whatever the run's is."""
    from fabula.lab.suites.video_room import work

    plan = plan_of({"seed": lab.options.seed, "latency": "lognormal(2, 1)"})
    cells = await asyncio.to_thread(strike_all, work, FAULTS, MOMENTS, plan=plan)
    record_cells(lab, cells, "films, an answer after 2 s or so")


def _plan(lab: Lab, number: int, *faults: str, latency: str = "0.02") -> dict[str, Any]:
    """A quick provider with these faults; each number is another one."""
    seed = 1000 * lab.options.seed + number
    return {"seed": seed, "latency": latency, "faults": faults}


async def _struck(stage: Stage, plan: Mapping[str, Any]) -> tuple[Sequence[Operation], Played]:
    """A film by simulated models, and what they were asked."""
    async with stage.provider(plan) as provider:
        played = await provider.film()
        return await provider.calls(), played


async def _told_holes(stage: Stage, played: Played) -> bool:
    """Whether the film has all its other scenes, and says which it lacks."""
    seen = await stage.see(played)
    return seen.scenes == SCENES - played.holes and seen.missing == played.holes


def _invariants(played: Played) -> list[Check]:
    """All that must hold for a film."""
    checks = [*check_run(played.record, played.logged)]
    cut_off = bool(played.holes) or not played.finished
    if played.spent_usd is not None:
        checks.append(check_bill(played.logged, played.spent_usd, cut_off=cut_off))
    if played.finished:
        faults = "; ".join(played.faults)
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
