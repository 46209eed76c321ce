"""The crash-point sweep finds nothing wrong with a sound work, and what is wrong with others."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabula.lab.faults.crashes import Sweep, sweep

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).parents[3]


async def swept(work: str, stride: int) -> Sweep:
    """The sweep of one of the works."""
    return await sweep(f"tests.lab.faults.swept:{work}", stride=stride, path=ROOT)


async def test_sound_work_survives_each_moment() -> None:
    """Killed, gone on, the same result; nothing that had ended is made again."""
    done = await swept("sound", 6)

    assert done.steps == 6
    assert len(done.crashes) == (done.moments - 1) // 6 + 1 >= 6
    assert done.sound == 1.0
    assert max(one.in_flight for one in done.crashes) <= 2
    assert all(one.steps == 6 for one in done.crashes)


async def test_careless_work_is_found() -> None:
    """What a step does outside is done again, so that the result is another one."""
    done = await swept("careless", 1)

    assert done.sound < 1.0
    assert not all(one.same for one in done.crashes)


async def test_work_that_fails_undisturbed_is_told() -> None:
    """There is nothing to compare with."""
    with pytest.raises(RuntimeError, match="undisturbed"):
        await swept("hopeless", 1)


async def test_work_that_is_not_there_is_told() -> None:
    """With what Python says."""
    with pytest.raises(RuntimeError, match="nowhere"):
        await swept("nowhere", 1)
