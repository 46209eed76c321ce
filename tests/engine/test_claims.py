"""Claims: one maker among all processes, and nobody waits for the dead."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Literal

import pytest

from fabula.engine import Store, fan_out, open_run, step
from fabula.engine.claims import Claims
from fabula.errors import StoreError
from fabula.store.memory import DictBlobs, DictMemory, ListLog

pytestmark = pytest.mark.anyio

made: list[str] = []


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Each test counts from nothing."""
    made.clear()


class Board:
    """Leases that several stores see, under a clock that tests move."""

    def __init__(self) -> None:
        self.now = 0.0
        self.held: dict[str, tuple[int, float]] = {}


class BoardLeases:
    """One holder at the board."""

    def __init__(self, board: Board) -> None:
        self._board = board

    async def take(self, key: str, seconds: float) -> bool:
        """Take it if it is free, ours, or over."""
        owner, until = self._board.held.get(key, (id(self), 0.0))
        if owner != id(self) and until > self._board.now:
            return False
        self._board.held[key] = id(self), self._board.now + seconds
        return True

    async def renew(self, keys: Collection[str], seconds: float) -> None:
        """Prolong ours."""
        for key in keys:
            if self._board.held.get(key, (0, 0.0))[0] == id(self):
                self._board.held[key] = id(self), self._board.now + seconds

    async def release(self, keys: Collection[str]) -> None:
        """Forget ours."""
        for key in keys:
            if self._board.held.get(key, (0, 0.0))[0] == id(self):
                del self._board.held[key]


class Broken(BoardLeases):
    """Leases that can be taken, and neither renewed nor released."""

    async def renew(self, keys: Collection[str], seconds: float) -> None:
        """Fail."""
        raise StoreError(f"full: {keys}, {seconds}")

    async def release(self, keys: Collection[str]) -> None:
        """Fail."""
        raise StoreError(f"full: {keys}")


def two_stores(board: Board) -> list[Store]:
    """Two stores as two processes have them: the same rows, flights of their own."""
    memory, blobs = DictMemory(), DictBlobs()
    return [
        Store(memory, blobs, ListLog(), claims=Claims(BoardLeases(board), seconds=0.3))
        for _ in range(2)
    ]


@step(version="1")
async def write(text: str) -> str:
    """Take a while."""
    made.append(text)
    await asyncio.sleep(0.05)
    if text == "fail" and len(made) == 1:
        raise ValueError(text)
    return text.upper()


async def run(store: Store, *texts: str) -> list[str]:
    """Make the texts in a run."""
    async with open_run(store, "test"):
        return (await fan_out(write, texts)).made


async def test_one_of_two_stores_makes_it() -> None:
    """Two processes that need the same thing pay once; the other one takes the result."""
    stores = two_stores(Board())
    results = await asyncio.gather(*(run(store, "a", "b", "c") for store in stores))
    for store in stores:
        assert store.claims
        await store.claims.close()

    assert results == [["A", "B", "C"]] * 2
    assert sorted(made) == ["a", "b", "c"]


async def test_waiter_takes_over_from_a_failure() -> None:
    """When the one who makes it fails, the other one makes it."""
    results = await asyncio.gather(*(run(store, "fail") for store in two_stores(Board())))

    assert sorted(results) == [[], ["FAIL"]]
    assert made == ["fail", "fail"]


async def test_waiter_outlives_a_dead_holder() -> None:
    """A lease that nobody renews runs out, and whoever waits goes on."""
    board = Board()
    ours = two_stores(board)[0]
    dead = BoardLeases(board)
    assert ours.claims
    real = ours.claims._leases.take
    keys: list[str] = []

    async def take(key: str, seconds: float) -> bool | Literal["unmade"]:
        if not keys:
            keys.append(key)
            await dead.take(key, 1.0)
        board.now += 0.3
        return await real(key, seconds)

    ours.claims._leases.take = take  # type: ignore[method-assign]

    assert await run(ours, "a") == ["A"]
    assert board.now >= 1.0


async def test_holder_that_lives_keeps_its_lease() -> None:
    """Work that takes longer than a lease is renewed, and not made twice."""
    board = Board()
    leases = BoardLeases(board)
    claims = Claims(leases, seconds=0.03)
    assert await claims.found_or_claimed("k", nothing) is None
    for _ in range(5):
        board.now += 0.025
        await asyncio.sleep(0.02)
    taken = await BoardLeases(board).take("k", 1.0)
    await claims.close()

    assert not taken
    assert board.held == {}


async def test_unwritable_lease_ends_nothing() -> None:
    """A lease that can be neither renewed nor released runs out by itself."""
    store = Store(
        DictMemory(), DictBlobs(), ListLog(), claims=Claims(Broken(Board()), seconds=0.03)
    )

    assert await run(store, "a", "b") == ["A", "B"]
    assert store.claims
    await store.claims.close()


async def test_failed_look_lets_go() -> None:
    """When the store cannot be read, nobody is left holding the key."""
    board = Board()
    claims = Claims(BoardLeases(board))

    async def look() -> None:
        raise StoreError("unreadable")

    with pytest.raises(StoreError):
        await claims.found_or_claimed("k", look)
    await claims.close()

    assert board.held == {}


async def nothing() -> str | None:
    """Find nothing."""
    return None
