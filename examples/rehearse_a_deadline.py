"""Will a play be there in time? Rehearse forty evenings, and an outage, in a few seconds."""

from __future__ import annotations

from functools import partial

from fabula.engine import fan_out, step
from fabula.engine.policies import Timing
from fabula.errors import NothingMade
from fabula.lab.clock import odds, rehearse, virtual_timing
from fabula.lab.faults import MOMENTS, strike_all
from fabula.models import Narrator, Policies, Voice
from fabula.models.simulator import Simulator, plan_of
from fabula.models.simulator.near.speech import NearSpeech

LINES = [f"Act {act}, line {line}." for act in (1, 2, 3) for line in range(1, 7)]
SLOW = {"latency": "lognormal(4, 3)", "faults": ["429:0.1"]}


@step
async def speak(line: str, narrator: Narrator) -> float:
    """How long the line lasts."""
    spoken = await narrator.say(line, Voice("", "en"))
    return spoken.sound.seconds


async def play(simulator: Simulator, timing: Timing) -> float:
    """All lines, six at a time."""
    narrator = Narrator([NearSpeech(simulator)], Policies(timing=timing))
    parts = await fan_out(partial(speak, narrator=narrator), LINES, limit=6, name="line")
    if not parts.made:
        raise NothingMade(parts.holes[0].reason)
    return sum(parts.made)


async def evening(seed: int) -> float:
    """One of many: other delays, other refusals."""
    return await play(Simulator(plan_of({"seed": seed, **SLOW})), virtual_timing(seed))


def main() -> None:
    """Tell the odds, and what an outage would do."""
    done = rehearse(evening, range(40))
    usual = sorted(one.seconds for one in done)[len(done) // 2]
    print(f"Forty evenings: {usual:.1f} s is usual; busy for all it takes: ", end="")
    print(f"{done[0].profile.bottleneck}")
    for deadline in (15, 20, 30, 60):
        print(f"  within {deadline} s: {odds(done, deadline):.0%}")
    for cell in strike_all(play, ["close:1"], MOMENTS, plan=plan_of(SLOW)):
        states = ", ".join(cell.breaker) or "shut"
        print(f"An outage {cell.moment}: {cell.outcome}, {cell.extra:+.1f} s, breaker {states}")


if __name__ == "__main__":
    main()
