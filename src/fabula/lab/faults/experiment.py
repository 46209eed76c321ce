"""An experiment: all is well; something is broken on purpose; is all still well? Then it is mended.

The form is that of Chaos Toolkit: a steady state that is looked at before and after, a method, and
a rollback that is run whatever happens.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

Status = Literal["upheld", "refuted", "not steady", "failed"]

Act = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Experiment:
    """What is tried.

    Args:
        hypothesis: What is believed to hold, as a sentence.
        steady: Whether all is well: asked before the method, and after it.
        method: Breaks something, and works with it.
        rollback: Mends it.
    """

    hypothesis: str
    steady: Callable[[], Awaitable[bool]]
    method: Act
    rollback: Act


@dataclass(frozen=True, slots=True)
class Journal:
    """How an experiment went.

    Args:
        hypothesis: What was believed.
        status: "upheld", "refuted", "not steady" (it was not begun), or "failed": the method or
            the rollback did.
        reason: Why, if it is not upheld.
        seconds: Of the method.
        mended: Whether the rollback went through.
    """

    hypothesis: str
    status: Status
    reason: str
    seconds: float
    mended: bool


async def carry_out(experiment: Experiment) -> Journal:
    """Look, break, look again, and mend.

    A cancellation comes out as itself, after the rollback.
    """
    loop = asyncio.get_running_loop()
    if not await experiment.steady():
        why = "all was not well to begin with"
        return Journal(experiment.hypothesis, "not steady", why, 0.0, mended=True)
    began = loop.time()
    status, reason = await _broken(experiment)
    seconds = loop.time() - began
    return Journal(experiment.hypothesis, status, reason, seconds, "rollback" not in reason)


async def _broken(experiment: Experiment) -> tuple[Status, str]:
    status: Status = "upheld"
    reason = ""
    try:
        await experiment.method()
        if not await experiment.steady():
            status, reason = "refuted", "all was not well any more"
    except Exception as error:  # noqa: BLE001 - a method may raise anything; it is told
        status, reason = "failed", f"the method: {type(error).__name__}: {error}"
    finally:
        try:
            await experiment.rollback()
        except Exception as error:  # noqa: BLE001 - told, so that somebody mends it by hand
            status, reason = "failed", f"the rollback: {type(error).__name__}: {error}"
    return status, reason
