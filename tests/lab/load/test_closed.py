"""The closed loop: users who wait, think, and come one after another."""

from __future__ import annotations

import asyncio

import pytest

from fabula.lab.clock import virtually
from fabula.lab.load import LoadRun, drive_users
from fabula.lab.load.closed import LADDER, Users, climb
from fabula.models.simulator import read_distribution


async def tenth(_number: int) -> None:
    """An answer after a tenth of a second."""
    await asyncio.sleep(0.1)


def load(users: Users) -> LoadRun:
    """What becomes of these users."""

    async def work() -> LoadRun:
        return await drive_users(tenth, users)

    return virtually(work)


def test_users_wait_for_each_answer() -> None:
    """Five users with ten requests each take as long as one of them."""
    run = load(Users(5, 10))

    assert len(run.requests) == 50
    assert run.seconds == pytest.approx(1.0)
    assert run.throughput == pytest.approx(50)


def test_users_think() -> None:
    """0.1 s for an answer and 0.4 s of thought: two requests a second each."""
    run = load(Users(4, seconds=10, think=read_distribution("0.4")))

    assert len(run.requests) == 80


def test_users_come_one_after_another() -> None:
    """Two a second: the last of ten begins after 4.5 s."""
    run = load(Users(10, 1, spawn_rate=2))

    assert max(one.due for one in run.requests) == pytest.approx(4.5)


def test_users_without_an_end_are_refused() -> None:
    """Requests or seconds must be told."""
    with pytest.raises(ValueError, match="end"):
        Users(3)


def test_ladder_is_climbed_rung_by_rung() -> None:
    """The same requests by 1, 3, 5, 10, 20 and 50 at the same time."""
    numbers: list[int] = []

    async def ask(number: int) -> None:
        numbers.append(number)
        await tenth(number)

    async def work() -> dict[int, LoadRun]:
        return dict(await climb(ask, requests=2))

    rungs = virtually(work)

    assert tuple(rungs) == LADDER
    assert [round(run.throughput) for run in rungs.values()] == [10, 30, 50, 100, 200, 500]
    assert sorted(numbers[-100:]) == list(range(100))
