"""A run killed -9 at any moment goes on to the same result; only what was in flight is redone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
AT_ONCE = 6
"""Three scenes at a time, each with at most two steps in flight."""


def swept(first: int, stride: int) -> list[dict[str, Any]]:
    """What the program of `crashing.py` tells: the whole run first, then one row a moment."""
    command = [sys.executable, str(ROOT / "tests/engine/crashing.py"), str(first), str(stride)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT / "src")}
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def check(rows: list[dict[str, Any]], stride: int) -> None:
    """Whatever the moment: killed, gone on, the same answer, nothing finished was redone."""
    whole, *points = rows
    assert whole["steps"] == 29
    assert len(points) >= (whole["moments"] - stride) // stride
    for point in points:
        begun = {line[1:] for line in point["before"] if line[0] == "+"}
        ended = {line[1:] for line in point["before"] if line[0] == "-"}
        again = [line[1:] for line in point["after"] if line[0] == "+"]
        state, numbers = point["log"]
        told = f"killed at moment {point['moment']} of {whole['moments']}"

        assert point["killed"] == 9, told
        assert (point["again"], point["answer"]) == (0, whole["answer"]), told
        assert len(again) == len(set(again)), told
        assert begun & set(again) <= begun - ended, told
        assert len(begun - ended) <= AT_ONCE, told
        assert len(begun | set(again)) == 29, told
        assert (state, numbers) == ("finished", list(range(1, len(numbers) + 1))), told


def test_killed_run_redoes_only_what_was_in_flight() -> None:
    """At every sixteenth event or write of a 29-step run."""
    check(swept(1, 16), 16)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_no_moment_is_a_bad_one_to_die() -> None:
    """At every event, and before and after every write to the memory."""
    rows = swept(1, 1)

    assert len(rows) == rows[0]["moments"] + 1
    check(rows, 1)
