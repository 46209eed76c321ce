"""Beginnings: a wish, as it came, becomes a project, and a project's run a ticket."""

from __future__ import annotations

import time
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool

from fabula.desks import open_desk
from fabula.engine.runs import new_run_id
from fabula.errors import FabulaError
from fabula.server.guards import guard_models
from fabula.server.house import House
from fabula.server.projects import Draft
from fabula.server.records import ProjectWish, RunWish, SourceAddress
from fabula.server.refusals import Refused, refused
from fabula.server.runs import digest
from fabula.server.tickets import Ticket
from fabula.store.studio_folder import StudioFolder


async def begin(house: House, owner: str, wish: ProjectWish) -> str:
    """Begin a project; gives its name.

    Raises:
        Refused: It cannot be begun as it was wished.
    """
    try:
        draft = await _draft(house, wish)
    except FabulaError as error:
        raise refused(error, *house.projects.hidden()) from error
    wanted = wish.project or ""
    async with house.alone(owner, "begin"):
        folder = await run_in_threadpool(
            house.projects.begin, owner, wanted, wish.production, draft, wish.order
        )
    return folder.path.name


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
    asked = digest(wish.model_dump_json())
    if not key:
        return await _start(house, owner, wish, "", asked)
    known_by = digest(key)
    async with house.alone(owner, "key", known_by):
        known = house.tickets.asked_by(owner, known_by)
        if known is None:
            return await _start(house, owner, wish, known_by, asked)
        if known.asked != asked:
            message = "This Idempotency-Key came with another request before."
            raise Refused(422, "KeyReused", message, "Make a new key for each new request.")
        return known


async def _start(house: House, owner: str, wish: RunWish, key: str, asked: str) -> Ticket:
    house.runs.refuse_more()
    _guard(house, wish)
    to_begin = wish.project_wish()
    name = wish.project or "" if to_begin is None else await begin(house, owner, to_begin)
    async with house.alone(owner, "project", name):
        folder = await run_in_threadpool(house.projects.open, owner, name)
        house.runs.refuse_working(owner, name)
        production = await run_in_threadpool(_check, house, folder, wish)
        now = time.time()
        ticket = Ticket(
            run=new_run_id(now),
            project=name,
            production=production,
            asked_at=now,
            owner=owner,
            budget_usd=wish.budget_usd,
            models=wish.chosen_models(),
            key=key,
            asked=asked,
        )
        return await house.runs.start(ticket, folder)


def _guard(house: House, wish: RunWish) -> None:
    try:
        guard_models(wish.chosen_models(), house.settings)
    except FabulaError as error:
        raise refused(error) from error


def _check(house: House, folder: StudioFolder, wish: RunWish) -> str:
    """See that a run could begin; gives what it makes."""
    try:
        open_desk(folder, models=wish.chosen_models()).refuse_edited()
    except FabulaError as error:
        raise refused(error, *house.projects.hidden(folder.path)) from error
    return house.projects.production(folder)


async def _draft(house: House, wish: ProjectWish) -> Draft:
    """What a project will be made from; a page of the web is fetched once, now."""
    if wish.source is None:
        return Draft()
    if not isinstance(wish.source, SourceAddress):
        return Draft(wish.source.name, wish.source.content())
    url = wish.source.url
    # Nothing is kept in a studio that is not open.
    found = await (await house.studio(house.home)).find(url)
    name = PurePosixPath(urlsplit(url).path).name or urlsplit(url).hostname or "document"
    return Draft(name, found.data)
