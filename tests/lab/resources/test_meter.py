"""The meter sees memory, CPU and children, and costs little itself."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from fabula.lab.resources import Meter
from fabula.lab.resources.meter import MB, cores


def test_memory_of_a_moment_is_seen() -> None:
    """80 MB that were there for a tenth of a second, and were given back."""
    with Meter(every=0.01) as meter:
        held = bytearray(b"x") * (80 * MB)
        time.sleep(0.1)
        del held

    assert 75 < meter.usage.growth_mb < 120
    assert meter.usage.kept_mb < 20


def test_cpu_time_is_counted() -> None:
    """About a third of a second of one core."""
    with Meter() as meter:
        until = time.process_time() + 0.3
        while time.process_time() < until:
            pass

    usage = meter.usage
    assert 0.25 < usage.cpu_seconds < 0.6
    assert usage.cpu_share == pytest.approx(usage.cpu_seconds / usage.seconds / cores())


def test_children_count_too() -> None:
    """Their memory, while they live; other tests may have left some that still do."""
    code = "import time; held = bytearray(60_000_000); time.sleep(0.4)"
    with Meter() as before:
        pass
    with Meter(every=0.02) as meter:
        subprocess.run([sys.executable, "-c", code], check=True)

    assert meter.usage.most_processes == before.usage.most_processes + 1
    assert meter.usage.growth_mb > 55


def test_children_that_begin_add_no_copy() -> None:
    """Between its fork and its program, a child tells the memory of its parent as its own."""
    held = bytearray(b"x") * (150 * MB)
    with Meter(every=0.001) as meter:
        for _ in range(40):
            subprocess.run([sys.executable, "--version"], check=True, capture_output=True)

    assert meter.usage.most_processes > 1
    assert meter.usage.growth_mb < 100
    assert len(held) == 150 * MB


def test_open_files_are_counted(tmp_path: Path) -> None:
    """Those that were left open."""
    with Meter() as meter:
        left = [(tmp_path / str(number)).open("w") for number in range(7)]
    for file in left:
        file.close()

    assert meter.usage.descriptors == 7


def test_disk_is_counted_where_the_system_tells() -> None:
    """Never less than nothing; and None where it does not tell."""
    with Meter() as meter:
        pass

    assert meter.usage.written_bytes is None or meter.usage.written_bytes >= 0
    assert meter.usage.sent_bytes >= 0


def test_memory_over_time_is_what_is_billed() -> None:
    """What is in use times how long."""
    with Meter(every=0.02) as meter:
        time.sleep(0.2)
    usage = meter.usage

    assert usage.memory_gb_seconds == pytest.approx(usage.rss_before / 1e9 * 0.2, rel=0.3)


def test_meter_costs_little() -> None:
    """Of a second, less than a twentieth in CPU time."""
    with Meter() as meter:
        time.sleep(1)

    assert meter.usage.own_seconds < 0.05


def test_meter_tells_nothing_before_the_end() -> None:
    """There is nothing to tell yet."""
    with Meter() as meter, pytest.raises(RuntimeError, match="done"):
        _ = meter.usage
