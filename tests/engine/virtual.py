"""Policies on the virtual clock, with chance that is always the same."""

from __future__ import annotations

import asyncio

from fabula.engine.policies import Timing
from fabula.lab.clock.times import virtual_now


def timing(chance: float = 1.0) -> Timing:
    """Virtual time, and this chance."""
    return Timing(clock=virtual_now, sleep=asyncio.sleep, chance=lambda: chance)
