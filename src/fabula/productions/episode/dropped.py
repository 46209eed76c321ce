"""What a writer was asked for and did not give, where the script goes on without it."""

from __future__ import annotations

from typing import Any

from fabula.engine import Parts, cast_doubt
from fabula.plurals import counted


def note_dropped(parts: Parts[Any], thing: str, undone: str) -> tuple[str, ...]:
    """A line on the parts that failed, if any did; what is made without them is not remembered.

    So the next run asks for them again, and for them alone.

    Args:
        parts: What was asked for.
        thing: What one of them is: "weak joke".
        undone: What did not happen to it: "pitched again".
    """
    if not parts.holes:
        return ()
    cast_doubt()
    why = " ".join(dict.fromkeys(hole.reason for hole in parts.holes))
    all_of_them = counted(len(parts), thing)
    return (f"{len(parts.holes)} of {all_of_them} could not be {undone}: {why}",)
