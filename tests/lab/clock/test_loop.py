"""The virtual loop: hours in a moment, work in its order, nothing from outside."""

from __future__ import annotations

import asyncio
import time

import pytest

from fabula.errors import BadSetting
from fabula.lab.clock import virtual_now, virtually


def test_hours_pass_in_a_moment() -> None:
    """Sleeping takes no time but virtual time, to the last digit."""

    async def sleep() -> float:
        await asyncio.gather(asyncio.sleep(3600), asyncio.sleep(7200.25))
        return virtual_now()

    began = time.process_time()

    assert virtually(sleep) == 7200.25
    assert time.process_time() - began < 1


def test_work_for_threads_takes_no_virtual_time() -> None:
    """Others sleep on meanwhile, and no timer is late."""

    async def work() -> tuple[str, float, float]:
        timer = asyncio.create_task(asyncio.sleep(0.001, "timer"))
        began = virtual_now()
        await asyncio.to_thread(sum, range(100_000))
        worked = virtual_now() - began
        return await timer, worked, virtual_now()

    assert virtually(work) == ("timer", 0.0, 0.001)


def test_work_for_threads_keeps_its_order() -> None:
    """What was given first is done first, and may run a loop of its own."""

    async def order() -> list[int]:
        done: list[int] = []

        def work(number: int) -> None:
            done.append(asyncio.run(asyncio.sleep(0, number)))

        await asyncio.gather(*(asyncio.to_thread(work, number) for number in range(20)))
        return done

    assert virtually(order) == list(range(20))


def test_error_of_work_comes_out() -> None:
    """As from a thread."""

    async def fail() -> None:
        await asyncio.to_thread(int, "ten")

    with pytest.raises(ValueError, match="ten"):
        virtually(fail)


def test_cancelled_work_is_not_done() -> None:
    """Whoever is cancelled before the turn of their work has none done."""
    done: list[str] = []

    async def cancel() -> None:
        work = asyncio.get_running_loop().run_in_executor(None, done.append, "done")
        work.cancel()
        await asyncio.sleep(1)

    virtually(cancel)

    assert not done


@pytest.mark.parametrize("what", ["socket", "server", "process", "address"])
def test_outside_is_refused(what: str) -> None:
    """What has a time of its own is told to be impossible, and what to do instead."""

    async def reach_out() -> None:
        if what == "socket":
            await asyncio.open_connection("127.0.0.1", 9)
        elif what == "server":
            await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        elif what == "process":
            await asyncio.create_subprocess_exec("true")
        else:
            await asyncio.get_running_loop().getaddrinfo("localhost", 80)

    with pytest.raises(BadSetting, match="no network"):
        virtually(reach_out)


def test_thread_from_outside_is_waited_for() -> None:
    """Somebody's own thread may wake the loop: its time stands still until then."""
    from threading import Timer

    async def wait() -> float:
        loop = asyncio.get_running_loop()
        told: asyncio.Future[None] = loop.create_future()
        Timer(0.02, loop.call_soon_threadsafe, [told.set_result, None]).start()
        await told
        return virtual_now()

    assert virtually(wait) == 0.0


@pytest.mark.slow
def test_deadlock_is_told() -> None:
    """Nobody waits for ever for what cannot come."""

    async def wait() -> None:
        await asyncio.Event().wait()

    with pytest.raises(RuntimeError, match="all wait for each other"):
        virtually(wait)
