"""Leaks of jobs that want a thread and a loop of their own: command lines, in this process."""

from __future__ import annotations

import asyncio
import os
import runpy
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from queue import SimpleQueue

from fabula.errors import BadSetting, UserError
from fabula.lab.resources.leaks import JOBS, LONGER, WARM_UP, LeakVerdict, watch_memory
from fabula.lab.sandbox import FABULA, Sandbox, surroundings

Call = Callable[[int], object]
PYTHON = ("python", "python3")


def watch_calls(
    call: Call, *, jobs: int = JOBS, warm_up: int = WARM_UP, longer: Sequence[int] = LONGER
) -> LeakVerdict:
    """`watch_memory` of a job that is no coroutine: it runs here, the watching elsewhere.

    So the job may be what only a main thread can be, and run a loop of its own.

    Args:
        call: Does its work, given its number.
        jobs: Of the first run; at least 8.
        warm_up: Jobs before, which do not count.
        longer: How many times as long the run becomes if something rises.
    """
    asked: SimpleQueue[tuple[int, Future[None]] | None] = SimpleQueue()

    async def ask(number: int) -> None:
        done: Future[None] = Future()
        asked.put((number, done))
        await asyncio.wrap_future(done)

    def watch() -> LeakVerdict:
        try:
            return asyncio.run(watch_memory(ask, jobs=jobs, warm_up=warm_up, longer=longer))
        finally:
            asked.put(None)

    with ThreadPoolExecutor(1, "watch") as thread:
        verdict = thread.submit(watch)
        _serve(call, asked)
        return verdict.result()


def _serve(call: Call, asked: SimpleQueue[tuple[int, Future[None]] | None]) -> None:
    """Do the jobs that are asked for; after Ctrl-C none, so that the watching ends."""
    stopped: BaseException | None = None
    while True:
        try:
            job = asked.get()
        except KeyboardInterrupt as stop:
            stopped = stop
            continue
        if job is None:
            return
        number, done = job
        if stopped is not None:
            done.set_exception(stopped)
            continue
        try:
            call(number)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to who asked
            done.set_exception(error)
        else:
            done.set_result(None)


def call_of(line: tuple[str, ...], main: Callable[[Sequence[str]], int]) -> Call:
    """A command line as a job: each time in a fresh folder, with an empty memory, and silent.

    Args:
        line: `fabula ...`, `python FILE ...` or `python -m MODULE ...`.
        main: What `fabula` runs.

    Raises:
        BadSetting: It is none of these, so that it cannot run in this process.
    """
    sandbox, (program, *words) = Sandbox(line), line
    module = len(words) > 1 and words[0] == "-m"
    script = module or (bool(words) and not words[0].startswith("-"))
    if program != FABULA and not (program in PYTHON and script):
        raise BadSetting(
            f"{program!r} would run in a process of its own, which leaves nothing behind. Watch "
            "`fabula ...`, `python FILE.py ...` or `python -m MODULE ...`."
        )

    def run() -> int:
        if program == FABULA:
            return main(words)
        arguments = words[1:] if module else words
        with _arguments(arguments):
            if module:
                runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
            else:
                runpy.run_path(arguments[0], run_name="__main__")
        return 0

    def call(_number: int) -> None:
        with _apart(sandbox), redirect_stdout(StringIO()), redirect_stderr(StringIO()) as said:
            try:
                code = run()
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else int(bool(end.code))
        if code:
            last = (said.getvalue().strip().splitlines() or [""])[-1]
            raise UserError(f"{' '.join(line)!r} ends with exit code {code}: {last}")

    return call


@contextmanager
def _apart(sandbox: Sandbox) -> Iterator[None]:
    """In a folder with what the command names, and nothing remembered."""
    before = dict(os.environ)
    with sandbox.opened() as folder:
        os.environ.update(surroundings(folder))
        try:
            with chdir(folder):
                yield
        finally:
            os.environ.clear()
            os.environ.update(before)


@contextmanager
def _arguments(words: Sequence[str]) -> Iterator[None]:
    before = sys.argv
    sys.argv = list(words)
    try:
        yield
    finally:
        sys.argv = before
