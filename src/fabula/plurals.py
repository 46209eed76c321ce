"""How many of something, in words."""

from __future__ import annotations


def counted(number: int, thing: str, things: str = "") -> str:
    """A number and what it counts: "1 scene", "3 scenes", "2 retries".

    Args:
        number: How many.
        thing: One of them.
        things: More of them, where that is another word than with an "s".
    """
    return f"{number:,} {thing if number == 1 else things or f'{thing}s'}"
