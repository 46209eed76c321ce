"""Bills add up: calls, steps, parts and the run tell the same sum, and unknown is never zero."""

from __future__ import annotations

import random

import pytest

from fabula.engine import Event, emit, fan_out, open_run, remember, step
from fabula.engine.bill import Bill, bill_of, money, total_of
from fabula.engine.costs import Cost, count
from fabula.engine.profile import profile_of
from fabula.engine.timeline import timeline_of
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio


async def ask(name: str, usd: float | None, attempts: int = 1, *, fails: bool = False) -> str:
    """A model that tells what each attempt used, and may fail after all."""

    async def answer() -> str:
        for _ in range(attempts):
            emit("model.used", who="poet", tokens_in=100, tokens_out=10, usd=usd)
            count(Cost(110, usd))
        if fails:
            raise ValueError(name)
        return name

    return await remember("text", ("poet", name), answer, str, who="poet")


@step
async def line(name: str, usd: float | None) -> str:
    """Asks once."""
    return await ask(name, usd)


@step
async def verse(name: str, usd: float | None) -> str:
    """Asks by itself, twice within one call, and by a step of its own."""
    return await ask(f"{name} title", usd, 2) + await line(f"{name} line", usd)


async def sing(seed: int) -> tuple[list[Event], list[Event]]:
    """Two runs of the same song: the second one remembers some of it."""
    prices = random.Random(seed)  # noqa: S311 - no secret
    usual = [prices.choice([0.25, 0.5, 0.0, None]) for _ in range(4)]
    store = memory_store()
    events: tuple[list[Event], list[Event]] = ([], [])

    async def one(number: int) -> str:
        if number == 3:
            return await ask("broken", 0.125, fails=True)
        return await verse(f"verse {number}", usual[number])

    for told in events:
        async with open_run(store, "song", on_event=told.append):
            await fan_out(one, range(4), name="verse", on_error="keep")
            await ask("refrain", usual[3])
    return events


@pytest.mark.parametrize("seed", range(8))
async def test_calls_steps_and_run_agree(seed: int) -> None:
    """The sum of the calls is that of what stands outermost, and that of the run's events."""
    for events in await sing(seed):
        timeline = timeline_of(events)
        assert timeline is not None
        bills = timeline.bills()
        calls = sum((work.bill for work in timeline.works.values()), Bill())
        outermost = sum((bills[n] for n in timeline.whole.inner), timeline.whole.bill)

        assert bills[0] == calls == outermost == total_of(events)
        assert calls.calls == sum(event.kind == "model.used" for event in events)
        assert profile_of(timeline).bill == calls


async def test_attempts_and_failures_are_paid() -> None:
    """Each attempt that was answered counts, and so does one whose call failed in the end."""
    events, _ = await sing(0)
    timeline = timeline_of(events)
    assert timeline is not None
    parts = {w.number: w for w in timeline.works.values() if w.kind == "part"}
    bills = timeline.bills()

    assert [bills[number].calls for number in parts] == [3, 3, 3, 1]
    assert bills[0].calls == 11
    assert bills[0].used == {"tokens_in": 1100, "tokens_out": 110}


async def test_hits_are_savings() -> None:
    """What is remembered costs nothing again, and is told as saved; what failed is paid again."""
    first, second = (total_of(events) for events in await sing(3))
    known = first.usd - 0.125

    assert (second.usd, second.calls, first.saved) == (0.125, 1, 0.0)
    assert second.saved <= known
    assert first.unknown or second.saved == pytest.approx(known)


async def test_rows_count_each_call_once() -> None:
    """The row of a step has the calls inside of it; a step that calls itself has them once."""

    @step
    async def dive(depth: int) -> int:
        await ask(f"depth {depth}", 0.5)
        return depth if depth == 0 else await dive(depth - 1)

    events: list[Event] = []
    async with open_run(memory_store(), "song", on_event=events.append):
        await dive(2)
    timeline = timeline_of(events)
    assert timeline is not None
    rows = {(row.kind, row.name): row for row in profile_of(timeline).rows}

    assert rows["step", "dive"].bill.usd == 1.5
    assert rows["model", "text"].bill.calls == 3


@pytest.mark.parametrize(
    ("bill", "told"),
    [
        (Bill(), "no cost"),
        (Bill(3), "no cost"),
        (Bill(3, 0.0213), "$0.021"),
        (Bill(3, 1234.5), "$1,234.50"),
        (Bill(3, 0.02, 1), "at least $0.02, 1 call of unknown price"),
        (Bill(3, 0.0, 3), "3 calls of unknown price"),
        (Bill(0, saved=0.5), "no cost, $0.50 saved"),
    ],
)
def test_unknown_is_told_apart(bill: Bill, told: str) -> None:
    """Known, partly known, unknown and free read differently."""
    assert bill.told() == told


def test_small_sums_keep_their_digits() -> None:
    """A tenth of a cent is not nothing."""
    assert [money(usd) for usd in (0.1, 0.0999, 0.00003, 0.0)] == [
        "$0.10",
        "$0.10",
        "$0.00003",
        "$0.00",
    ]


def test_amounts_are_read_by_name() -> None:
    """Whatever a call is measured in: letters, pictures, seconds; places in the run are none."""
    fields = {"who": "m", "letters": 5, "seconds_heard": 1.5, "usd": None, "index": 3, "within": 2}

    assert bill_of(fields) == Bill(1, 0.0, 1, used={"letters": 5, "seconds_heard": 1.5})
