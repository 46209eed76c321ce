"""Where episodes are written to be measured, whatever writes them: the face of both rooms.

Scenarios know this file only: `script_room` writes in this process, `script_afar` orders elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from fabula.engine import Event
from fabula.lab.suites.playing import Played

AT_ONCE = 3
"""Scenes at the same time, of the document's `max_parallel_scenes`."""

Hear = Callable[[Event], None]


class Desk(Protocol):
    """Where the episodes of one scenario are written."""

    async def write(
        self,
        scenes: int,
        hands: int = AT_ONCE,
        *,
        memory: str = "",
        kept: bool = True,
        hear: Hear | None = None,
    ) -> Played:
        """An episode in a run of its own.

        Args:
            scenes: Of its outline.
            hands: How many scenes are written at the same time, where the lab may say so.
            memory: Episodes of the same name share their memory; the nameless begin with none.
            kept: Whether that memory is on the disk, as it is for users.
            hear: Told of each event.

        Raises:
            AssertionError: There is none; with what failed.
        """
        ...

    async def alone(self, scenes: int) -> Played:
        """The same, one scene after the other."""
        ...
