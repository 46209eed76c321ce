"""Makes a film while a person watches, and stops within a second when they press Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress

from fabula.cli.display import Display
from fabula.engine import Run
from fabula.errors import RunCancelled
from fabula.productions.video.order import VideoOrder
from fabula.productions.video.recipe import Crew
from fabula.productions.video.storyboard import Storyboard
from fabula.studio import Made, Studio

INTERRUPTED = 130
PATIENCE = 0.5
"""Seconds that threads get to end by themselves after Ctrl-C."""


def make_film(
    studio: Studio,
    place: str,
    order: VideoOrder,
    crew: Crew,
    display: Display,
    *,
    board: Storyboard | None = None,
) -> Made:
    """Make the film of the document at a path or an address, and show how it goes.

    On Ctrl-C the process ends here with exit code 130; what was finished is remembered.
    """

    async def work() -> Made:
        runs = _stop_on_signal()
        try:
            async with studio:
                source = await studio.find(place)
                return await studio.film(
                    source, order, crew, board=board, on_event=display.take, on_run=runs.append
                )
        except (RunCancelled, asyncio.CancelledError):
            display.close()
            await _leave()
            raise

    with display:
        return asyncio.run(work())


def _stop_on_signal() -> list[Run]:
    """Cancel the run, or the preparations for it, on Ctrl-C and SIGTERM; add the run when it is."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    runs: list[Run] = []

    def stop() -> None:
        if runs:
            runs[-1].cancel()
        elif task:
            task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no such handlers; there Ctrl-C raises KeyboardInterrupt.
        with suppress(NotImplementedError, ValueError, RuntimeError):
            loop.add_signal_handler(number, stop)
    return runs


async def _leave() -> None:
    """End this process, politely for half a second and then at once."""
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.get_running_loop().shutdown_default_executor(), PATIENCE)
    print("Stopped. What was finished is remembered: run it again to go on.", file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    # A thread deep inside a codec cannot be stopped, and the interpreter would wait for it.
    os._exit(INTERRUPTED)
