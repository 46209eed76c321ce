"""Processes that functions run in, so that Python code can keep every core busy."""

from __future__ import annotations

import asyncio
import functools
import multiprocessing
import pickle
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fabula.engine.threads import Threads
from fabula.errors import Unsendable, WorkerDied

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Function = Callable[..., Any]


class _Worker:
    """One process that calls functions for us, one after the other."""

    def __init__(self) -> None:
        # "spawn": a fork of a process that has threads may hold a lock that nobody will release.
        spawning = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawning.Pipe()
        self._process = spawning.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def ask(self, message: bytes) -> tuple[bool, Any]:
        """Send a call; whether it went well, and the value or the error."""
        self._pipe.send_bytes(message)
        went_well, value = pickle.loads(self._pipe.recv_bytes())  # noqa: S301 - our own process
        return went_well, value

    def kill(self) -> None:
        """End it at once, whatever it does; whoever waits for its answer is told by an error."""
        self._process.kill()

    def bury(self) -> int | None:
        """Wait for its end, after it was killed or closed its pipe, and give its exit code."""
        self._process.join(1.0)
        self._process.kill()
        self._process.join()
        self._pipe.close()
        return self._process.exitcode


class _Call:
    """A call on its way to a process; it can be stopped at any time."""

    def __init__(self, pool: Processes, name: str, message: Callable[[], bytes]) -> None:
        self._pool, self._name, self._message = pool, name, message
        self._worker: _Worker | None = None
        self._stopped = False
        self._lock = threading.Lock()

    def make(self) -> Any:
        """Make the call, in a thread that waits for the process."""
        message = self._message()
        worker = self._pool.take()
        with self._lock:
            # From here on `stop` kills it; whoever stops a call must not wait for the lock.
            self._worker = worker
            if self._stopped:
                self._pool.give_back(worker)
                return None
        try:
            went_well, value = worker.ask(message)
        except (EOFError, OSError) as exc:
            raise WorkerDied(self._name, worker.bury()) from exc
        except BaseException:
            # The answer cannot be read, so nobody knows what else is in the pipe.
            worker.kill()
            worker.bury()
            raise
        self._pool.give_back(worker)
        if not went_well:
            raise value
        return value

    def stop(self) -> None:
        """Kill the process that works on it; the next call gets a new one."""
        with self._lock:
            self._stopped = True
            if self._worker is not None:
                self._worker.kill()


class Processes:
    """Processes that are begun when they are first needed, and kept for the next call.

    A thread stands by each call and waits for its process: that keeps the loop free, and works
    the same on every system and for any number of loops.

    Args:
        most: How many there may be.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._threads = Threads("process", most)
        self._idle: list[_Worker] = []

    async def run(
        self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """What the call gives; if the caller is cancelled, the process is killed.

        Raises:
            Unsendable: An input, or the result, cannot be sent to or from a process.
            WorkerDied: The process ended before it answered.
        """
        message = functools.partial(_packed, function, args, kwargs)
        call = _Call(self, function.__qualname__, message)
        try:
            return await self._threads.run(call.make)
        except asyncio.CancelledError:
            call.stop()
            raise

    def take(self) -> _Worker:
        """A process without work."""
        try:
            return self._idle.pop()
        except IndexError:
            return _Worker()

    def give_back(self, worker: _Worker) -> None:
        """It is free for the next call."""
        self._idle.append(worker)


def _packed(function: Function, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bytes:
    """A call as bytes; the function by its name, since that names the step now."""
    head = function.__module__, function.__qualname__
    try:
        return pickle.dumps((*head, args, kwargs), pickle.HIGHEST_PROTOCOL)
    except Exception:  # pickle raises whatever the object does
        named = {**{f"number {n + 1}": item for n, item in enumerate(args)}, **kwargs}
        for which, item in named.items():
            try:
                pickle.dumps(item)
            except Exception as exc:  # noqa: BLE001
                raise Unsendable(
                    f"Step {head[1]!r} runs in a process, but its input {which} cannot be sent "
                    f'there: {exc}. Give it plain values, or take away pool="process".'
                ) from None
        raise


def _serve(pipe: Connection) -> None:
    """Call what is asked for, until nobody asks any more: all that a worker process does."""
    while True:
        try:
            message = pipe.recv_bytes()
        except (EOFError, OSError):
            return
        answer = _answer(message)
        try:
            pipe.send_bytes(answer)
        except OSError:
            return


def _answer(message: bytes) -> bytes:
    name = "?"
    try:
        module, name, args, kwargs = pickle.loads(message)  # noqa: S301 - from our own process
        value = _function(module, name)(*args, **kwargs)
    except BaseException as exc:  # noqa: BLE001 - it is raised again where the step was called
        return _sendable((False, exc), name)
    return _sendable((True, value), name)


def _function(module: str, name: str) -> Function:
    __import__(module)
    found: Any = sys.modules[module]
    for part in name.split("."):
        found = getattr(found, part)
    # The name stands for the step by now, which holds the function.
    function: Function = getattr(found, "function", found)
    return function


def _sendable(answer: tuple[bool, Any], name: str) -> bytes:
    """The answer as bytes; one that cannot be sent, or not be read, becomes an error that can."""
    try:
        content = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
        if not answer[0]:
            pickle.loads(content)  # noqa: S301 - our own
    except Exception as exc:  # noqa: BLE001 - pickle raises whatever the object does
        what = "its result" if answer[0] else f"its error ({answer[1]!r})"
        problem = f"Step {name!r} runs in a process, but {what} cannot be sent back: {exc}."
        return pickle.dumps((False, Unsendable(problem)))
    return content
