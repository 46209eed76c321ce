"""The matrix: each fault at each moment, with the same figures each time."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.engine import fan_out, step
from fabula.engine.policies import Timing
from fabula.errors import NothingMade
from fabula.lab.faults import MOMENTS, Moment, Struck, strike, strike_all
from fabula.models import Policies, Task, Writer
from fabula.models.simulator import Plan, Simulator, plan_of
from fabula.models.simulator.near.text import NearText

PLAN = plan_of({"latency": "1"})
THROUGHOUT = MOMENTS[-1]


@dataclass(frozen=True)
class Describe(Task[str]):
    """Describe the scene."""

    number: int


@step
async def describe(number: int, writer: Writer) -> str:
    """One scene."""
    return await writer.write(Describe(number))


async def story(simulator: Simulator, timing: Timing) -> None:
    """Twelve scenes of a second each, three at a time."""
    writer = Writer([NearText(simulator)], Policies(timing=timing))

    async def scene(number: int) -> str:
        return await describe(number, writer)

    parts = await fan_out(scene, range(12), limit=3, on_error="keep")
    if not parts.made:
        raise NothingMade(parts.holes[0].reason)


def struck(fault: str | None, moment: Moment = THROUGHOUT, plan: Plan = PLAN) -> Struck:
    """What becomes of the story."""
    return strike(story, fault, moment, plan=plan, usual=4.0)


def test_undisturbed_work_is_made() -> None:
    """Four seconds, no retry, nothing wasted, all that must hold holds."""
    cell = struck(None)

    assert (cell.outcome, cell.seconds, cell.retries, cell.breaker) == ("made", 4.0, 0, ())
    assert cell.wasted == 0.0 < cell.usd
    assert cell.integrity == 1.0
    assert cell.recovery.detect is None


def test_passing_fault_is_survived() -> None:
    """Refused for a while in the middle: asked again, made, and later by what that took."""
    cell = struck("429:1,seconds=0.5", MOMENTS[1])

    assert cell.outcome == "made"
    assert cell.retries > 0
    assert cell.extra > 0
    assert cell.recovery.detect is not None
    assert cell.recovery.repair is not None


def test_lasting_fault_opens_the_breaker() -> None:
    """Nothing is made, and the model is left alone long before each scene has asked in vain."""
    cell = struck("close")

    assert cell.outcome == "failed"
    assert cell.breaker[0] == "open"
    assert "closed" not in cell.breaker
    assert cell.recovery.repair is None
    assert cell.integrity == 1.0


def test_breaker_closes_after_an_outage() -> None:
    """Hung up on for a minute: it opens, is probed, and closes."""
    cell = struck("close", Moment("for a minute", 0.25, 15.25))

    assert (cell.breaker[0], cell.breaker[-1]) == ("open", "closed")
    assert "probing" in cell.breaker


def test_unusable_answers_are_paid_for_in_vain() -> None:
    """A first answer of each call that breaks off costs, and is not used."""
    cell = struck("length:first=1")

    assert cell.outcome == "made"
    assert 0 < cell.wasted < cell.usd


def test_some_failures_leave_holes() -> None:
    """A status that is never asked again: part of the scenes are made."""
    cell = struck("400:0.4")

    assert (cell.outcome, cell.failure) == ("made in part", "")
    assert 0 < cell.holes < 12


def test_matrix_has_a_cell_for_each_fault_and_moment() -> None:
    """And all of it is the same, digit for digit, when it is made again."""
    faults = ("429:1", "503:0.5", "stall:1,seconds=3")
    first, again = (strike_all(story, faults, plan=PLAN) for _ in range(2))

    assert len(first) == len(faults) * len(MOMENTS)
    assert first == again
    assert [cell.fault for cell in first[:: len(MOMENTS)]] == list(faults)
