"""What a run may cost: the flags as lines of a fabula.yaml, and more asked for on a terminal."""

from __future__ import annotations

import argparse
import asyncio
import sys

from fabula.cli.display import Display
from fabula.desks.budget import budget_of
from fabula.engine.budget import More


def limits_of(flags: argparse.Namespace) -> dict[str, object]:
    """The budget of the flags as lines of a fabula.yaml."""
    budget = budget_of(flags)
    if budget is None:
        return {}
    return {
        "budget": budget.usd,
        "budget_tokens": budget.tokens,
        "budget_seconds": budget.seconds,
        "at_limit": flags.at_limit,
    }


def asker(display: Display) -> More | None:
    """Asks on the terminal for more; None if nobody sits there."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None

    async def ask(lack: str) -> float:
        display.pause(True)
        try:
            return await asyncio.to_thread(_asked, lack)
        finally:
            display.pause(False)

    return ask


def _asked(lack: str) -> float:
    """The share of the budget that a person grants besides; 0 to stop."""
    print(f"{lack}\nSpend as much again? [y/N] ", end="", file=sys.stderr, flush=True)
    return 1.0 if sys.stdin.readline().strip().lower() in {"y", "yes"} else 0.0
