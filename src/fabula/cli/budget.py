"""What a run may cost: the flags as lines of a fabula.yaml, and more asked for on a terminal."""

from __future__ import annotations

import argparse
import asyncio
import re
import sys

from fabula.cli.display import Display
from fabula.desks.budget import budget_of
from fabula.engine.bill import money
from fabula.engine.budget import Lack, More

AMOUNT = r"\$?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?"
"""A number as it is typed: 2, $0.5, 50,000."""


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

    async def ask(lack: Lack) -> float:
        display.pause(True)
        try:
            return await asyncio.to_thread(_asked, lack)
        finally:
            display.pause(False)

    return ask


def _asked(lack: Lack) -> float:
    """By how much a person raises the limit, in its unit; 0 to stop."""
    print(lack.said, file=sys.stderr)
    unit = {"usd": "dollars", "tokens": "tokens", "seconds": "seconds"}[lack.limit]
    offer = money(lack.offer) if lack.limit == "usd" else f"{lack.offer:,.0f} {unit}"
    while True:
        question = f"Spend {offer} more? [y/N, or how many {unit}] "
        print(question, end="", file=sys.stderr, flush=True)
        typed = sys.stdin.readline().strip().lower()
        if typed in {"y", "yes"}:
            return lack.offer
        if typed in {"", "n", "no"}:
            return 0.0
        if re.fullmatch(AMOUNT, typed):
            return float(re.sub("[$,]", "", typed))
        print(f"{typed!r} is no amount; write y, n, or a number.", file=sys.stderr)
