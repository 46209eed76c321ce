"""Makes a work while a person watches, and stops within a second when they press Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from threading import Thread
from typing import Any, NoReturn, TypeVar

from fabula.cli.advice import advise
from fabula.cli.budget import asker
from fabula.cli.display import Display
from fabula.cli.exits import INTERRUPTED
from fabula.engine.budget import Budget, Purse
from fabula.errors import BudgetSpent, RunCancelled
from fabula.studio import Job, Made, Studio

PATIENCE = 0.5
"""Seconds that threads get to end by themselves after Ctrl-C."""

_GUEST: ContextVar[bool] = ContextVar("guest", default=False)

Work = TypeVar("Work")
Prepare = Callable[[Studio], Coroutine[Any, Any, Job[Work]]]


@contextmanager
def as_guest() -> Iterator[None]:
    """In here the process is somebody else's: Ctrl-C ends what is made by `KeyboardInterrupt`."""
    token = _GUEST.set(True)
    try:
        yield
    finally:
        _GUEST.reset(token)


def make_work(
    studio: Studio,
    prepare: Prepare[Work],
    display: Display,
    *,
    budget: Budget | None = None,
    watch: Path | None = None,
) -> Made[Work]:
    """Make something, and show how it goes.

    On Ctrl-C the process ends here with exit code 130, but for `as_guest`; what was finished is
    remembered.

    Args:
        studio: Where; it is opened and closed here.
        prepare: Finds out what is to be made, in the open studio.
        display: Shows how it goes.
        budget: What it may cost.
        watch: A file that grows meanwhile; it goes when the run is stopped.
    """
    if watch:
        print(f"Watch it while it is made: {watch}", file=sys.stderr)

    async def work() -> Made[Work]:
        threads = ThreadPoolExecutor(thread_name_prefix="step")
        asyncio.get_running_loop().set_default_executor(threads)
        _stop_on_signal(studio)
        purse = Purse(budget, more=asker(display)) if budget else None
        try:
            async with studio:
                job = await prepare(studio)
                return await studio.make(job, on_event=display.take, purse=purse)
        except BudgetSpent:
            _discard(watch)
            raise
        except (RunCancelled, asyncio.CancelledError):
            display.close()
            _discard(watch)
            _leave(threads)

    with display:
        made = asyncio.run(work())
    advise(studio, display)
    return made


def _discard(watch: Path | None) -> None:
    """Take away what was growing: nothing half-made stays."""
    if watch:
        watch.unlink(missing_ok=True)


def _stop_on_signal(studio: Studio) -> None:
    """Cancel the run, or the preparations for it, on Ctrl-C, SIGTERM and SIGHUP."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def stop() -> None:
        if not studio.cancel() and task:
            task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # Windows has no such handlers; there Ctrl-C raises KeyboardInterrupt.
        with suppress(NotImplementedError, ValueError, RuntimeError):
            loop.add_signal_handler(number, stop)


def _leave(threads: ThreadPoolExecutor) -> NoReturn:
    """End this process: politely for half a second, then at once."""
    ending = Thread(target=threads.shutdown, kwargs={"cancel_futures": True}, daemon=True)
    ending.start()
    ending.join(PATIENCE)
    if _GUEST.get():
        raise KeyboardInterrupt
    print("Stopped. What was finished is remembered: run it again to go on.", file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    # A thread deep inside a codec cannot be stopped, and the interpreter would wait for it.
    os._exit(INTERRUPTED)
