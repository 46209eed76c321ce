"""The time and the chance of the running loop, in the forms in which the engine wants them."""

from __future__ import annotations

import asyncio
import random

from fabula.engine import Clock
from fabula.engine.policies import Timing


def virtual_now() -> float:
    """Seconds on the clock of the running loop: virtual ones on a virtual loop."""
    return asyncio.get_running_loop().time()


def virtual_clock() -> Clock:
    """The clock of a run on the running loop; threads may read it too."""
    loop = asyncio.get_running_loop()
    return Clock(loop.time, loop.time)


def virtual_timing(seed: int = 0) -> Timing:
    """Time and chance of policies: the loop's clock, and the same chances for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - pauses between attempts are no secret
    return Timing(clock=virtual_now, sleep=asyncio.sleep, chance=chance.random)
