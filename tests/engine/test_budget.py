"""Budgets: never passed under any fan-out, and nothing that was paid is lost."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.virtual import timing

from fabula.engine import Event, Store, fan_out, open_run, remember, step
from fabula.engine.budget import Budget, Lack, Purse, reserve_more
from fabula.engine.costs import Cost, count
from fabula.engine.policies import Guard, Policy
from fabula.errors import BudgetSpent, ModelUnreachable, RunCancelled
from fabula.lab.clock.loop import virtually
from fabula.lab.clock.times import virtual_now
from fabula.store.memory import DictMemory, memory_store


@dataclass(frozen=True)
class Call:
    """A call: what it may cost, what it does cost, and how it goes."""

    number: int
    most: int
    actual: int
    start: float
    seconds: float
    fails: bool = False


CALLS = st.lists(
    st.builds(
        lambda most, share, start, seconds, fails: (most, int(most * share), start, seconds, fails),
        st.integers(0, 50),
        st.floats(0, 1),
        st.floats(0, 5),
        st.floats(0, 5),
        st.booleans(),
    ),
    max_size=30,
)


class Bank:
    """What the provider has really charged, and the most that it ever had."""

    def __init__(self) -> None:
        self.charged = 0
        self.answered: list[int] = []

    async def ask(self, call: Call) -> str:
        """Take the money at some time in the middle of the call."""
        await asyncio.sleep(call.seconds / 2)
        self.charged += call.actual
        count(Cost(call.actual, call.actual / 100))
        await asyncio.sleep(call.seconds / 2)
        if call.fails:
            raise ModelUnreachable("broken off")
        self.answered.append(call.number)
        return str(call.number)


async def spend(store: Store, calls: list[Call], purse: Purse, bank: Bank, limit: int = 99) -> int:
    """Make all the calls in one run; gives how many were answered, remembered ones too."""
    guard = Guard("m", Policy(attempts=2, pause=0.1, failures=0), timing=timing())

    async def one(call: Call) -> str:
        await asyncio.sleep(call.start)
        cost = Cost(call.most, call.most / 100)

        async def make() -> str:
            return await guard.call(lambda: bank.ask(call), cost)

        return await remember("text", call.number, make, str)

    async with open_run(store, "test", purse=purse):
        return len((await fan_out(one, calls, limit=limit)).made)


@settings(max_examples=150, deadline=None)
@given(CALLS, st.integers(1, 120), st.integers(1, 12), st.booleans())
def test_no_schedule_passes_the_budget(
    calls: list[tuple[int, int, float, float, bool]], limit: int, hands: int, in_money: bool
) -> None:
    """Whatever runs beside what, fails, and is tried again: the charge stays within the limit.

    And every answer that was paid for is remembered, though the run was stopped.
    """
    listed = [Call(number, *call) for number, call in enumerate(calls)]
    bank, store = Bank(), memory_store()

    async def main() -> None:
        budget = Budget(usd=limit / 100) if in_money else Budget(tokens=limit)
        with contextlib.suppress(BudgetSpent):
            await spend(store, listed, Purse(budget), bank, hands)

    virtually(main)
    assert isinstance(store.memory, DictMemory)

    assert bank.charged <= limit
    assert len(store.memory.results) == len(bank.answered)


def test_nearly_all_of_it_is_used() -> None:
    """Thirty calls at once that say 10 and take 1: ten answers, and not just the first few."""
    bank = Bank()
    calls = [Call(number, 10, 1, 0.0, 1.0) for number in range(30)]

    async def main() -> None:
        with pytest.raises(BudgetSpent):
            await spend(memory_store(), calls, Purse(Budget(tokens=25)), bank)

    virtually(main)

    assert 16 <= bank.charged <= 25


@pytest.mark.parametrize("budget", [Budget(usd=0.05), Budget(tokens=5)])
def test_budget_below_the_first_call_is_too_small(budget: Budget) -> None:
    """It is not called spent when nothing was."""

    async def main() -> None:
        with pytest.raises(BudgetSpent, match=r"is too small: .*0 are used"):
            await spend(memory_store(), [Call(0, 10, 10, 0.0, 1.0)], Purse(budget), Bank())

    virtually(main)


def test_stopped_run_goes_on_where_it_was() -> None:
    """With a new budget only what is missing is paid, and hits are counted as savings."""
    store, bank, events = memory_store(), Bank(), list[Event]()
    calls = [Call(number, 10, 10, 0.0, 1.0) for number in range(6)]

    async def main() -> int:
        with pytest.raises(BudgetSpent, match=r"\$0\.4 is spent.*run it again with more"):
            await spend(store, calls, Purse(Budget(usd=0.4)), bank)
        assert bank.charged == 40
        purse = Purse(Budget(usd=0.2))
        async with open_run(store, "watch", on_event=events.append):
            pass
        made = await spend(store, calls, purse, bank)
        assert purse.spent.usd == pytest.approx(0.2)
        return made

    assert virtually(main) == 6
    assert bank.charged == 60


def test_savings_are_told() -> None:
    """A hit says what it once cost: that of a model call, and that of a step with all in it."""
    store, events = memory_store(), list[Event]()

    @step(version="1")
    async def write(text: str) -> str:
        async def ask() -> str:
            count(Cost(10, 0.25))
            return text

        first = await remember("text", ("first", text), ask, str)
        return first + await remember("text", ("second", text), ask, str)

    @step(version="1")
    async def chapter(text: str) -> str:
        return await write(text)

    async def main() -> None:
        for recipe in (write, write, chapter, chapter):
            async with open_run(store, "test", on_event=events.append):
                await recipe("a")

    virtually(main)
    saved = [
        (event.fields.get("saved_usd"), event.fields.get("saved_tokens"))
        for event in events
        if event.fields.get("how") == "hit"
    ]

    # The step alone; the step within a new one; the new one.
    assert saved == [(0.5, 20)] * 3


def test_unknown_price_is_no_saving() -> None:
    """What nobody knows the price of saves tokens, and an unknown sum."""
    store, events = memory_store(), list[Event]()

    async def main() -> None:
        async def ask() -> str:
            count(Cost(10, None))
            return "a"

        for _ in range(2):
            async with open_run(store, "test", on_event=events.append):
                await remember("text", "a", ask, str)

    virtually(main)
    (hit,) = [event.fields for event in events if event.fields.get("how") == "hit"]

    assert (hit["saved_tokens"], hit["saved_usd"]) == (10, None)


def test_time_is_a_limit() -> None:
    """At the end of the time the run stops, with what was made remembered."""
    store, bank = memory_store(), Bank()
    calls = [Call(number, 1, 1, 0.0, 1.0) for number in range(9)]

    async def main() -> float:
        with pytest.raises(BudgetSpent, match=r"2\.5 s of the run are over"):
            await spend(store, calls, Purse(Budget(seconds=2.5), clock=virtual_now), bank, 1)
        return virtual_now()

    assert virtually(main) == 2.5
    assert bank.answered == [0, 1]


def test_end_of_the_time_is_foretold() -> None:
    """At four fifths of the time there is a warning, whether a model is asked or not."""
    events = list[Event]()

    async def main() -> None:
        purse = Purse(Budget(seconds=10.0), clock=virtual_now)
        async with open_run(memory_store(), "test", on_event=events.append, purse=purse):
            await asyncio.sleep(7.9)
            assert not [event for event in events if event.kind == "warning"]
            await asyncio.sleep(0.2)

    virtually(main)
    (warning,) = [event for event in events if event.kind == "warning"]

    assert warning.fields["reason"] == "80% of the budget of time is spent."


def test_soft_limit_warns_once() -> None:
    """At four fifths there is one warning, for each kind of limit."""
    bank, events = Bank(), list[Event]()
    calls = [Call(number, 1, 1, float(number), 0.5) for number in range(10)]

    async def main() -> None:
        purse = Purse(Budget(tokens=10, usd=99.0))
        guard = Guard("m", Policy(), timing=timing())
        async with open_run(memory_store(), "test", on_event=events.append, purse=purse):
            for call in calls:
                await guard.call(lambda call=call: bank.ask(call), Cost(1, 0.01))  # type: ignore[misc]

    virtually(main)
    warnings = [event.fields["reason"] for event in events if event.kind == "warning"]

    assert warnings == ["80% of the budget of tokens is spent."]


@pytest.mark.parametrize(
    ("by", "answers", "questions"), [(40, 8, 1), (20, 8, 2), (0, 4, 1)], ids=["all", "half", "no"]
)
def test_person_may_grant_more(by: float, answers: int, questions: int) -> None:
    """With "ask", one question is asked at a time; what is granted is added, a no stops the run."""
    asked: list[Lack] = []
    bank = Bank()
    calls = [Call(number, 10, 10, 0.0, 1.0) for number in range(8)]

    async def more(lack: Lack) -> float:
        asked.append(lack)
        await asyncio.sleep(30)
        return by

    async def main() -> None:
        purse = Purse(Budget(tokens=40, usd=9.0, at_limit="ask"), more=more)
        with contextlib.suppress(BudgetSpent):
            await spend(memory_store(), calls, purse, bank)
        assert purse.budget.usd == 9.0

    virtually(main)

    assert len(bank.answered) == answers
    assert [(lack.limit, lack.offer) for lack in asked] == [("tokens", 40)] * questions


@pytest.mark.parametrize(
    ("budget", "cost", "limit", "offer"),
    [
        (Budget(usd=0.5), Cost(10, 0.6), "usd", 0.5),
        (Budget(usd=0.5), Cost(10, 1.6), "usd", 1.1),
        (Budget(tokens=5), Cost(50, 0.0), "tokens", 45),
    ],
)
@pytest.mark.anyio
async def test_offer_is_enough(budget: Budget, cost: Cost, limit: str, offer: float) -> None:
    """As much as at first, but never less than the next call wants."""
    asked: list[Lack] = []

    async def more(lack: Lack) -> float:
        asked.append(lack)
        return lack.offer

    await Purse(replace(budget, at_limit="ask"), more=more).reserve(cost)

    assert [lack.limit for lack in asked] == [limit]
    assert asked[0].offer == pytest.approx(offer)


@pytest.mark.anyio
async def test_unknown_price_is_no_question() -> None:
    """No amount would be enough, so nobody is asked for one."""

    async def more(_lack: Lack) -> float:
        return 1.0

    with pytest.raises(BudgetSpent, match="price of the next call is unknown"):
        await Purse(Budget(usd=1.0, at_limit="ask"), more=more).reserve(Cost(10, None))


def test_unknown_price_counts_its_tokens() -> None:
    """Without a price, a limit in tokens holds; one in money refuses the call."""

    async def main() -> None:
        tokens = Purse(Budget(tokens=15))
        await tokens.reserve(Cost(10, None))
        with pytest.raises(BudgetSpent):
            await tokens.reserve(Cost(10, None))
        tokens.settle(Cost(10, None), Cost(3, None))
        await tokens.reserve(Cost(10, None))
        with pytest.raises(BudgetSpent, match="unknown"):
            await Purse(Budget(usd=9.0)).reserve(Cost(10, None))

    virtually(main)


def test_call_that_says_nothing_costs_its_most() -> None:
    """An answer without a bill is settled for what was reserved; so is one that was cancelled."""

    async def main() -> tuple[int, int]:
        purse = Purse(Budget(tokens=100))
        guard = Guard("m", Policy(timeout=5.0, attempts=1), timing=timing())
        async with open_run(memory_store(), "test", purse=purse):
            await guard.call(lambda: asyncio.sleep(1), Cost(10))
            after_answer = purse.spent.tokens
            call = asyncio.create_task(guard.call(lambda: asyncio.sleep(3), Cost(10)))
            await asyncio.sleep(1)
            call.cancel()
            await asyncio.wait([call])
        return after_answer, purse.spent.tokens

    assert virtually(main) == (10, 20)


def test_asking_once_more_is_reserved() -> None:
    """A second question within a call is reserved too, and given back with the first."""

    async def main() -> tuple[int, bool]:
        purse = Purse(Budget(tokens=25))
        guard = Guard("m", Policy(attempts=1), timing=timing())

        async def ask(more: int) -> None:
            await reserve_more(Cost(more))
            count(Cost(12))

        refused = False
        async with open_run(memory_store(), "test", purse=purse):
            await guard.call(lambda: ask(10), Cost(10))
            try:
                await guard.call(lambda: ask(10), Cost(10))
            except BudgetSpent:
                refused = True
        return purse.spent.tokens, refused

    assert virtually(main) == (12, True)


def test_budget_spent_is_a_stop_of_the_run() -> None:
    """The log says that the run was stopped, and why; it is never kept as a hole."""
    events: list[Event] = []

    async def main() -> None:
        calls = [Call(0, 10, 10, 0.0, 1.0)]
        store = memory_store()
        guard = Guard("m", Policy(), timing=timing())
        async with open_run(store, "test", on_event=events.append, purse=Purse(Budget(tokens=5))):
            await fan_out(lambda call: guard.call(lambda: Bank().ask(call), Cost(10)), calls)

    with pytest.raises(RunCancelled) as stopped:
        virtually(main)

    assert isinstance(stopped.value, BudgetSpent)
    assert events[-1].kind == "run.cancelled"
    assert "5 tokens is too small" in events[-1].fields["reason"]


@pytest.mark.anyio
async def test_waits_for_money_are_named() -> None:
    """A call that waits for another to settle says so: that time is no work of the model."""
    events: list[Event] = []
    purse = Purse(Budget(tokens=100))

    async def ask() -> int:
        await asyncio.sleep(0.1)
        count(Cost(10))
        return 1

    async def call(number: int) -> int:
        guard = Guard("m", Policy())
        return await remember("text", number, lambda: guard.call(ask, Cost(60)), int)

    async with open_run(memory_store(), "test", on_event=events.append, purse=purse):
        await fan_out(call, range(2))
    waits = [e.fields.get("waits", {}) for e in events if e.kind == "model.called"]

    assert sorted("budget" in wait for wait in waits) == [False, True]
    assert 0.08 < max(wait.get("budget", 0.0) for wait in waits) < 0.3
