"""A deployment that the lab starts: measured at its address, and as its processes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fabula.errors import UnreachableAddress
from fabula.lab.deployments.deployment import SPAWNED
from fabula.lab.deployments.processes import Processes
from fabula.lab.deployments.remote import Remote


class Spawned(Remote):
    """A server and a simulated provider that the lab starts, and ends.

    Args:
        environment: Of the server, besides what the lab tells it.
        simulator: Address of one that is there already; empty: one is started.

    Raises:
        RunError: One of them did not start; with the last lines that it wrote.
    """

    def __init__(
        self, environment: Mapping[str, str] | None = None, *, simulator: str = ""
    ) -> None:
        self._environment, self._simulator = environment, simulator
        self._begin()

    def _begin(self) -> None:
        self._used = False
        self._processes = Processes(self._environment, simulator=self._simulator)
        try:
            super().__init__(self._processes.address)
        except UnreachableAddress:
            self._processes.check()
            raise
        self.name, self.pid = SPAWNED, self._processes.pid
        self.simulator = self._processes.simulator
        self.offers |= {"models", "process", "disk", "environment"}

    def renew(self) -> None:
        """Other processes with nothing to remember; the first suite has such already."""
        if self._used:
            self.close()
            self._begin()
        self._used = True

    @property
    def home(self) -> Path:
        """Where the server keeps everything."""
        return self._processes.home

    def check(self) -> None:
        """Raise `RunError` if a process has ended, with the last lines that it wrote."""
        self._processes.check()

    def close(self) -> None:
        """End both processes, and remove what they kept."""
        self._processes.close()
