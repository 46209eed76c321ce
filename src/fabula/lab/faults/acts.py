"""What an experiment does, step by step: to proxies, to processes, or by a command."""

from __future__ import annotations

import asyncio
import os
import shlex
from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from fabula.errors import NotInstalled, UnknownName, UserError
from fabula.lab.amounts import read_seconds
from fabula.lab.faults.processes import kill, stopped
from fabula.lab.faults.proxy import FaultProxy
from fabula.lab.faults.script import read_cue


@dataclass(slots=True)
class Bench:
    """What there is to act on.

    Args:
        proxies: By name; they stand while the experiment runs.
        held: Processes that were stopped and not yet let go on, by id.
    """

    proxies: Mapping[str, FaultProxy] = field(default_factory=dict)
    held: dict[int, ExitStack] = field(default_factory=dict)

    async def mend(self) -> None:
        """Let all proxies be well and up, and all stopped processes go on."""
        for pid in list(self.held):
            self.held.pop(pid).close()
        for proxy in self.proxies.values():
            await read_cue("up well").play(proxy)


@dataclass(frozen=True, slots=True)
class Act:
    """One step.

    Args:
        verb: One of `VERBS`.
        text: What it is done to, or by: a time, a process, a command line, a script of a proxy.
        proxy: The proxy's name, if it is done to one.
    """

    verb: str
    text: str
    proxy: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.verb, self.proxy, self.text)))

    async def do(self, bench: Bench) -> None:
        """Do it.

        Raises:
            UserError: There is no such process, or the command failed.
        """
        await VERBS[self.verb](self, bench)


async def _wait(act: Act, _bench: Bench) -> None:
    await asyncio.sleep(read_seconds(act.text))


async def _make(act: Act, bench: Bench) -> None:
    if act.proxy not in bench.proxies:
        raise UnknownName("proxy", act.proxy, bench.proxies)
    await read_cue(act.text).play(bench.proxies[act.proxy])


async def _kill(act: Act, _bench: Bench) -> None:
    kill(await asyncio.to_thread(find_process, act.text))


async def _stop(act: Act, bench: Bench) -> None:
    pid = await asyncio.to_thread(find_process, act.text)
    if pid not in bench.held:
        bench.held[pid] = ExitStack()
        bench.held[pid].enter_context(stopped(pid))


async def _cont(act: Act, bench: Bench) -> None:
    pid = await asyncio.to_thread(find_process, act.text)
    bench.held.pop(pid, ExitStack()).close()


async def _run(act: Act, _bench: Bench) -> None:
    await run_command(act.text)


VERBS: Mapping[str, Callable[[Act, Bench], Awaitable[None]]] = {
    "make": _make,
    "wait": _wait,
    "kill": _kill,
    "stop": _stop,
    "cont": _cont,
    "run": _run,
}
"""What can be done: make a proxy bad, wait, kill -9, stop and let go on, run a command."""


async def run_command(line: str) -> None:
    """Run a command line, without a shell.

    Raises:
        UserError: It is not there, or ends with another exit code than 0; with what it said.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *shlex.split(line),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
    except OSError as error:
        raise UserError(f"{line!r} cannot be run: {error.strerror}.") from None
    try:
        said, _ = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        raise
    if process.returncode:
        last = (said.decode(errors="replace").strip().splitlines() or [""])[-1]
        raise UserError(f"{line!r} ends with status {process.returncode}: {last}")


def find_process(text: str) -> int:
    """The id of a process: told itself, in a file, or by the name of the only one of that name.

    Raises:
        UserError: There is none, or more than one, or it is this one.
        NotInstalled: A name is told, and psutil is not there.
    """
    path = Path(text)
    if text.isdigit():
        pid = int(text)
    elif path.is_file():
        said = path.read_text(encoding="utf-8").strip()
        if not said.isdigit():
            raise UserError(f"{text} holds no process id: {said[:40]!r}.")
        pid = int(said)
    else:
        pid = _named(text)
    if pid in (0, 1, os.getpid()):
        raise UserError(f"Process {pid} ({text}) is none that an experiment may touch.")
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        raise UserError(f"There is no process {pid} ({text}) any more.") from None
    return pid


def _named(name: str) -> int:
    try:
        import psutil
    except ImportError:
        raise NotInstalled("Finding a process by its name", "lab") from None
    found = [one.pid for one in psutil.process_iter(["name"]) if one.info["name"] == name]
    if not found:
        raise UserError(f"There is no process called {name!r}, and no such file with its id.")
    if len(found) > 1:
        # Never one of several by chance: it may be somebody else's.
        ids = ", ".join(map(str, found[:5]))
        raise UserError(f"{len(found)} processes are called {name!r}: name one by its id: {ids}.")
    return int(found[0])
