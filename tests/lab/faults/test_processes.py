"""Faults of processes: killed, and stopped for a while."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import pytest

from fabula.lab.faults.processes import kill, stopped


@pytest.fixture
def victim() -> Iterator[subprocess.Popen[str]]:
    """A process that says a line when it is asked."""
    code = "import sys\nfor line in sys.stdin: print(line, end='', flush=True)"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def asked(process: subprocess.Popen[str]) -> str:
    """What it says."""
    assert process.stdin
    assert process.stdout
    process.stdin.write("hello\n")
    process.stdin.flush()
    return process.stdout.readline()


def test_killed_process_says_nothing(victim: subprocess.Popen[str]) -> None:
    """It ends by signal 9."""
    kill(victim.pid)

    assert victim.wait() == -9


def test_stopped_process_goes_on(victim: subprocess.Popen[str]) -> None:
    """It does nothing meanwhile, and all afterwards."""
    assert asked(victim) == "hello\n"
    with stopped(victim.pid):
        time.sleep(0.05)
        status = psutil.Process(victim.pid).status()

    assert status == psutil.STATUS_STOPPED
    assert asked(victim) == "hello\n"


def test_stopped_process_may_die_meanwhile(victim: subprocess.Popen[str]) -> None:
    """There is nothing to go on, and that is no error."""
    with stopped(victim.pid):
        kill(victim.pid)
        victim.wait()

    assert victim.returncode == -9
