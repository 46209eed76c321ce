"""Pools: where the function of a step runs: on the loop, in a thread, or in a process."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from contextvars import copy_context
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from fabula.engine.threads import Threads
from fabula.errors import BadStep, UnknownName

if TYPE_CHECKING:
    from fabula.engine.processes import Processes

Pool = Literal["loop", "thread", "process"]
Function = Callable[..., Any]

CORES = os.cpu_count() or 1


class _Pools:
    """The threads and processes of this process; each is begun when it is first needed."""

    def __init__(self) -> None:
        # As many as the default executor has.
        self.threads = Threads("thread", min(32, CORES + 4), own=False)
        self.most_processes = CORES
        self._processes: Processes | None = None

    @property
    def processes(self) -> Processes:
        """The processes; only who has a step for them pays for the import."""
        if self._processes is None or self._processes.most != self.most_processes:
            from fabula.engine.processes import Processes

            self._processes = Processes(self.most_processes)
        return self._processes


_pools = _Pools()


def resize(*, threads: int | None = None, processes: int | None = None) -> None:
    """How many steps may run in threads, and in processes, at the same time in this process.

    What runs already goes on. The usual numbers: four threads more than there are cores, since
    many of them wait; as many processes as there are cores.
    """
    if threads is not None:
        _pools.threads = Threads("thread", threads)
    if processes is not None:
        _pools.most_processes = processes


def pool_sizes() -> dict[str, int]:
    """How many steps may run at once, by pool."""
    return {"thread": _pools.threads.most, "process": _pools.most_processes}


def choose_pool(function: Function, is_async: bool, pool: str | None) -> Pool:
    """Where a step's function will run.

    Args:
        function: The step's.
        is_async: It is an `async def`.
        pool: What its author asked for; by default the loop for an `async def`, else a thread.

    Raises:
        UnknownName: There is no such pool.
        BadStep: The function cannot run there.
    """
    name = function.__qualname__
    if pool is None:
        return "loop" if is_async else "thread"
    if is_async and pool in {"thread", "process"}:
        raise BadStep(f"Step {name!r} is an `async def`, which runs on the loop; make it a `def`.")
    if pool == "process":
        if "<locals>" in name:
            raise BadStep(
                f"Step {name!r} runs in a process, which must find it by name: move it out."
            )
        # Here, and not when it is first called: an import reads files, which the loop must not.
        import_module("fabula.engine.processes")
    for known in ("loop", "thread", "process"):
        if pool == known:
            return known
    raise UnknownName("pool", pool, ["loop", "thread", "process"])


async def call_in(
    pool: Pool, function: Function, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """What a plain function gives, called in a pool.

    Raises:
        Unsendable: An input, or the result, cannot be sent to or from a process.
        WorkerDied: The process ended before it answered.
    """
    if pool == "loop":
        return function(*args, **kwargs)
    if pool == "process":
        return await _pools.processes.run(function, args, kwargs)
    work = functools.partial(copy_context().run, function, *args, **kwargs)
    return await _pools.threads.run(work)
