"""How a run that only plans goes round the steps that it would have to make."""

from __future__ import annotations

from typing import Any, Protocol

from fabula.engine.archive import Slot


class Unknown(BaseException):
    """Raised by a planning run in place of making something; no error, so nobody handles it.

    Args:
        slot: What would be made: all that needs its result is unknown until then.
    """

    def __init__(self, slot: Slot) -> None:
        super().__init__(f"unknown until {slot} is known")
        self.slot = slot


class Planning(Protocol):
    """What a run has that only plans: it makes nothing, and is told what it would have made."""

    def unknown(self, call: Any) -> Unknown:
        """Note a call that would be made; what is raised in its place."""
        ...

    def held(self, slot: Slot, who: str, stale: list[str]) -> None:
        """Note a take that a person holds, and what has changed since it was made."""
        ...
