"""Health: whether the server lives, whether it can take work, and how it is."""

from __future__ import annotations

import shutil
import time
from importlib import metadata
from pathlib import Path

from starlette.concurrency import run_in_threadpool

from fabula.roles import ROLES, Chooser, settle
from fabula.server.records import Check, Grade, Health
from fabula.server.runs import Runs
from fabula.settings import Settings
from fabula.store.studio_folder import write_whole

OFFERS = ["engine", "script", "video", "http"]
"""What a deployment can do, as the lab's suites call it."""

FRESH = 1.0
"""Seconds for which a look at the disk holds."""

LITTLE = 1_000_000_000
"""Bytes of free disk below which there is a warning: a few films."""

FULL = 0.8
"""The share of the queue from which on there is a warning."""


class Doctor:
    """Looks after one server.

    Args:
        home: Where it writes.
        settings: Of the server.
        runs: What it does.
    """

    def __init__(self, home: Path, settings: Settings, runs: Runs) -> None:
        self._home, self._settings, self._runs = home, settings, runs
        self._version = metadata.version("fabula")
        self._disk, self._looked = Check(status="pass"), float("-inf")

    async def checks(self) -> dict[str, Check]:
        """Everything that is looked at."""
        return {"home": await self._look(), "queue": self._queue(), "serving": self._serving()}

    async def health(self, *, with_models: bool) -> Health:
        """How the server is.

        Args:
            with_models: Tell which models it asks, too.
        """
        checks = await self.checks()
        found = {check.status for check in checks.values()}
        worst: Grade = "fail" if "fail" in found else "warn" if "warn" in found else "pass"
        said = Chooser("environment", {role: getattr(self._settings, role) for role in ROLES})
        models = {role: settle(role, said).setting for role in ROLES} if with_models else None
        return Health(
            status=worst, version=self._version, offers=OFFERS, checks=checks, models=models
        )

    def _serving(self) -> Check:
        if self._runs.draining:
            return Check(status="fail", output="about to stop")
        return Check(status="pass", output=f"{self._runs.working} runs in work")

    def _queue(self) -> Check:
        full = self._runs.waiting >= FULL * self._settings.server_queue
        return Check(status="warn" if full else "pass", output=f"{self._runs.waiting} runs wait")

    async def _look(self) -> Check:
        """Whether the home can be written; who asks more often is told what was found before."""
        if time.monotonic() - self._looked >= FRESH:
            self._looked = time.monotonic()
            self._disk = await run_in_threadpool(_disk, self._home)
        return self._disk


def _disk(home: Path) -> Check:
    try:
        write_whole(home / "ready", b"")
        free = shutil.disk_usage(home).free
    except OSError as error:
        return Check(status="fail", output=f"cannot be written: {error.strerror}")
    return Check(status="warn" if free < LITTLE else "pass", output=f"{free / 1e9:.1f} GB free")
