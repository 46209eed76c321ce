"""A program that runs an episode of 29 steps and kills it, kill -9, at one moment after another.

A moment is an event, or the begin or the end of a write to the memory. For each moment a process
is begun in a fresh folder, kills itself there, and a second one goes on. What both did is printed
as one line of JSON a moment. The processes are forked, so that only the first one has to import.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from fabula.engine import Event, Store, digest_of, fan_out, open_run, remember, step, together
from fabula.store.folder import open_store

SCENES, LIMIT = 9, 3


class Moments:
    """Counts moments, and kills the process at the chosen one."""

    def __init__(self, folder: Path, kill_at: int) -> None:
        self._log = os.open(folder / "steps.txt", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._kill_at = kill_at
        self.count = 0

    def pass_by(self) -> None:
        """One more moment."""
        self.count += 1
        if self.count == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def hear(self, event: Event) -> None:
        """Each event is a moment; the end of a step is noted, for it must not be made again."""
        if event.kind == "step.finished" and event.fields["how"] == "made":
            self.note("-", event.fields["key"])
        if event.kind == "step.started":
            self.note("+", event.fields["key"])
        self.pass_by()

    def note(self, sign: str, key: str) -> None:
        """Write down that a step began or ended; whole even if the process dies right after."""
        os.write(self._log, f"{sign}{key}\n".encode())


class Watched:
    """A part of a store; every write to it has a moment before and one after it."""

    def __init__(self, inner: Any, moments: Moments) -> None:
        self._inner, self._moments = inner, moments
        self.get = inner.get

    async def put(self, *arguments: Any) -> None:
        """Write, between two moments."""
        await self._between(self._inner.put(*arguments))

    async def _between(self, write: Coroutine[Any, Any, None]) -> None:
        try:
            self._moments.pass_by()
            await write
            self._moments.pass_by()
        finally:
            write.close()


def text_of(seed: str, length: int) -> str:
    """Text that only the seed decides."""
    return (digest_of(seed) * (length // 40 + 1))[:length]


@step
async def outline(idea: str) -> list[str]:
    """One line a scene."""
    return [text_of(f"{idea} {scene}", 200) for scene in range(SCENES)]


@step
async def dialogue(line: str) -> str:
    """Asked of a model."""

    async def answer() -> str:
        await asyncio.sleep(0.001)
        return text_of("dialogue" + line, 3000)

    return await remember("text", line, answer, str, who="a model")


@step
def directions(lines: str) -> bytes:
    """Large enough to be a blob."""
    return text_of("directions" + lines, 8000).encode()


@step
async def jokes(lines: str) -> str:
    """Beside the directions."""
    await asyncio.sleep(0.001)
    return text_of("jokes" + lines, 1500)


@step
async def validate(scenes: list[tuple[str, bytes, str]]) -> str:
    """One digest of it all."""
    return digest_of(scenes)


async def scene(line: str) -> tuple[str, bytes, str]:
    """One scene."""
    lines = await dialogue(line)
    return (lines, *(await together(directions(lines), jokes(lines))))


async def produce(folder: Path, kill_at: int) -> int:
    """Run the episode; how many moments that took."""
    moments = Moments(folder, kill_at)
    async with open_store(folder / ".fabula") as disk:
        store = Store(Watched(disk.memory, moments), Watched(disk.blobs, moments), disk.log)
        async with open_run(store, "episode", run_id="e", on_event=moments.hear):
            lines = await outline("Luna meets Rick")
            parts = await fan_out(scene, lines, limit=LIMIT, on_error="raise", name="scene")
            (folder / "answer.txt").write_text(await validate(parts.made))
    return moments.count


def forked(folder: Path, kill_at: int) -> tuple[int, list[str]]:
    """Run it in a process of its own; its exit status, and what it noted."""
    steps = folder / "steps.txt"
    steps.write_text("")
    child = os.fork()
    if not child:
        count = asyncio.run(produce(folder, kill_at))
        (folder / "count.txt").write_text(str(count))
        os._exit(0)
    return os.waitpid(child, 0)[1], steps.read_text().split()


def sweep(first: int, stride: int) -> None:
    """Kill at every so manieth moment."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _, noted = forked(folder, 0)
        count = int((folder / "count.txt").read_text())
        whole = {"moments": count, "steps": len(noted) // 2, "answer": read(folder)}
        tell(whole)
    for moment in range(first, count + 1, stride):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            status, before = forked(folder, moment)
            again, after = forked(folder, 0)
            row: dict[str, Any] = {"moment": moment, "killed": os.WTERMSIG(status), "again": again}
            row |= {"before": before, "after": after, "answer": read(folder)}
            row |= {"log": asyncio.run(logged(folder))}
            tell(row)


def tell(row: dict[str, Any]) -> None:
    """One line of JSON."""
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()


def read(folder: Path) -> str:
    """What the run gave."""
    return (folder / "answer.txt").read_text()


async def logged(folder: Path) -> tuple[str, list[int]]:
    """How the run ended by its log, and the numbers of its events."""
    async with open_store(folder / ".fabula") as store:
        record, events = await store.log.find("e"), await store.log.read("e")
    return record.state if record else "", [event.seq for event in events]


if __name__ == "__main__":
    sweep(int(sys.argv[1]), int(sys.argv[2]))
