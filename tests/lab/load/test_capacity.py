"""The search for capacity, on a queue whose capacity is known."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from fabula.lab.clock import VirtualLoop, virtually
from fabula.lab.load import Capacity, LoadRun, drive_open, find_capacity, read_slo
from fabula.lab.load.arrivals import poisson

SLO = read_slo("p95<500ms,errors<1%")


def searched(places: int, seconds: float, *, most: float = 1000.0) -> Capacity:
    """The capacity of a server with so many places that takes so long for each answer."""

    async def search() -> Capacity:
        return await find_capacity(drive_of(places, seconds), SLO, most=most)

    return virtually(search)


def drive_of(places: int, seconds: float) -> Callable[[float], Awaitable[LoadRun]]:
    """Drives such a server."""

    async def drive(rate: float) -> LoadRun:
        gate = asyncio.Semaphore(places)

        async def ask(_number: int) -> None:
            async with gate:
                await asyncio.sleep(seconds)

        return await drive_open(ask, poisson(rate, 20, 3))

    return drive


@pytest.mark.parametrize(("places", "seconds"), [(1, 0.05), (4, 0.05), (2, 0.1)])
def test_found_rate_is_just_below_what_saturates(places: int, seconds: float) -> None:
    """Nothing above places / seconds can be kept, and most of it can."""
    found = searched(places, seconds)
    ceiling = places / seconds

    assert 0.6 * ceiling < found.rate < 1.05 * ceiling
    assert "p95<500ms" in found.limit
    assert not found.at_least


def test_found_rate_was_kept_twice() -> None:
    """Once by the search, and once more."""
    found = searched(4, 0.05)

    assert [one.kept for one in found.tries if one.rate == found.rate] == [True, True]
    assert found.tries[-1].rate == found.rate


def test_nothing_kept_is_a_capacity_of_nothing() -> None:
    """A server that is too slow for a single request."""
    found = searched(1, 0.6)

    assert found.rate == 0.0
    assert "p95 is" in found.limit


def test_end_of_the_search_is_told() -> None:
    """Up to `most` nothing broke: the capacity is at least that."""
    found = searched(100, 0.01, most=40)

    assert (found.rate, found.at_least) == (40, True)


def test_driver_that_is_late_ends_the_search() -> None:
    """What it could not send says nothing about the server."""

    async def drive(rate: float) -> LoadRun:
        loop = asyncio.get_running_loop()

        async def ask(_number: int) -> None:
            if isinstance(loop, VirtualLoop):
                loop.skip(0.004)

        return await drive_open(ask, poisson(rate, 20, 3))

    async def search() -> Capacity:
        return await find_capacity(drive, SLO)

    found = virtually(search)

    assert found.limit.startswith("driver-bound")
    assert found.at_least
