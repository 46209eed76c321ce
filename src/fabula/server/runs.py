"""Runs: what waits and what is in work, at most so much of each; nothing asked for is lost."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from starlette.concurrency import run_in_threadpool

from fabula.engine import Event
from fabula.errors import FabulaError
from fabula.server.projects import Projects
from fabula.server.records import Problem, RunStatus
from fabula.server.refusals import busy, conflict, draining, problem_of
from fabula.server.tickets import Ticket, Tickets
from fabula.server.work import Bell, Work
from fabula.settings import Settings
from fabula.store.folder import MEMORY_FILE, open_store
from fabula.store.studio_folder import StudioFolder
from fabula.studio import Studio

_log = logging.getLogger("fabula.server")

PATIENCE = 2.0
"""Seconds that runs get to stop by themselves."""

MOST_STARTS = 3
"""A run at which the server itself ended so often is not begun again."""


class Runs:
    """The runs of all owners: `server_runs` in work, `server_queue` waiting.

    Args:
        tickets: What was asked for.
        projects: What it is about.
        settings: Of the server.
        studio: Makes a studio with its memory at a `home`.
        shared: There may be several owners.
    """

    def __init__(
        self,
        tickets: Tickets,
        projects: Projects,
        settings: Settings,
        studio: Callable[..., Studio],
        *,
        shared: bool = False,
    ) -> None:
        self._tickets, self._projects = tickets, projects
        self._settings, self._studio, self._shared = settings, studio, shared
        self._works: dict[str, Work] = {}
        self._waiting: list[Work] = []
        self._coming: Counter[str] = Counter()
        self._tasks: dict[asyncio.Task[None], Work] = {}
        self.draining = False

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return len(self._waiting)

    @property
    def working(self) -> int:
        """How many are in work."""
        return len(self._tasks)

    async def resume(self) -> None:
        """Go on with what a server before this one did not end."""
        for ticket in await run_in_threadpool(self._tickets.load):
            if ticket.starts >= MOST_STARTS:
                ticket = await self._forgiven(ticket)  # noqa: PLW2901 - the same, looked at
            if ticket.starts >= MOST_STARTS:
                message = f"The server ended {ticket.starts} times while it made this."
                failure = Problem(kind="ServerDied", message=message)
                await self._note(ticket, state="killed", ended_at=time.time(), failure=failure)
                continue
            folder = self._projects.folder(ticket.owner, ticket.project)
            self._enter(Work(ticket.model_copy(update={"state": "queued"}), folder))
        self._fill()

    async def _forgiven(self, ticket: Ticket) -> Ticket:
        """A ticket at which servers ended, its starts counted anew if they made something of it.

        What brings servers down comes to that point each time, and makes nothing new before it;
        servers that are killed from outside leave steps that are remembered.
        """
        events = await self.events(ticket, ticket.seen)
        if not any(event.fields.get("how") == "made" for event in events):
            return ticket
        return await self._note(ticket, starts=0, seen=events[-1].seq)

    @contextmanager
    def admit(self, owner: str) -> Iterator[None]:
        """A place in the queue for a run that is about to be asked for, held before any work.

        With keys, an owner may have as many places as stay free for all others: the first to come
        gets half of the queue, the next half of the rest, and nobody ever gets all of it.

        Raises:
            Refused: The server is about to end, or too many wait.
        """
        if self.draining:
            raise draining()
        taken = Counter(work.ticket.owner for work in self._waiting) + self._coming
        free = self._settings.server_queue - taken.total()
        if free <= 0:
            raise busy(f"{taken.total()} runs wait already.")
        if self._shared and taken[owner] >= free:
            raise busy(f"{taken[owner]} runs of yours wait already; the rest is for others.")
        self._coming[owner] += 1
        try:
            yield
        finally:
            self._coming[owner] -= 1

    def refuse_working(self, owner: str, project: str) -> None:
        """See that no run of a project goes on.

        Raises:
            Refused: One does.
        """
        for work in self._works.values():
            if (work.ticket.owner, work.ticket.project) == (owner, project):
                run = work.ticket.run
                remedy = "Wait for its end, or cancel it."
                raise conflict("StillRunning", f"Run {run} of {project} goes on.", remedy)

    async def start(
        self, ticket: Ticket, folder: StudioFolder, place: Callable[[], None] | None = None
    ) -> Ticket:
        """Let a run wait for its turn; on return it survives the process.

        Args:
            ticket: What is asked for.
            folder: The project.
            place: Brings it to its place first, if it is not there.

        Raises:
            Refused: The server is about to end, or one of the project goes on.
        """
        if self.draining:
            raise draining()
        self.refuse_working(ticket.owner, ticket.project)
        work = self._works[ticket.run] = Work(ticket, folder)
        try:
            await run_in_threadpool(self._tickets.keep, ticket)
            if place is not None:
                await run_in_threadpool(place)
        except BaseException:
            self._works.pop(ticket.run)
            await run_in_threadpool(self._tickets.forget, ticket)
            raise
        self._enter(work)
        self._fill()
        return ticket

    async def cancel(self, ticket: Ticket) -> RunStatus:
        """End a run, whether it waits or is in work; of one that has ended, nothing changes."""
        work = self._works.get(ticket.run)
        if work is not None:
            work.cancelled = True
            if work in self._waiting:
                self._waiting.remove(work)
                await self._end(work, state="cancelled")
            else:
                work.stop()
        return self.status(ticket)

    async def drain(self) -> None:
        """Take no more, and stop what is in work: a server after this one goes on with it.

        What does not stop soon, a thread deep inside a codec, is not waited for: what it had
        finished is remembered, and the rest is made again.
        """
        self.draining = True
        self._waiting.clear()
        for work in self._tasks.values():
            work.stop()
        for work in self._works.values():
            work.bell.ring()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=PATIENCE)

    def status(self, ticket: Ticket) -> RunStatus:
        """How a run stands at this moment."""
        work = self._works.get(ticket.run)
        if work is None:
            known = self._tickets.find(ticket.owner, ticket.run)
            return (known or ticket).status()
        return work.ticket.model_copy(update={"progress": work.progressed()}).status()

    def bell(self, ticket: Ticket) -> Bell | None:
        """Rings at each event of a run; None if it has ended."""
        work = self._works.get(ticket.run)
        return work.bell if work is not None else None

    async def events(self, ticket: Ticket, after: int = 0) -> list[Event]:
        """The events of a run with a number above `after`, in order."""
        work = self._works.get(ticket.run)
        fresh = work.events if work is not None else []
        if fresh and fresh[0].seq <= after + 1:
            return fresh[after + 1 - fresh[0].seq :]
        hidden = self._projects.folder(ticket.owner, ticket.project).hidden
        if not await run_in_threadpool((hidden / MEMORY_FILE).is_file):
            return list(fresh)
        async with open_store(hidden) as store:
            kept = await store.log.read(ticket.run, after)
        last = kept[-1].seq if kept else after
        return [*kept, *(event for event in fresh if event.seq > last)]

    def _enter(self, work: Work) -> None:
        self._works[work.ticket.run] = work
        self._waiting.append(work)

    def _fill(self) -> None:
        """Begin what may begin: of those that wait, the first of whoever has fewest in work."""
        room = 0 if self.draining else self._settings.server_runs
        while self._waiting and len(self._tasks) < room:
            busy_with = Counter(work.ticket.owner for work in self._tasks.values())
            work = min(self._waiting, key=lambda one: busy_with[one.ticket.owner])
            self._waiting.remove(work)
            task = asyncio.create_task(self._work(work))
            self._tasks[task] = work
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.pop(task)
        self._fill()

    async def _work(self, work: Work) -> None:
        """Make one, and write down what became of it."""
        ticket = work.ticket
        began = ticket.started_at or time.time()
        update = {"state": "running", "started_at": began, "starts": ticket.starts + 1}
        work.ticket = await self._note(ticket, **update)
        try:
            await self._end(work, **await work.make(self._studio))
        except (asyncio.CancelledError, FabulaError) as error:
            await self._stopped(work, error)
        except Exception as error:  # noqa: BLE001 - the server, and the other runs, go on
            _log.exception("Run %s failed", ticket.run)
            await self._fail(work, error)

    async def _stopped(self, work: Work, error: BaseException) -> None:
        if work.cancelled:
            await self._end(work, state="cancelled")
        elif self.draining:
            # Nobody wanted it to end: it waits for the next server.
            work.ticket = await self._note(work.ticket, state="queued", starts=0)
        else:
            await self._fail(work, error)

    async def _fail(self, work: Work, error: BaseException) -> None:
        told = problem_of(error, *self._projects.hidden(work.folder.path))
        await self._end(work, state="failed", failure=Problem(**told))

    async def _end(self, work: Work, **update: Any) -> None:
        update = {"ended_at": time.time(), "progress": work.progressed(), **update}
        work.ticket = await self._note(work.ticket, **update)
        self._works.pop(work.ticket.run, None)
        work.bell.ring()

    async def _note(self, ticket: Ticket, **update: Any) -> Ticket:
        """The ticket as it is from now on; it goes on where it cannot be written down."""
        changed = ticket.model_copy(update=update)
        try:
            await run_in_threadpool(self._tickets.keep, changed)
        except OSError:
            _log.exception("The ticket of run %s cannot be written", ticket.run)
        return changed
