"""What a load asks of a deployment: something, again and again, or several things in turn."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path

from fabula.errors import BadSetting, RunError, UnknownName
from fabula.lab.context import Lab, Options
from fabula.lab.deployments import Deployment, Remote
from fabula.lab.load.http import Http
from fabula.lab.load.lines import Line, read_line
from fabula.lab.load.opened import Ask
from fabula.lab.suites.opening import open_desk, open_stage
from fabula.lab.suites.stage import SHORT

PATHS: Mapping[str, str] = {
    "health": "/health",
    "listing": "/api/v1/runs",
    "status": "/api/v1/runs/latest",
}
"""What can be asked of a deployment at an address by its name, besides any request line."""

SCENES = 3
"""Of the episodes that are asked for."""

Work = Callable[[], Awaitable[object]]


@asynccontextmanager
async def asked_of(
    deployment: Deployment, what: Sequence[str] = (), seed: int = 0
) -> AsyncGenerator[Ask]:
    """How a deployment is asked for something: an answer of the API, or a work of this process.

    Args:
        deployment: Who is asked.
        what: "film" or "script", a work by stand-ins for models; or at an address, in turn:
            "health", "listing", "status", or request lines. By default "health", or "film".
        seed: Of the time that stand-ins take.

    Raises:
        UnknownName: It cannot be asked for that.
        BadSetting: A request line is none.
    """
    if isinstance(deployment, Remote) and not set(what) & set(WORKS):
        headers = {"Authorization": f"Bearer {deployment.key}"} if deployment.key else {}
        lines = [_line(one) for one in what or [next(iter(PATHS))]]
        async with Http(deployment.address, headers) as http:
            yield lambda number: lines[number % len(lines)].ask(http)
        return
    work = what[0] if what else next(iter(WORKS))
    if work not in WORKS:
        raise UnknownName("request", work, WORKS)
    if len(what) > 1:
        raise BadSetting("A load asks for one kind of work at a time, and for nothing beside it.")
    async with _apart(WORKS[work], deployment, seed) as ask:
        yield ask


def _line(what: str) -> Line:
    if "/" not in what and what not in PATHS:
        raise UnknownName("request", what, [*PATHS, *WORKS, "GET /PATH"])
    return read_line(PATHS.get(what, what))


async def _films(lab: Lab) -> Work:
    """Short films, all by one memory, whose models are asked anew each time."""
    stage, numbers = await open_stage(lab), count()
    await stage.warm_up()

    async def film() -> None:
        played = await stage.film(f"asked {next(numbers)}", SHORT)
        if not played.finished:
            raise RunError(played.failure)

    return film


async def _scripts(lab: Lab) -> Work:
    """Episodes of three scenes, each by an empty memory."""
    desk = await open_desk(lab)
    await desk.write(SCENES, kept=False)
    return lambda: desk.write(SCENES, kept=False)


WORKS: Mapping[str, Callable[[Lab], Awaitable[Work]]] = {"film": _films, "script": _scripts}
"""What can be ordered of any deployment."""


@asynccontextmanager
async def _apart(
    make: Callable[[Lab], Awaitable[Work]], deployment: Deployment, seed: int
) -> AsyncGenerator[Ask]:
    """Works that are made on a loop in a thread of its own, so that the driver's stays free."""
    ready: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event, Work]] = Future()

    async def serve() -> None:
        async with AsyncExitStack() as cleanup:
            folder = await asyncio.to_thread(tempfile.mkdtemp, prefix="fabula-lab-")
            cleanup.push_async_callback(asyncio.to_thread, shutil.rmtree, folder)
            lab = Lab("capacity", deployment, Options(seed=seed), Path(folder), cleanup)
            end = asyncio.Event()
            try:
                work = await make(lab)
            except Exception as error:  # noqa: BLE001 it belongs to who waits for it
                ready.set_exception(error)
                return
            ready.set_result((asyncio.get_running_loop(), end, work))
            await end.wait()

    serving = asyncio.create_task(asyncio.to_thread(asyncio.run, serve()))
    loop, end, work = await asyncio.wrap_future(ready)
    try:
        yield lambda _number: asyncio.wrap_future(
            asyncio.run_coroutine_threadsafe(_made(work), loop)
        )
    finally:
        loop.call_soon_threadsafe(end.set)
        await serving


async def _made(work: Work) -> None:
    await work()
