"""One run in the server: it waits, is made, is listened to, and is stopped."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool

from fabula.desks import Told
from fabula.desks.budget import budget_of
from fabula.desks.making import FolderRun
from fabula.engine import Event
from fabula.engine.budget import Purse
from fabula.engine.progress import Progress
from fabula.errors import StillRunning
from fabula.server.records import Hole, Progressed, Steps
from fabula.server.tickets import Ticket
from fabula.store.studio_folder import StudioFolder
from fabula.studio import Made, Studio

PATIENCE = 15.0
"""Seconds that a run waits for its own lease, which a process that was killed may have left."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run may cost, as `fabula.desks.budget.budget_of` reads it."""

    budget: float | None
    budget_tokens: int | None = None
    budget_seconds: float | None = None
    at_limit: str | None = None


class Bell:
    """Wakes everybody who waits for news; `rung` is how often there was some."""

    def __init__(self) -> None:
        self.rung = 0
        self._next = asyncio.Event()

    def ring(self) -> None:
        """There is news."""
        self.rung += 1
        self._next.set()
        self._next = asyncio.Event()

    async def wait(self, heard: int, seconds: float) -> bool:
        """Whether there is news within so many seconds.

        Args:
            heard: How often it had rung when the caller last looked.
            seconds: How long to wait.
        """
        if self.rung != heard:
            return True
        try:
            async with asyncio.timeout(seconds):
                await self._next.wait()
        except TimeoutError:
            return False
        return True


class Work:
    """A run from when it is asked for until it has ended.

    Args:
        ticket: What was asked for.
        folder: The project.
    """

    def __init__(self, ticket: Ticket, folder: StudioFolder) -> None:
        self.ticket, self.folder = ticket, folder
        self.bell = Bell()
        self.events: list[Event] = []
        self.cancelled = self._stopping = False
        self._progress = Progress()
        self._studio: Studio | None = None
        self._task: asyncio.Task[dict[str, Any]] | None = None

    def progressed(self) -> Progressed:
        """How far it is."""
        told = self._progress
        left = told.seconds_left if told.left else None
        return Progressed(
            stage=told.stage,
            part=told.part,
            done=told.done,
            total=told.total,
            failed=told.failed,
            seconds_left=None if left is None else round(left, 1),
            usd=told.usd,
            saved_usd=round(told.saved, 6),
        )

    def stop(self) -> None:
        """End it soon: no step starts any more."""
        self._stopping = True
        studio, task = self._studio, self._task
        # Before the run has begun, there are only preparations for it.
        if task is not None and not (studio is not None and studio.cancel()):
            task.cancel()

    async def make(self, studio: Callable[..., Studio]) -> dict[str, Any]:
        """Make what the project asks for.

        Args:
            studio: Makes a studio with its memory at a `home`.

        Returns:
            What changes in the ticket.

        Raises:
            FabulaError: See `fabula.desks` and the production.
            CancelledError: It was stopped.
        """
        self._task = asyncio.create_task(self._make(studio))
        if self._stopping:
            self._task.cancel()
        return await self._task

    async def _make(self, make_studio: Callable[..., Studio]) -> dict[str, Any]:
        ticket, folder = self.ticket, self.folder
        run = await run_in_threadpool(FolderRun, folder, ticket.models)
        budget = budget_of(Asked(ticket.budget_usd), run.desk.project)
        purse = Purse(budget) if budget else None
        async with await run_in_threadpool(make_studio, home=folder.hidden) as studio:
            job = await run.desk.job(studio)
            self._studio = studio
            made = await self._patiently(studio, job, purse)
            names = await run.keep(made, studio.store)
            told = await run_in_threadpool(run.desk.tell, made)
        return {"state": "finished", **_outcome(told, made, names, folder.path)}

    async def _patiently(self, studio: Studio, job: Any, purse: Purse | None) -> Made[Any]:
        """Make it, though a process that was killed may seem to be making it for a while."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                run = self.ticket.run
                return await studio.make(job, on_event=self._hear, purse=purse, run_id=run)
            except StillRunning:
                if time.monotonic() > until:
                    raise
            await asyncio.sleep(0.5)

    def _hear(self, event: Event) -> None:
        self.events.append(event)
        self._progress.take(event)
        self.bell.ring()


def _outcome(told: Told, made: Made[Any], names: list[str], folder: Path) -> dict[str, Any]:
    """What a run gave, as its ticket keeps it."""
    return {
        "headline": told.headline,
        "notes": [note.replace(f"{folder}/", "") for note in told.notes],
        "holes": [Hole(title=hole.title, reason=hole.reason) for hole in told.holes],
        "files": [Path(name).relative_to(folder).as_posix() for name in names],
        "steps": Steps(made=made.trace.made, remembered=made.trace.hits),
    }
