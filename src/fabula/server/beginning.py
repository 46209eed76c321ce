"""Beginnings: a wish, as it came, becomes a project, and a project's run a ticket."""

from __future__ import annotations

import hashlib
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool

from fabula.desks import open_desk
from fabula.engine.runs import new_run_id
from fabula.server.guards import guard_models
from fabula.server.house import House
from fabula.server.projects import Begun, Draft
from fabula.server.records import ProjectWish, RunWish, SourceAddress
from fabula.server.refusals import Refused
from fabula.server.tickets import Ticket
from fabula.store.studio_folder import StudioFolder


async def begin(house: House, owner: str, wish: ProjectWish) -> str:
    """Begin a project; gives its name.

    Raises:
        Refused: It cannot be begun as it was wished.
    """
    async with _begun(house, owner, wish) as begun:
        await run_in_threadpool(house.projects.place, begun)
    return begun.folder.path.name


async def start(house: House, owner: str, wish: RunWish, key: str = "") -> Ticket:
    """Let a run wait for its turn, its project begun before if that was wished, too.

    Args:
        house: Where.
        owner: Whose.
        wish: What is asked for.
        key: The request's Idempotency-Key: a second request with it is given the same run.

    Raises:
        Refused: It cannot be done as things are.
    """
    if not key:
        return await _start(house, owner, wish)
    known_by, asked = _digest(key), await run_in_threadpool(lambda: _digest(wish.model_dump_json()))
    async with house.alone(owner, "key", known_by):
        known = house.tickets.asked_by(owner, known_by)
        if known is None:
            return await _start(house, owner, wish, known_by, asked)
        if known.asked != asked:
            message = "This Idempotency-Key came with another request before."
            raise Refused(422, "KeyReused", message, "Make a new key for each new request.")
        return known


async def _start(house: House, owner: str, wish: RunWish, key: str = "", asked: str = "") -> Ticket:
    ticket = partial(_ticket, house, owner, wish, key=key, asked=asked)
    with house.runs.admit(owner):
        with house.projects.telling():
            guard_models(wish.chosen_models(), house.settings)
        to_begin = wish.project_wish()
        if to_begin is None:
            return await _start_known(house, owner, wish, ticket)
        async with _begun(house, owner, to_begin) as begun:
            # What was asked for is written down before there is a project: whoever asks again,
            # because no answer came, finds both or neither.
            asked_for = await run_in_threadpool(ticket, begun.aside)
            place = partial(house.projects.place, begun)
            return await house.runs.start(asked_for, begun.folder, place)


async def _start_known(
    house: House, owner: str, wish: RunWish, ticket: Callable[[StudioFolder], Ticket]
) -> Ticket:
    """A run of a project that is there, and may have been edited."""
    name = wish.project or ""

    def looked_at() -> tuple[Ticket, StudioFolder]:
        folder = house.projects.open(owner, name)
        with house.projects.telling(folder.path):
            open_desk(folder, models=wish.chosen_models()).refuse_edited()
        return ticket(folder), folder

    async with house.alone(owner, "project", name):
        house.runs.refuse_working(owner, name)
        return await house.runs.start(*await run_in_threadpool(looked_at))


@asynccontextmanager
async def _begun(house: House, owner: str, wish: ProjectWish) -> AsyncGenerator[Begun]:
    """A project that was begun aside, and whose name stays its own meanwhile."""
    with house.projects.telling():
        draft = await _draft(house, wish)
    name, order = wish.project or "", wish.order
    async with house.beginnings:
        begun = await run_in_threadpool(
            house.projects.begin, owner, name, wish.production, draft, order
        )
        try:
            yield begun
        finally:
            await run_in_threadpool(house.projects.tidy, begun)


def _ticket(
    house: House, owner: str, wish: RunWish, folder: StudioFolder, *, key: str, asked: str
) -> Ticket:
    """A ticket for a run of a folder."""
    now = time.time()
    return Ticket(
        run=new_run_id(now),
        project=folder.path.name,
        production=house.projects.production(folder),
        asked_at=now,
        owner=owner,
        budget_usd=wish.budget_usd,
        models=wish.chosen_models(),
        key=key,
        asked=asked,
    )


async def _draft(house: House, wish: ProjectWish) -> Draft:
    """What a project will be made from; a page of the web is fetched once, now."""
    if wish.source is None:
        return Draft()
    if not isinstance(wish.source, SourceAddress):
        return Draft(wish.source.name, await run_in_threadpool(wish.source.content))
    url = wish.source.url
    # Nothing is kept in a studio that is not open.
    found = await (await house.studio(house.home)).find(url)
    name = PurePosixPath(urlsplit(url).path).name or urlsplit(url).hostname or "document"
    return Draft(name, found.data)


def _digest(words: str) -> str:
    """For comparing words without keeping them."""
    return hashlib.sha256(words.encode()).hexdigest()[:32]
