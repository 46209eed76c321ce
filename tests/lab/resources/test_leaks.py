"""Planted leaks are called leaks, planted caches caches, and what is clean clean."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from typing import Any

import pytest
from tests.lab.resources import planted

from fabula.lab.resources import Signals, judge_signals, watch_memory


def judged(arm: str, seed: int) -> dict[str, Any]:
    """The verdict on an arm, in a process of its own."""
    command = [sys.executable, planted.__file__, arm, str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


VERDICTS = {
    "clean": ("CLEAN", ""),
    "cache-buffers": ("CACHE/WARM-UP", ""),
    "cache-objects": ("CACHE/WARM-UP", ""),
    "leak-20": ("LEAK", "objects"),
    "leak-200": ("LEAK", "objects"),
    "leak-buffers": ("LEAK", "buffers"),
}


@pytest.mark.parametrize("arm", ["clean", "cache-buffers", "leak-20", "leak-buffers"])
def test_planted_arm_is_judged_right(arm: str) -> None:
    """By three signals, and by what becomes of them when the run is made longer."""
    verdict = judged(arm, 1)

    assert (verdict["kind"], verdict["what"]) == VERDICTS[arm], verdict


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.parametrize("arm", VERDICTS)
def test_every_seed_is_judged_right(arm: str) -> None:
    """Six of six; a rule on memory alone misses six small leaks of six, and flags each cache."""
    verdicts = [judged(arm, seed) for seed in range(6)]

    assert [(one["kind"], one["what"]) for one in verdicts] == [VERDICTS[arm]] * 6


def test_rule_of_the_documents_misses_a_small_leak() -> None:
    """20 KB a job are less than a tenth after twenty jobs, and more than the memory after many."""
    verdict = judged("leak-20", 2)

    assert verdict["growth"] < 0.1
    assert verdict["kind"] == "LEAK"
    assert verdict["bytes_a_job"] == pytest.approx(26_000, rel=0.3)


def test_job_may_be_async() -> None:
    """Its number is that of the run; nothing rises, so the run is not made longer."""
    numbers: list[int] = []

    async def job(number: int) -> None:
        await asyncio.sleep(0)
        if number < 5:
            numbers.append(number)

    verdict = asyncio.run(watch_memory(job, jobs=12))

    assert numbers == [0, 1, 2, 3, 4]
    assert verdict.jobs in (12, 36, 108)


def counted(objects: float, blocks: float, memory: float, jobs: int = 180) -> Signals:
    """Signals that rise so much a job, from a process of 50 MB."""
    return Signals(
        [1e5 + n * objects for n in range(jobs + 1)],
        [1e6 + n * blocks for n in range(jobs + 1)],
        [5e7 + n * memory for n in range(jobs + 1)],
    )


def test_verdict_says_what_leaks() -> None:
    """Objects of Python, or buffers that it does not count."""
    lengths = (20, 60, 180)

    assert str(judge_signals(counted(1, 9, 20_000), lengths)).startswith("LEAK(objects): +20.0 KB")
    assert judge_signals(counted(0, 4, 90_000), lengths).what == "buffers"
    assert judge_signals(counted(0, 4, 900), lengths).kind == "CLEAN"


def test_rise_that_was_seen_once_is_no_leak_yet() -> None:
    """Without a longer run a leak cannot be told from a cache."""
    assert judge_signals(counted(5, 40, 50_000), (20,)).kind == "CACHE/WARM-UP"


def test_growth_is_that_of_the_first_jobs() -> None:
    """As the documents have it: after twenty jobs beside before them."""
    assert judge_signals(counted(0, 0, 250_000), (20, 60)).growth == pytest.approx(0.1)
