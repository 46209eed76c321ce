"""What the lab starts ends with it, however the lab ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from fabula.errors import RunError
from fabula.lab.deployments import Spawned
from fabula.lab.deployments.processes import Processes

LAB = """
import os, time
from fabula.lab.deployments.processes import Processes
processes = Processes()
print(*[child.pid for child in processes._children], processes.folder, flush=True)
time.sleep(60)
"""


def gone(pid: int) -> bool:
    """Whether a process has ended, or will have within seconds."""
    try:
        psutil.Process(pid).wait(10)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        return False
    return True


def test_spawned_deployment_is_seen_and_ended() -> None:
    """The lab knows its processes, its disk and its models; then nothing of it is left."""
    spawned = Spawned()
    pid, home, offers = spawned.pid, spawned.home, spawned.offers
    spawned.close()
    spawned.close()

    assert {"video", "script", "http", "models", "process", "disk", "environment"} <= offers
    assert "inside" not in offers
    assert pid is not None
    assert gone(pid)
    assert not home.parent.exists()


def test_next_suite_has_a_deployment_of_its_own() -> None:
    """The first has one already; what it left in memory and on the disk is not the next one's."""
    spawned = Spawned()
    begun = spawned.pid
    spawned.renew()
    first = spawned.pid
    spawned.renew()
    second, ended = spawned.pid, gone(first or 0)
    spawned.close()

    assert first == begun
    assert second != first
    assert ended


def test_server_that_cannot_start_says_why() -> None:
    """With the last lines that it wrote, and without the simulator left behind."""
    before = {child.pid for child in psutil.Process().children()}

    with pytest.raises(RunError, match="FABULA_WRTER"):
        Processes({"FABULA_WRTER": "offline"})
    assert {child.pid for child in psutil.Process().children()} <= before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_lab_that_is_stopped_leaves_nothing(number: signal.Signals) -> None:
    """Ctrl-C, and the end that a runner of CI makes."""
    with subprocess.Popen([sys.executable, "-c", LAB], stdout=subprocess.PIPE, text=True) as lab:
        assert lab.stdout is not None
        *pids, folder = lab.stdout.readline().split()
        time.sleep(0.1)
        lab.send_signal(number)
        lab.wait(20)

    assert [gone(int(pid)) for pid in pids] == [True, True]
    assert not Path(folder).exists()
