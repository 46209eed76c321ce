"""Tests of limits: a minute's allowance, so many at once, and what clients are told of it."""

from __future__ import annotations

import asyncio

import httpx2
import pytest

from fabula.models.simulator import Plan, Simulator, plan_of, serve
from fabula.models.simulator.limits import Full, Gate, Rates, lasting

pytestmark = pytest.mark.anyio


def test_allowance_comes_back_evenly() -> None:
    """Once a minute's requests are taken, one comes back each second of sixty."""
    rates = Rates(60, 0)
    taken = [rates.take(1, 0.0) for _ in range(61)]

    assert taken[59] is None
    assert taken[60] == ("requests", 1.0)
    assert rates.take(1, 1.01) is None
    assert rates.take(1, 1.02) is not None


def test_tokens_are_counted_too() -> None:
    """Tokens have their own limit; a larger question than that waits for a full minute's."""
    rates = Rates(0, 1000)

    assert rates.take(900, 0.0) is None
    assert rates.take(200, 0.0) == ("tokens", 6.0)
    assert rates.take(5000, 60.0) is None


def test_headers_tell_what_is_left() -> None:
    """The headers are those of OpenAI."""
    rates = Rates(60, 6000)
    rates.take(1000, 0.0)

    assert rates.headers() == {
        "x-ratelimit-limit-requests": "60",
        "x-ratelimit-remaining-requests": "59",
        "x-ratelimit-reset-requests": "1s",
        "x-ratelimit-limit-tokens": "6000",
        "x-ratelimit-remaining-tokens": "5000",
        "x-ratelimit-reset-tokens": "10s",
    }


def test_waits_are_written_as_openai_does() -> None:
    """Milliseconds, seconds, and minutes with seconds."""
    assert [lasting(s) for s in (0.12, 1.5, 360.0)] == ["120ms", "1.5s", "6m0s"]


async def test_gate_keeps_the_order() -> None:
    """Who waits longest goes next; who leaves the queue gives up nobody's turn but its own."""
    gate, order = Gate(1, 3), list[str]()

    async def pass_through(name: str) -> None:
        async with gate.place():
            order.append(name)
            await asyncio.sleep(0.01)

    waiting = {name: asyncio.create_task(pass_through(name)) for name in "abcd"}
    await asyncio.sleep(0)
    waiting["b"].cancel()
    await asyncio.sleep(0)
    waiting["e"] = asyncio.create_task(pass_through("e"))
    await asyncio.sleep(0)
    with pytest.raises(Full):
        await pass_through("f")
    await asyncio.wait(waiting.values())

    assert order == ["a", "c", "d", "e"]
    assert gate.inside == 0


async def test_caller_past_the_limit_is_told() -> None:
    """The third request of two gets a 429 with the time to wait; another caller has its own."""
    async with serve(Plan(rpm=2)) as served, httpx2.AsyncClient() as client:
        body = {"model": "sim", "input": "a"}
        replies = [
            await client.post(
                f"{served.address}/embeddings", json=body, headers={"x-simulator-caller": caller}
            )
            for caller in ("one", "one", "one", "other")
        ]

    assert [reply.status_code for reply in replies] == [200, 200, 429, 200]
    assert replies[1].headers["x-ratelimit-remaining-requests"] == "0"
    assert 29_000 < int(replies[2].headers["retry-after-ms"]) <= 30_000


async def test_full_queue_refuses() -> None:
    """With one place and one waiting, the third at once gets a 503."""
    plan = plan_of({"latency": 0.05, "concurrency": 1, "queue": 1})
    async with serve(plan) as served, httpx2.AsyncClient() as client:
        body = {"model": "sim", "input": "a"}
        asked = (client.post(f"{served.address}/embeddings", json=body) for _ in range(3))
        replies = await asyncio.gather(*asked)

    assert sorted(reply.status_code for reply in replies) == [200, 200, 503]


async def test_load_slows_answers_down() -> None:
    """Each other request in flight makes all of them slower."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(0.02)

    simulator = Simulator(plan_of({"latency": 1, "load": 0.5}), sleep=sleep)
    async with serve(simulator) as served, httpx2.AsyncClient() as client:
        body = {"model": "sim", "input": "a"}
        asked = (client.post(f"{served.address}/embeddings", json=body) for _ in range(3))
        await asyncio.gather(*asked)

    assert sorted(slept) == [1.0, 1.5, 2.0]
