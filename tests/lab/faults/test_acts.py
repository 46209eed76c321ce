"""Acts of an experiment: real processes are stopped, let go on and killed; proxies are made bad."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import psutil
import pytest
from tests.lab.faults.echo import asked, proxied

from fabula.errors import UnknownName, UserError
from fabula.lab.faults.acts import Act, Bench, find_process
from fabula.lab.faults.proxy import WELL

pytestmark = pytest.mark.anyio


@pytest.fixture
def sleeper(tmp_path: Path) -> Generator[tuple[psutil.Process, Path]]:
    """A process that sleeps, and the file with its id."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        place = tmp_path / "worker.pid"
        place.write_text(f"{process.pid}\n")
        try:
            yield psutil.Process(process.pid), place
        finally:
            process.kill()


async def is_stopped(process: psutil.Process) -> bool:
    """Whether it does nothing; the kernel takes a moment."""
    await asyncio.sleep(0.05)
    return bool(process.status() == psutil.STATUS_STOPPED)


async def test_process_is_stopped_and_goes_on(sleeper: tuple[psutil.Process, Path]) -> None:
    """By `cont`, or by the rollback if nobody says so."""
    process, place = sleeper
    bench = Bench()
    states = []
    for act in (Act("stop", str(place)), Act("cont", str(place)), Act("stop", str(process.pid))):
        await act.do(bench)
        states.append(await is_stopped(process))
    await bench.mend()

    assert [*states, await is_stopped(process)] == [True, False, True, False]


async def test_process_is_killed(sleeper: tuple[psutil.Process, Path]) -> None:
    """At once."""
    process, place = sleeper
    await Act("kill", str(place)).do(Bench())

    assert process.wait(5) is not None or process.status() == psutil.STATUS_ZOMBIE


async def test_proxy_is_made_bad_and_mended() -> None:
    """As its script says; after the rollback it is well, and up."""
    async with proxied() as proxy:
        bench = Bench({"echo": proxy})
        await Act("make", "limit=2", "echo").do(bench)
        cut = await asked(proxy)
        await Act("make", "down", "echo").do(bench)
        await bench.mend()

        assert (cut, await asked(proxy), proxy.toxics) == (b"he", b"hello", WELL)
        with pytest.raises(UnknownName, match="echo"):
            await Act("make", "down", "web").do(bench)


async def test_command_that_fails_is_told() -> None:
    """With its last line; one that is not there, too."""
    await Act("run", "true").do(Bench())
    line = f"{sys.executable} -c \"raise SystemExit('no nails')\""
    with pytest.raises(UserError, match="status 1: no nails"):
        await Act("run", line).do(Bench())
    with pytest.raises(UserError, match="cannot be run"):
        await Act("run", "nobody-has-this").do(Bench())


def test_process_must_be_the_one(tmp_path: Path) -> None:
    """None, one that is gone, no id at all, and this very one are refused."""
    (tmp_path / "odd.pid").write_text("soon")
    for text, why in (
        ("nobody-has-this-name", "no process called"),
        (str(tmp_path / "odd.pid"), "no process id"),
        (str(os.getpid()), "may touch"),
        ("4194303", "any more"),
    ):
        with pytest.raises(UserError, match=why):
            find_process(text)


def test_name_of_several_processes_is_refused() -> None:
    """Never one of them by chance."""
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    both = [subprocess.Popen(command) for _ in range(2)]
    try:
        with pytest.raises(UserError, match="name one by its id"):
            find_process(psutil.Process(both[0].pid).name())
    finally:
        for process in both:
            process.kill()
            process.wait()
