"""An agency: models that are open, each once, for all studios that hire them."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from fabula.models.choice import Link, chain_of

SPARE = 8
"""Models that nobody works with, and that stay open for whoever comes next."""


class Agency:
    """Opens models, lends them to studios, and closes them; whoever makes it closes it.

    A model holds connections, a process or gigabytes: what one work has opened, the next one finds.

    Args:
        environment: Where addresses and keys stand. Whoever has keys of their own has an agency of
            their own, so that no model is asked with the key of somebody else.
        spare: How many stay open that nobody works with; of more, those least recently used close.
    """

    def __init__(self, environment: Mapping[str, str], spare: int = SPARE) -> None:
        self._environment, self._most = environment, spare
        self._models: dict[Link, Any] = {}
        self._hands: dict[Link, int] = {}
        self._lock = threading.Lock()

    def hire(self, link: Link) -> Any:
        """A model, which is let go once for each time that it is hired; may read files.

        Raises:
            BadSetting: A model, an address or a key is missing.
        """
        with self._lock:
            if link in self._models:
                self._hands[link] += 1
                return self._models[link]
        # Whoever releases one meanwhile does not wait for files.
        opened = link.open(self._environment)
        with self._lock:
            self._hands[link] = self._hands.get(link, 0) + 1
            return self._models.setdefault(link, opened)

    async def release(self, link: Link) -> None:
        """Let a model go: it stays open for others, or closes those that have waited longest."""
        with self._lock:
            if link not in self._models:
                return
            self._hands[link] -= 1
            if not self._hands[link]:
                # What was used last stands last.
                self._models[link] = self._models.pop(link)
            idle = [one for one in self._models if not self._hands[one]]
            leaving = self._taken(idle[: max(0, len(idle) - self._most)])
        for model in leaving:
            await model.close()

    async def close(self) -> None:
        """Close all of them."""
        with self._lock:
            leaving = self._taken(list(self._models))
        for model in leaving:
            await model.close()

    def _taken(self, links: list[Link]) -> list[Any]:
        """Models that are here no more."""
        for link in links:
            del self._hands[link]
        return [self._models.pop(link) for link in links]


class Staff:
    """The models that one studio has hired: each once, however many works ask for it.

    Args:
        agency: Whose they are.
    """

    def __init__(self, agency: Agency) -> None:
        self._agency = agency
        self._hired: dict[Link, Any] = {}

    def hire(self, role: str, setting: str) -> list[Any]:
        """The chain of models that take a role; for arguments and errors, see `choose`."""
        links = chain_of(role, setting)
        for link in links:
            if link not in self._hired:
                self._hired[link] = self._agency.hire(link)
        return [self._hired[link] for link in links]

    async def release(self) -> None:
        """Let go of all of them."""
        hired, self._hired = self._hired, {}
        for link in hired:
            await self._agency.release(link)
