"""What a run may cost: read from flags and fabula.yaml, and asked for on a terminal."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable
from typing import Any, cast, get_args

from fabula.cli.display import Display
from fabula.engine.budget import AtLimit, Budget, More
from fabula.errors import BadSetting


def budget_of(flags: argparse.Namespace, project: Any = None) -> Budget | None:
    """The budget that the flags say, or else the folder's fabula.yaml; None if neither does.

    Raises:
        BadSetting: A limit is no number above 0, or there is no such way to go on at the limit.
    """
    usd = _limit(flags, project, "budget", float)
    tokens = _limit(flags, project, "budget_tokens", int)
    seconds = _limit(flags, project, "budget_seconds", float)
    at_limit = flags.at_limit or (project.at_limit if project else "stop")
    if at_limit not in get_args(AtLimit):
        place = "--at-limit" if flags.at_limit else "fabula.yaml: at_limit"
        raise BadSetting(f"{place} is {at_limit!r}; it can be stop, degrade or ask.")
    if usd is None and tokens is None and seconds is None:
        return None
    return Budget(usd, tokens, seconds, at_limit=cast("AtLimit", at_limit))


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


def _limit(flags: argparse.Namespace, project: Any, name: str, kind: Callable[[str], Any]) -> Any:
    told, place = getattr(flags, name), f"--{name.replace('_', '-')}"
    if told is None:
        told, place = getattr(project, name, None), f"fabula.yaml: {name}"
    if told is None:
        return None
    try:
        limit = kind(told)
    except ValueError:
        limit = 0
    if not 0 < limit < float("inf"):
        raise BadSetting(f"{place} is {told!r}; it must be a number above 0.")
    return limit


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
