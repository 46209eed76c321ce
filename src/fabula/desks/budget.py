"""What a run may cost: as whoever asks for it says, or else the folder's fabula.yaml."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast, get_args

from fabula.engine.budget import AtLimit, Budget
from fabula.errors import BadSetting


def budget_of(asked: Any, project: Any = None) -> Budget | None:
    """The budget that was asked for, or else the folder's; None if neither says one.

    Args:
        asked: Has `budget` (US dollars), `budget_tokens`, `budget_seconds` and `at_limit`, None
            where it says nothing: the flags of a command, say.
        project: What the folder's fabula.yaml says, by the same names.

    Raises:
        BadSetting: A limit is no number above 0, or there is no such way to go on at the limit.
    """
    usd = _limit(asked, project, "budget", float)
    tokens = _limit(asked, project, "budget_tokens", int)
    seconds = _limit(asked, project, "budget_seconds", float)
    at_limit = asked.at_limit or (project.at_limit if project else "stop")
    if at_limit not in get_args(AtLimit):
        place = "--at-limit" if asked.at_limit else "fabula.yaml: at_limit"
        raise BadSetting(f"{place} is {at_limit!r}; it can be stop, degrade or ask.")
    if usd is None and tokens is None and seconds is None:
        return None
    return Budget(usd, tokens, seconds, at_limit=cast("AtLimit", at_limit))


def _limit(asked: Any, project: Any, name: str, kind: Callable[[str], Any]) -> Any:
    told, place = getattr(asked, name), f"--{name.replace('_', '-')}"
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
