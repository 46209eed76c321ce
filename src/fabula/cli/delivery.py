"""Tells what was made, what is missing, and what it took."""

from __future__ import annotations

from typing import Any

from fabula.cli.display import Display, Json, price
from fabula.cli.exits import HOLES, MADE
from fabula.desks.desk import Told
from fabula.engine.progress import Progress
from fabula.plurals import counted
from fabula.studio import Made


def tell(told: Told, made: Made[Any], names: list[str], display: Display) -> int:
    """Say what was made, what is missing, and what it took.

    Returns:
        The exit code: 0, or 3 if parts are missing.
    """
    trace, progress = made.trace, display.progress
    code = HOLES if told.holes else MADE
    if isinstance(display, Json):
        display.print(_row(told, made, names, progress))
        return code
    print(
        f"{names[0]}: {told.headline}, made in {trace.wall:.1f} s "
        f"({counted(trace.made, 'step')} made, {trace.hits} remembered; "
        f"by {' and '.join(sorted(progress.models)) or 'memory alone'}; {price(progress)})"
    )
    for line in (*names[1:], *(f"note: {note}" for note in told.notes)):
        print(line)
    for hole in told.holes:
        print(f"missing: {hole.title}: {hole.reason}")
    if told.holes:
        print("Run it again to make only what is missing.")
    return code


def _row(told: Told, made: Made[Any], names: list[str], progress: Progress) -> dict[str, Any]:
    """The result as plain data, for --json."""
    return {
        "kind": "result",
        "run": made.run,
        "files": names,
        **told.row,
        "holes": [{"title": hole.title, "reason": hole.reason} for hole in told.holes],
        "notes": list(told.notes),
        "took_seconds": round(made.trace.wall, 3),
        "steps_made": made.trace.made,
        "steps_remembered": made.trace.hits,
        "models": sorted(progress.models),
        "usd": progress.usd,
        "saved_usd": round(progress.saved, 6),
    }
