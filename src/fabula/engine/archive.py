"""The archive: every take that was made, and what a person decided about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

CODE, TAKE = "<code>", "<take>"
"""Names of the parts of a key that are no inputs: the code of the step, and the take."""


class Slot(NamedTuple):
    """A place in a production where a step stands: what a person points at.

    Args:
        step: The step by module and name.
        part: Kind and title of the part that it is in: "scene: The problem"; empty outside.
        nth: 1, or 2 where the same part asks for the same step a second time, and so on.
    """

    step: str
    part: str = ""
    nth: int = 1

    @property
    def name(self) -> str:
        """The step's name alone."""
        return self.step.rpartition(".")[2]

    def __str__(self) -> str:
        again = f" ({self.nth})" if self.nth > 1 else ""
        return f"{self.name}{again}, {self.part}" if self.part else f"{self.name}{again}"


@dataclass(frozen=True, slots=True)
class Take:
    """One kept result of a step.

    Args:
        slot: Where in the production it was made.
        index: 0-based number of its part when it was made, -1 outside of parts.
        number: 1 for the first take, 2 for the second.
        key: Of its result in the memory.
        parts: What went into the key, as told by `told`.
        who: Who made it: models by identity, "person", or "rule" for code alone.
        usd: What the models below it cost; None where a price is unknown.
        seconds: How long it took.
        made_at: When, in Unix seconds.
        run: Id of the run that made it.
    """

    slot: Slot
    index: int
    number: int
    key: str
    parts: Mapping[str, str]
    who: str
    usd: float | None
    seconds: float
    made_at: float
    run: str

    @property
    def id(self) -> str:
        """What a person calls it by: the first letters of its key."""
        return self.key[:7]


class Archive(Protocol):
    """Takes, oldest first, and notes: short texts by kind and name."""

    async def add(self, takes: Sequence[Take]) -> None:
        """Keep takes; nothing is ever replaced."""
        ...

    async def takes(self, step: str = "") -> list[Take]:
        """The takes of all steps, or of those of this name (or module and name), oldest first."""
        ...

    async def note(self, kind: str, name: str, text: str | None) -> None:
        """Keep a note in place of the one before; None removes it."""
        ...

    async def notes(self, kind: str) -> dict[str, str]:
        """All notes of a kind, by name."""
        ...


class NoArchive:
    """Keeps nothing: for a store that only remembers results."""

    async def add(self, takes: Sequence[Take]) -> None:
        """Forget them."""

    async def takes(self, step: str = "") -> list[Take]:  # noqa: ARG002
        """There are none."""
        return []

    async def note(self, kind: str, name: str, text: str | None) -> None:
        """Forget it."""

    async def notes(self, kind: str) -> dict[str, str]:  # noqa: ARG002
        """There are none."""
        return {}
