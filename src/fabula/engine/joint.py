"""Work done side by side where all of it is needed: the first failure ends the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar, overload

from fabula.engine.planning import Unknown
from fabula.engine.runs import current_run
from fabula.engine.spans import branched
from fabula.errors import RunCancelled

Value = TypeVar("Value")
One = TypeVar("One")
Two = TypeVar("Two")
Three = TypeVar("Three")


@overload
async def together(
    one: Coroutine[Any, Any, One], two: Coroutine[Any, Any, Two], /
) -> tuple[One, Two]: ...
@overload
async def together(
    one: Coroutine[Any, Any, One],
    two: Coroutine[Any, Any, Two],
    three: Coroutine[Any, Any, Three],
    /,
) -> tuple[One, Two, Three]: ...
@overload
async def together(*work: Coroutine[Any, Any, Value]) -> tuple[Value, ...]: ...
async def together(*work: Coroutine[Any, Any, Any]) -> tuple[Any, ...]:
    """Await all of the work at once and give its values in order.

    If one fails, the others are cancelled, and its error is raised as itself.
    """
    tasks = [asyncio.create_task(one, context=branched()) for one in work]
    await all_done(tasks)
    return tuple(task.result() for task in tasks)


async def all_done(tasks: Sequence[asyncio.Task[Any]]) -> None:
    """Wait for all, or raise what failed first; whatever happens, no task outlives this call.

    Not a TaskGroup: before Python 3.13 one that fails leaves its task marked as being cancelled,
    which an outer time-out or run would take for a request from outside.

    Raises:
        RunCancelled: The run was cancelled; before any other error.
    """
    if not tasks:
        return
    run = current_run()
    # A plan looks at all of the work, also beside something that it would have to make.
    until = asyncio.FIRST_EXCEPTION if run is None or run.plan is None else asyncio.ALL_COMPLETED
    try:
        done, _ = await asyncio.wait(tasks, return_when=until)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    failed = [task for task in tasks if not task.cancelled() and task.exception() is not None]
    if failed:
        stops = [task for task in failed if isinstance(task.exception(), RunCancelled)]
        first = [task for task in failed if task in done]
        told = [task for task in first if not isinstance(task.exception(), Unknown)]
        (stops or told or first)[0].result()
