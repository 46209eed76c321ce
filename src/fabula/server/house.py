"""The house: everything that the routes of one server share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Annotated
from weakref import WeakValueDictionary

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from fabula.models.agency import Agency
from fabula.server.health import Doctor
from fabula.server.owners import Owners
from fabula.server.projects import Projects
from fabula.server.refusals import unknown
from fabula.server.runs import Runs
from fabula.server.tickets import Ticket, Tickets, sweep
from fabula.settings import Settings
from fabula.studio import Studio

BEGINNINGS = 4
"""Projects that are begun at the same time: others find a thread, too."""


class House:
    """A server's projects, runs and owners, at one home.

    Args:
        home: Where all of it lies.
        settings: Of the server, and of the runs in it.
        environment: Where the keys of models stand.
        owners: Who may ask.
    """

    def __init__(
        self, home: Path, settings: Settings, environment: Mapping[str, str], owners: Owners
    ) -> None:
        home = home.resolve()
        self.home, self.settings, self.owners = home, settings, owners
        self.projects = Projects(home, settings)
        self.tickets = Tickets(home)
        usual = partial(Studio, settings, environment=environment)
        # A model's limits and its breaker are the whole server's. Where a Redis holds the limits,
        # each studio joins it for as long as it is open.
        shared = None if settings.redis_url else usual().policies
        # So are the models that are open, as long as all owners ask them with the server's keys.
        self.agency = Agency(environment)
        self._studio = partial(usual, policies=shared, agency=self.agency)
        self.runs = Runs(
            self.tickets, self.projects, settings, self._studio, shared=owners.known_by_keys
        )
        self.doctor = Doctor(home, settings, self.runs)
        self.beginnings = asyncio.Semaphore(BEGINNINGS)
        self._turns: WeakValueDictionary[tuple[str, ...], asyncio.Lock] = WeakValueDictionary()

    async def open(self) -> None:
        """Tidy up after a server that was killed, and go on with its runs."""
        await run_in_threadpool(sweep, self.home)
        await self.runs.resume()

    async def close(self) -> None:
        """Stop the runs, and let go of the models."""
        await self.runs.drain()
        await self.agency.close()

    async def studio(self, home: Path) -> Studio:
        """A studio with its memory at a place, to be opened; it reads files, so not in the loop."""
        return await run_in_threadpool(self._studio, home=home)

    def ticket(self, owner: str, run: str) -> Ticket:
        """A run of an owner.

        Raises:
            Refused: There is none.
        """
        ticket = self.tickets.find(owner, run)
        if ticket is None:
            raise unknown("run", run)
        return ticket

    @asynccontextmanager
    async def alone(self, *what: str) -> AsyncGenerator[None]:
        """Around work that only one request may do at a time: on one project, with one key."""
        lock = self._turns.setdefault(what, asyncio.Lock())
        async with lock:
            yield


async def house_of(request: Request) -> House:
    """The house that a request came to; FastAPI would run a plain function in a thread."""
    house: House = request.app.state.house
    return house


async def owner_of(
    request: Request,
    _: Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))],
) -> str:
    """Whose request it is; the second argument only tells OpenAPI how keys are sent.

    Raises:
        Refused: Nobody's.
    """
    owners = (await house_of(request)).owners
    await owners.refresh()
    return owners.demand(request.headers.get("authorization", ""))
