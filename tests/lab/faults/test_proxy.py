"""The proxy: a connection as bad as one likes, and well again afterwards."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest
from tests.lab.faults.echo import asked, proxied

from fabula.lab.faults import Toxics

pytestmark = pytest.mark.anyio


async def test_nothing_is_wrong_by_default() -> None:
    """What is said comes back, however long."""
    async with proxied() as proxy:
        said = bytes(range(256)) * 4000

        assert await asked(proxy, said) == said


async def test_answers_are_late() -> None:
    """By the latency, and not once it is over."""
    async with proxied() as proxy:
        with proxy.suffering(latency=0.1):
            began = time.perf_counter()
            await asked(proxy)
            late = time.perf_counter() - began
        began = time.perf_counter()
        await asked(proxy)

        assert 0.1 <= late < 0.5
        assert time.perf_counter() - began < 0.1


async def test_jitter_is_that_of_the_seed() -> None:
    """The same seed holds the same answers back as long."""
    toxics = Toxics(latency=1, jitter=0.5)
    async with proxied(7) as one, proxied(7) as same, proxied(8) as other:
        held = [[proxy.hold_back(toxics) for _ in range(9)] for proxy in (one, same, other)]

    assert held[0] == held[1] != held[2]
    assert all(0.5 <= seconds <= 1.5 for seconds in held[0])


async def test_bandwidth_is_narrow() -> None:
    """20 KB at 200 KB a second, there and back."""
    async with proxied() as proxy:
        with proxy.suffering(bandwidth=200_000):
            began = time.perf_counter()
            await asked(proxy, b"x" * 20_000)

        assert 0.2 <= time.perf_counter() - began < 1


async def test_limit_cuts_an_answer() -> None:
    """So many bytes, and the connection is closed."""
    async with proxied() as proxy:
        with proxy.suffering(limit=3):
            assert await asked(proxy) == b"hel"


async def test_blackhole_says_nothing() -> None:
    """The connection stands, and nothing comes."""
    async with proxied() as proxy:
        with proxy.suffering(blackhole=True), pytest.raises(TimeoutError):
            await asked(proxy, patience=0.1)


async def test_reset_strikes_open_connections() -> None:
    """Those that are open, and those that come."""
    async with proxied() as proxy:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(b"hello")
        await reader.readexactly(5)
        with proxy.suffering(reset=True):
            with pytest.raises(ConnectionResetError):
                await reader.read()
            with pytest.raises(ConnectionResetError):
                await asked(proxy)
        writer.transport.abort()

        assert await asked(proxy) == b"hello"


async def test_first_connections_alone_are_struck() -> None:
    """The first two fail, and the third does not: what a retry is for."""
    async with proxied() as proxy:
        proxy.toxics = Toxics(limit=1, first=2)

        assert [await asked(proxy) for _ in range(4)] == [b"h", b"h", b"hello", b"hello"]


async def test_share_of_connections_is_struck() -> None:
    """About half of them, the same ones for the same seed."""
    struck = []
    for _ in range(2):
        async with proxied(3) as proxy:
            proxy.toxics = Toxics(limit=1, share=0.5)
            struck.append([await asked(proxy) == b"h" for _ in range(20)])

    assert struck[0] == struck[1]
    assert 4 < sum(struck[0]) < 16


async def test_server_goes_and_comes_back() -> None:
    """Refused while it is down, on the same port afterwards; both are noted with their times."""
    async with proxied() as proxy:
        port = proxy.port
        await proxy.go_down()
        with pytest.raises(OSError, match=r"refused|failed"):
            await asked(proxy)
        await proxy.come_up()

        assert (await asked(proxy), proxy.port) == (b"hello", port)
        assert [change.what for change in proxy.changes] == ["up", "down", "up"]
        assert proxy.changes[1].at < proxy.changes[2].at


async def test_server_that_is_gone_is_told_by_an_end() -> None:
    """A proxy before nothing takes the connection, and ends it."""
    async with proxied() as proxy:
        proxy.server = ("127.0.0.1", 9)

        assert await asked(proxy) == b""


async def test_side_that_has_said_all_is_still_answered() -> None:
    """Half of a connection may end before the other."""
    async with proxied() as proxy:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        with proxy.suffering(latency=0.05):
            writer.write(b"hello")
            writer.write_eof()

            assert await reader.read() == b"hello"
        writer.close()


async def test_what_went_through_is_counted() -> None:
    """Bytes each way, what was swallowed, what was broken, and whom nobody answered."""
    async with proxied() as proxy:
        await asked(proxy)
        with proxy.suffering(limit=3):
            await asked(proxy)
        with proxy.suffering(blackhole=True), pytest.raises(TimeoutError):
            await asked(proxy, patience=0.1)
        proxy.server = ("127.0.0.1", 9)
        await asked(proxy)
        carried = replace(proxy.carried)

    assert (carried.connections, carried.asked, carried.answered) == (4, 10, 8)
    assert (carried.swallowed, carried.unreached, carried.broken) == (5, 1, 1)


async def test_open_connection_is_struck_too() -> None:
    """A client that keeps its connection feels what begins while it does; and what ends."""
    async with proxied() as proxy:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        took = []
        for latency in (0.0, 0.1, 0.0):
            with proxy.suffering(latency=latency):
                began = time.perf_counter()
                writer.write(b"hello")
                await reader.readexactly(5)
                took.append(time.perf_counter() - began)
        writer.transport.abort()

    assert took[0] < 0.1 <= took[1]
    assert took[2] < 0.1
