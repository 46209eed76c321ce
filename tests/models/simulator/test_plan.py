"""Tests of plans: what is written is what is meant, and nothing depends on when it is asked."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from itertools import islice
from pathlib import Path
from random import Random

import httpx2
import pytest

from fabula.errors import BadSetting, UnknownName
from fabula.models.simulator import Fault, Plan, plan_of, read_fault, read_plan, serve
from fabula.models.simulator.faults import strike

FAULTS = ("429:0.2,seconds=0.01", "500:0.1", "bad-json:0.1", "drop:0.1", "refusal:0.1")


def test_plan_is_read_from_file(tmp_path: Path) -> None:
    """A TOML file has the fields of the plan, in words."""
    file = tmp_path / "plan.toml"
    file.write_text('seed = 7\nlatency = "gamma(2, 1)"\nrpm = 60\nfaults = ["429:0.1"]\n')

    assert read_plan(file) == plan_of(
        {"seed": "7", "latency": "gamma(2,1)", "rpm": "60", "faults": ["429:0.1"]}
    )


@pytest.mark.parametrize(
    "text", ["sed = 7", "seed = 'x'", "seed", 'faults = ["5x:0.1"]', "rpm = -1", 'latency = "?"']
)
def test_faulty_plan_is_told(tmp_path: Path, text: str) -> None:
    """What cannot be is an error of the user's."""
    file = tmp_path / "plan.toml"
    file.write_text(text)

    with pytest.raises((BadSetting, UnknownName)):
        read_plan(file)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("429:0.1", Fault("429", 0.1)),
        ("stall", Fault("stall")),
        ("503:first=2,seconds=0.5", Fault("503", 1, 2, 0.5)),
        ("drop: 0.5, model=speech", Fault("drop", 0.5, model="speech")),
    ],
)
def test_fault_is_read(text: str, fault: Fault) -> None:
    """A fault is its kind, a probability, and what else there is to say."""
    assert read_fault(text) == fault


@pytest.mark.parametrize("text", ["429:often", "stall:5", "drop:after=1", "399", "429:model=ear"])
def test_what_is_no_fault_is_told(text: str) -> None:
    """A fault that cannot be is an error."""
    with pytest.raises((BadSetting, UnknownName)):
        read_fault(text)


def test_faults_strike_as_often_as_told() -> None:
    """A probability is a share of the calls, and each attempt has its own chance."""
    faults = [read_fault("429:0.2")]
    struck = Counter(
        strike(faults, 1, f"call {n}", attempt, model="text") is not None
        for n in range(1000)
        for attempt in (1, 2)
    )

    assert struck[True] == pytest.approx(400, rel=0.15)


def test_first_attempts_alone_are_struck() -> None:
    """`first` is counted for each call; a question that shows an answer is a later attempt."""
    plan = Plan(faults=(read_fault("500:first=2"),))
    kinds = [plan.course("a", n, model="text").fault is not None for n in (1, 2, 3)]

    assert kinds == [True, True, False]
    assert plan.course("a", 2, model="text", turn=1).fault is None
    assert Plan(faults=(read_fault("length"),)).course("a", 1, model="speech").fault is None


def test_course_depends_on_call_alone() -> None:
    """Times are the same whenever they are asked for, and others for another attempt."""
    plan = plan_of({"seed": 3, "latency": "lognormal(1, 1)", "between": "gamma(1, 1)"})
    one, same, other = (plan.course("a", n, model="text") for n in (1, 1, 2))

    assert (one.first, *islice(one.gaps(), 5)) == (same.first, *islice(same.gaps(), 5))
    assert one.first != other.first
    assert one.seconds(6) == pytest.approx(one.first + sum(islice(one.gaps(), 5)))


def test_long_questions_take_longer() -> None:
    """Prefill is added for each token of the question."""
    plan = plan_of({"latency": 1, "prefill": 0.01})

    assert plan.course("a", 1, model="text", tokens_in=200).first == pytest.approx(3)


@pytest.mark.anyio
async def test_order_of_calls_changes_nothing() -> None:
    """Calls in any order, at once or one by one, meet the same answers and faults."""
    plan = plan_of({"seed": 4, "latency": "uniform(0, 0.01)", "faults": FAULTS})
    calls = [(n, attempt) for n in range(25) for attempt in range(2)]

    async def ask(order: list[int], at_once: int) -> dict[int, list[str]]:
        """What each call met, attempt by attempt."""
        met: dict[int, list[str]] = {}
        turn = asyncio.Semaphore(at_once)
        async with serve(plan) as served, httpx2.AsyncClient() as client:

            async def one(number: int) -> None:
                body = {"model": "sim", "messages": [{"role": "user", "content": f"{number}?"}]}
                for _ in range(2):
                    async with turn:
                        try:
                            reply = await client.post(
                                f"{served.address}/chat/completions", json=body
                            )
                        except httpx2.TransportError:
                            told = "broken"
                        else:
                            told = f"{reply.status_code} {json.dumps(reply.json())}"
                    met.setdefault(number, []).append(told)

            await asyncio.gather(*(one(number) for number in order))
        return met

    order = sorted({number for number, _ in calls})
    shuffled = order.copy()
    Random(1).shuffle(shuffled)  # noqa: S311
    one_by_one, at_once = await ask(order, 1), await ask(shuffled, 25)

    assert one_by_one == at_once
    assert len({told[:3] for tolds in at_once.values() for told in tolds}) == 4
