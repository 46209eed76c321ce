"""Work done side by side where all of it is needed: the first failure ends the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar, overload

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
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in work]
    except BaseExceptionGroup as errors:
        raise first_error(errors) from None
    return tuple(task.result() for task in tasks)


def first_error(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    """The error that came first; a cancelled run before all others."""
    cancelled = errors.subgroup(RunCancelled)
    error: BaseException = cancelled or errors
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
