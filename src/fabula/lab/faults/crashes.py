"""The crash-point sweep: killed, kill -9, at one moment after another, and run again each time.

A moment is an event of the run, or the begin or the end of a write to its memory. For each moment
a process works in a fresh folder and kills itself there; a second one goes on in the same folder.
The processes are forked from one that has imported all: a moment costs little more than the work.

```console
$ python -m fabula.lab.faults.crashes package.module:work 1 16
```
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import signal
import sys
import tempfile
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from fabula.engine import Event, Store
from fabula.store.folder import open_store

STEPS, COUNT, ANSWER = "steps.txt", "count.txt", "answer.txt"


class Moments:
    """Counts moments, and kills this process at the chosen one.

    Args:
        folder: Where what began and what ended is noted, so that it outlives the process.
        kill_at: The moment; 0: none.
    """

    def __init__(self, folder: Path, kill_at: int) -> None:
        self._folder, self._kill_at, self.count = folder, kill_at, 0
        self._notes = os.open(folder / STEPS, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def pass_by(self) -> None:
        """One more moment."""
        self.count += 1
        if self.count == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def hear(self, event: Event) -> None:
        """Each event is a moment: give it to `open_run` as `on_event`."""
        if event.kind == "step.started":
            self._note("+", event)
        elif event.kind == "step.finished" and event.fields["how"] == "made":
            self._note("-", event)
        self.pass_by()

    def _note(self, sign: str, event: Event) -> None:
        # One write of a few bytes is whole, even if the process dies right after.
        os.write(self._notes, f"{sign}{event.fields['key']}\n".encode())

    @asynccontextmanager
    async def store(self) -> AsyncGenerator[Store]:
        """The store of the work, in its folder: each write to it has a moment before and after."""
        async with open_store(self._folder / ".fabula") as store:
            memory: Any = _Watched(store.memory, self)
            blobs: Any = _Watched(store.blobs, self)
            yield replace(store, memory=memory, blobs=blobs)


class _Watched:
    """A part of a store whose writes are moments."""

    def __init__(self, inner: Any, moments: Moments) -> None:
        self._inner, self._moments = inner, moments
        self.get = inner.get

    async def put(self, *arguments: Any) -> None:
        self._moments.pass_by()
        await self._inner.put(*arguments)
        self._moments.pass_by()


Work = Callable[[Moments], Coroutine[Any, Any, str]]
"""Works in `moments.store()`, in one run that tells `moments.hear`; gives what must be the same."""


@dataclass(frozen=True, slots=True)
class Crash:
    """One moment of the sweep; moment 0 is the work undisturbed.

    Args:
        moment: Which.
        killed: Whether the process died there.
        again: Exit status of the one that went on.
        same: Whether it gave what the undisturbed work gives.
        in_flight: Steps that had begun and not ended: they may be made again.
        redone: Steps that had ended and were made again all the same.
        steps: Steps that were made, before and after.
    """

    moment: int
    killed: bool
    again: int
    same: bool
    in_flight: int
    redone: int
    steps: int

    @property
    def sound(self) -> bool:
        """Killed, gone on, the same result, nothing that had ended made again."""
        return self.killed and not self.again and self.same and not self.redone


async def sweep(work: str, *, first: int = 1, stride: int = 1, path: Path | None = None) -> Sweep:
    """Kill the work at every so manieth moment, in processes of their own.

    Args:
        work: Where it is: "package.module:function".
        first: The first moment.
        stride: From one moment to the next that is tried.
        path: A folder from which the module can be imported; none if it is installed.

    Raises:
        RuntimeError: The work fails undisturbed, or cannot be found; with what it said.
    """
    command = [sys.executable, "-m", __name__, work, str(first), str(stride)]
    more = {"PYTHONPATH": os.pathsep.join(filter(None, [str(path or ""), *sys.path]))}
    process = await asyncio.create_subprocess_exec(
        *command,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **more},
    )
    told, errors = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{work}: {errors.decode().strip().rpartition(chr(10))[2]}")
    whole, *rows = [Crash(**json.loads(line)) for line in told.splitlines()]
    return Sweep(whole.moment, whole.steps, tuple(rows))


@dataclass(frozen=True, slots=True)
class Sweep:
    """What became of the work at each moment.

    Args:
        moments: How many there are.
        steps: How many the undisturbed work makes.
        crashes: Those that were tried.
    """

    moments: int
    steps: int
    crashes: tuple[Crash, ...]

    @property
    def sound(self) -> float:
        """Share of the crashes after which all was as it should be, 0 to 1."""
        return sum(one.sound for one in self.crashes) / len(self.crashes) if self.crashes else 1.0


def _main(name: str, first: int, stride: int) -> None:
    module, _, function = name.partition(":")
    work: Work = getattr(importlib.import_module(module), function)
    with tempfile.TemporaryDirectory() as folder:
        whole = _worked(work, Path(folder), 0)
        if whole.status:
            raise SystemExit(f"undisturbed, the work ends with status {whole.status}")
    _tell(Crash(whole.moments, False, 0, True, 0, 0, len(whole.noted) // 2))
    for moment in range(first, whole.moments + 1, stride):
        with tempfile.TemporaryDirectory() as folder:
            before = _worked(work, Path(folder), moment)
            after = _worked(work, Path(folder), 0)
        _tell(_crash(moment, before, after, whole.answer))


@dataclass(frozen=True, slots=True)
class _Worked:
    """What one process did: how it ended, what it noted and gave."""

    status: int
    noted: list[str]
    answer: str
    moments: int

    def steps(self, sign: str) -> set[str]:
        return {line[1:] for line in self.noted if line[0] == sign}


def _worked(work: Work, folder: Path, kill_at: int) -> _Worked:
    """Work in a process of its own."""
    (folder / STEPS).write_text("")
    child = os.fork()
    if not child:
        status = 1
        try:
            moments = Moments(folder, kill_at)
            answer = asyncio.run(work(moments))
            (folder / ANSWER).write_text(answer)
            (folder / COUNT).write_text(str(moments.count))
            status = 0
        finally:
            # What the parent opened is the parent's to close.
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    done = status == 0
    return _Worked(
        status,
        (folder / STEPS).read_text().split(),
        (folder / ANSWER).read_text() if done else "",
        int((folder / COUNT).read_text()) if done else 0,
    )


def _crash(moment: int, before: _Worked, after: _Worked, answer: str) -> Crash:
    begun, ended, again = before.steps("+"), before.steps("-"), after.steps("+")
    return Crash(
        moment=moment,
        killed=before.status == -signal.SIGKILL,
        again=after.status,
        same=after.answer == answer,
        in_flight=len(begun - ended),
        redone=len(again & ended),
        steps=len(begun | again),
    )


def _tell(crash: Crash) -> None:
    sys.stdout.write(json.dumps(asdict(crash)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
