"""Makes a film while a person watches, and stops within a second when they press Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import NoReturn

from fabula.cli.advice import advise
from fabula.cli.budget import asker
from fabula.cli.display import Display
from fabula.cli.exits import INTERRUPTED
from fabula.engine.budget import Budget, Purse
from fabula.errors import BudgetSpent, RunCancelled, UserError
from fabula.productions.video.order import VideoOrder
from fabula.productions.video.recipe import Crew
from fabula.productions.video.storyboard import Storyboard
from fabula.studio import Made, Studio

PATIENCE = 0.5
"""Seconds that threads get to end by themselves after Ctrl-C."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be made.

    Args:
        place: The document: a path or a web address.
        order: What the film shall be like.
        crew: Who works on it.
        board: A person's storyboard, if there is one.
        watch: A file that grows while the film is made, if someone wants to watch it.
        budget: What it may cost.
    """

    place: str
    order: VideoOrder
    crew: Crew
    board: Storyboard | None = None
    watch: Path | None = None
    budget: Budget | None = None


def growing(film: Path) -> Path:
    """The file that grows while a film is made, beside it.

    Raises:
        UserError: There is such a file, and it is not ours.
    """
    path = film.with_name(f"{film.name.removesuffix('.mp4')}.part.mp4")
    if path.exists():
        raise UserError(f"{path} is there already; move it away to watch the film there.")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def make_film(studio: Studio, job: Job, display: Display) -> Made:
    """Make a film, and show how it goes.

    On Ctrl-C the process ends here with exit code 130; what was finished is remembered.
    """
    if job.watch:
        print(f"Watch it while it is made: {job.watch}", file=sys.stderr)

    async def work() -> Made:
        threads = ThreadPoolExecutor(thread_name_prefix="step")
        asyncio.get_running_loop().set_default_executor(threads)
        _stop_on_signal(studio)
        purse = Purse(job.budget, more=asker(display)) if job.budget else None
        try:
            async with studio:
                return await studio.film(
                    await studio.find(job.place),
                    job.order,
                    job.crew,
                    board=job.board,
                    watch=job.watch,
                    on_event=display.take,
                    purse=purse,
                )
        except BudgetSpent:
            if job.watch:
                await asyncio.to_thread(job.watch.unlink, missing_ok=True)
            raise
        except (RunCancelled, asyncio.CancelledError):
            display.close()
            if job.watch:
                job.watch.unlink(missing_ok=True)
            _leave(threads)

    with display:
        made = asyncio.run(work())
    advise(studio, job.crew.writer.identity, display)
    return made


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
    print("Stopped. What was finished is remembered: run it again to go on.", file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    # A thread deep inside a codec cannot be stopped, and the interpreter would wait for it.
    os._exit(INTERRUPTED)
