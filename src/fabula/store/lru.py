"""What was used last, in the process's own memory, bounded in bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")

LARGEST_SHARE = 8
"""One value may take an eighth of the room: a film must not push everything else out."""


class Lru(Generic[Value]):
    """Values by key; when there is no more room, what was not used for longest goes.

    Args:
        room: Bytes in all; 0 keeps nothing.
        weigh: Bytes of a value.
    """

    def __init__(self, room: int, weigh: Callable[[Value], int]) -> None:
        self._room, self._weigh = room, weigh
        # A dict keeps the order of insertion: the first is the one not used for longest.
        self._values: dict[str, tuple[Value, int]] = {}
        self.bytes = 0

    def get(self, key: str) -> Value | None:
        """The value, if it is still there."""
        entry = self._values.pop(key, None)
        if entry is None:
            return None
        self._values[key] = entry
        return entry[0]

    def put(self, key: str, value: Value) -> None:
        """Keep the value if it is not too large."""
        self.drop(key)
        weight = self._weigh(value)
        if weight * LARGEST_SHARE > self._room:
            return
        self._values[key] = value, weight
        self.bytes += weight
        while self.bytes > self._room:
            self.drop(next(iter(self._values)))

    def drop(self, key: str) -> None:
        """Forget the value, if there is one."""
        entry = self._values.pop(key, None)
        if entry is not None:
            self.bytes -= entry[1]
