"""Pools: a step runs on the loop, in a thread or in a process, and remembers all the same."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fabula.engine import fan_out, open_run, step
from fabula.engine.pools import pool_sizes, resize
from fabula.engine.timeline import timeline_of
from fabula.errors import (
    BadInput,
    BadStep,
    ModelBusy,
    UnknownName,
    Unsendable,
    WorkerDied,
)
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process finds the steps of this file by its name."""
    monkeypatch.syspath_prepend(Path(__file__).parent.parent.parent)


@dataclass(frozen=True)
class Picture:
    """A result of some size."""

    name: str
    pixels: bytes


@step(pool="process")
def paint(name: str, size: int = 3) -> Picture:
    """Painted by another process."""
    return Picture(name, bytes(size))


@step(pool="process")
def where(number: int) -> int:  # noqa: ARG001
    """The process that it runs in."""
    return os.getpid()


@step(pool="loop")
def quick(number: int) -> int:  # noqa: ARG001
    """The thread that it runs in."""
    return threading.get_ident()


@step
def usual(number: int) -> int:  # noqa: ARG001
    """The thread that it runs in."""
    return threading.get_ident()


@step(pool="process")
def fail(how: str) -> str:
    """Fail in one of several ways."""
    if how == "die":
        os._exit(3)
    if how == "local":

        class OwnError(Exception):
            pass

        raise OwnError("nobody knows me")
    if how == "busy":
        raise ModelBusy("come back", 7.5)
    raise BadInput("a.pdf", "damaged", "Export it again.", place="page 3")


@step(pool="process")
def give(how: str) -> Any:  # noqa: ARG001
    """What no other process can be told."""
    return lambda: 1


class Numbered:
    """Something with an identity, so that it has a key, and a lock, so that it cannot be sent."""

    identity = "one"

    def __init__(self) -> None:
        self.lock = threading.Lock()


@step(pool="process")
def use(number: int, thing: Numbered) -> str:  # noqa: ARG001
    """Never gets so far."""
    return "used"


@step(pool="process")
def toil(number: int) -> float:
    """Keep a core busy for a while."""
    started = time.perf_counter()
    while time.perf_counter() - started < 0.05:
        pass
    return number + started


async def test_process_remembers_like_any_step() -> None:
    """The same key, memory and result as in a thread; another process works it out."""
    store = memory_store()
    async with open_run(store, "test") as run:
        first = await paint("sky")
        again = await paint("sky")
        pids = {await where(1), await where(2)}
        trace = run.trace()

    assert first == again == Picture("sky", bytes(3))
    assert os.getpid() not in pids
    # The process is kept for the next call.
    assert len(pids) == 1
    assert (trace.made, trace.hits) == (3, 1)


async def test_steps_run_where_they_say() -> None:
    """A `def` runs in a thread, or on the loop if it asks for that; outside of a run too."""
    here = threading.get_ident()

    assert await quick(1) == here
    assert await usual(1) != here
    assert (await paint("sea", size=2)).pixels == bytes(2)


@pytest.mark.parametrize(
    ("how", "kind", "told"),
    [
        ("user", BadInput, "a.pdf, page 3: damaged. Export it again."),
        ("busy", ModelBusy, "come back"),
        ("local", Unsendable, "its error (OwnError('nobody knows me')) cannot be sent back"),
        ("die", WorkerDied, "The process of step 'fail' ended with code 3."),
    ],
)
async def test_errors_come_back_whole(how: str, kind: type[Exception], told: str) -> None:
    """An error in a process is raised as itself; a process that dies is told, and replaced."""
    with pytest.raises(kind) as raised:
        await fail(how)

    assert told in str(raised.value)
    if isinstance(raised.value, ModelBusy):
        assert raised.value.retry_after == 7.5
    assert (await paint("next")).name == "next"


async def test_what_cannot_be_sent_is_named() -> None:
    """An input without pickle is told by step and name, a result by step."""
    with pytest.raises(Unsendable, match=r"Step 'use' .* its input thing cannot be sent"):
        await use(1, thing=Numbered())
    with pytest.raises(Unsendable, match=r"Step 'use' .* its input number 2 cannot be sent"):
        await use(1, Numbered())
    with pytest.raises(Unsendable, match=r"Step 'give' .* its result cannot be sent back"):
        await give("function")


def test_impossible_pools_are_refused() -> None:
    """A pool that does not exist, or cannot run the function, is told where it is written."""

    async def later() -> int:
        return 1

    def local() -> int:
        return 1

    choose: Callable[..., Any] = step
    with pytest.raises(UnknownName, match=r"Unknown pool 'gpu'\. Known: loop, process, thread"):
        choose(pool="gpu")(local)
    with pytest.raises(BadStep, match=r"'.*later' is an `async def`, which runs on the loop"):
        step(pool="thread")(later)
    with pytest.raises(BadStep, match=r"'.*local' runs in a process, which must find it by name"):
        step(pool="process")(local)


async def test_pools_hold_their_limits() -> None:
    """With one process, work is done one after the other, and the waits for it are told."""
    usual_sizes = pool_sizes()
    resize(processes=1, threads=2)
    try:
        store = memory_store()
        async with open_run(store, "test") as run:
            await paint("warm up")
            parts = await fan_out(toil, range(3))
        timeline = timeline_of(await store.log.read(run.id))
    finally:
        resize(processes=usual_sizes["process"], threads=usual_sizes["thread"])

    assert timeline is not None
    assert timeline.pools == {"thread": 2, "process": 1}
    begun = sorted(value % 1e6 for value in parts.made)
    assert len(begun) == 3
    waits = (w.waits["process"] for w in timeline.works.values() if w.name == "toil")
    first, second, third = sorted(waits)
    assert min(second - first, third - second) > 0.04


async def test_cancel_kills_the_process() -> None:
    """A cancelled step leaves no process at work; the next step gets a new one."""
    pid = await where(7)
    task = asyncio.create_task(sleep(60, str(Path("/nowhere"))))
    await asyncio.sleep(0.3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    deadline = time.monotonic() + 5
    while await asyncio.to_thread(alive, pid) and time.monotonic() < deadline:  # noqa: ASYNC110
        await asyncio.sleep(0.01)

    assert not alive(pid)
    assert await where(8) != pid


@step(pool="process")
def sleep(seconds: float, mark: str) -> str:
    """Long."""
    time.sleep(seconds)
    return mark


def alive(pid: int) -> bool:
    """Whether the process works: neither gone nor waiting to be buried."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


SCRIPT = """
import asyncio
from fabula.engine import open_run, step
from fabula.store.memory import memory_store

@step(pool="process")
def double(number: int) -> int:
    return 2 * number

async def main():
    async with open_run(memory_store(), "script"):
        print(await double(21))

{guard}asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("guard", "told"),
    [("if __name__ == '__main__': ", "42\n"), ("", 'if __name__ == "__main__":')],
)
def test_scripts_can_use_processes(tmp_path: Path, guard: str, told: str) -> None:
    """A step of a script works in a process; a script without a guard is told what it lacks."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(guard=guard))
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False
    )

    assert told in (done.stdout if guard else done.stderr.splitlines()[-1])
    assert (done.returncode == 0) == bool(guard)
