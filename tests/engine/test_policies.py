"""Guards keep a policy: retries, breaker, rates, time-outs and hedging, on a virtual clock."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
from tests.engine.virtual import timing

from fabula.engine import Event, open_run
from fabula.engine.costs import Cost
from fabula.engine.policies import Guard, Policy
from fabula.errors import BadAnswer, ModelBusy, ModelPaused, ModelRefused, ModelUnreachable
from fabula.lab.clock.loop import virtually
from fabula.lab.clock.times import virtual_now
from fabula.store.memory import memory_store

Outcome = str | Exception


class Model:
    """Answers by a script, each answer after some seconds; the last one is given for ever."""

    def __init__(self, *script: Outcome, seconds: float = 0.0) -> None:
        self._script, self._seconds = list(script), seconds
        self.asked: list[float] = []
        self.busy = self.most = 0

    async def ask(self) -> str:
        """The next answer."""
        self.asked.append(virtual_now())
        self.busy += 1
        self.most = max(self.most, self.busy)
        outcome = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        try:
            await asyncio.sleep(self._seconds)
        finally:
            self.busy -= 1
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


DOWN, BUSY = ModelUnreachable("down"), ModelBusy("busy")


def called(model: Model, policy: Policy, *, chance: float = 1.0) -> str:
    """One call on a virtual clock."""
    return virtually(lambda: Guard("m", policy, timing=timing(chance)).call(model.ask))


def test_pauses_double_up_to_the_longest() -> None:
    """With the most of chance, pauses are 1, 2, 4 and then the longest."""
    model = Model(DOWN)
    with pytest.raises(ModelUnreachable):
        called(model, Policy(attempts=6, pause=1.0, longest=5.0, failures=0))

    assert model.asked == [0.0, 1.0, 3.0, 7.0, 12.0, 17.0]


def test_chance_spreads_the_pauses() -> None:
    """Half of chance is half of the pause: a crowd does not come back at once."""
    model = Model(DOWN, "yes")

    assert called(model, Policy(pause=1.0), chance=0.5) == "yes"
    assert model.asked == [0.0, 0.5]


def test_providers_own_time_is_kept() -> None:
    """Never earlier than the provider asked, and a little later; too long is a failure."""
    model = Model(ModelBusy("busy", 7.0), "yes")
    assert called(model, Policy(pause=1.0), chance=0.5) == "yes"
    assert model.asked == [0.0, 7.5]
    late = Model(ModelBusy("tomorrow", 86_400.0))
    with pytest.raises(ModelBusy):
        called(late, Policy())

    assert len(late.asked) == 1


def test_no_call_starts_too_late() -> None:
    """A provider that takes minutes to fail is not asked for ever."""
    model = Model(DOWN, seconds=140.0)
    with pytest.raises(ModelUnreachable):
        called(model, Policy(attempts=9))

    assert len(model.asked) == 3


@pytest.mark.parametrize("error", [ModelRefused("no"), BadAnswer("what?"), ValueError("bug")])
def test_lost_causes_are_not_retried(error: Exception) -> None:
    """What would fail again is asked once."""
    model = Model(error)
    with pytest.raises(type(error)):
        called(model, Policy())

    assert len(model.asked) == 1


def test_other_errors_can_be_chosen() -> None:
    """A policy of one's own says which errors are worth another call."""
    model = Model(KeyError("x"), "yes")

    assert called(model, Policy(retry_on=(KeyError,))) == "yes"


def test_slow_call_is_cut_and_tried_again() -> None:
    """A call past its time is cancelled and counts as unreachable."""
    model = Model("yes", seconds=30.0)
    with pytest.raises(ModelUnreachable, match="within 2 s"):
        called(model, Policy(timeout=2.0, attempts=2, pause=1.0))

    assert model.asked == [0.0, 3.0]
    assert model.busy == 0


def test_own_time_out_error_is_not_ours() -> None:
    """A TimeoutError that the call itself raises stays what it is."""
    with pytest.raises(TimeoutError):
        called(Model(TimeoutError()), Policy(timeout=2.0))


def test_one_of_twenty_probes_a_model_that_was_down() -> None:
    """Twenty callers meet a model that is down: it is left alone, one probes, and all succeed."""

    async def main() -> tuple[list[str], list[float]]:
        model = Model(*[DOWN] * 5, "yes", seconds=0.1)
        guard = Guard("m", Policy(attempts=9, pause=0.0, rest=5.0), timing=timing())
        first = [guard.call(model.ask) for _ in range(5)]
        later = [guard.call(model.ask) for _ in range(15)]

        async def late(call: Coroutine[Any, Any, str]) -> str:
            await asyncio.sleep(1)
            return await call

        return await asyncio.gather(*first, *map(late, later)), model.asked

    answers, asked = virtually(main)

    assert answers == ["yes"] * 20
    assert [round(at, 3) for at in asked[:5]] == [0.0] * 5
    assert 5.0 <= asked[5] < 5.2
    assert asked[6] > asked[5] + 0.1
    assert len(asked) == 25


def test_stand_in_is_not_kept_waiting() -> None:
    """When there is a stand-in, a model that is left alone fails at once."""

    async def main() -> float:
        guard = Guard("m", Policy(attempts=1, failures=2), timing=timing())
        for _ in range(2):
            with pytest.raises(ModelUnreachable):
                await guard.call(Model(DOWN).ask)
        with pytest.raises(ModelPaused, match=r"it is left alone\. down"):
            await guard.call(Model("yes").ask, patient=False)
        return virtual_now()

    assert virtually(main) == 0.0


def test_patience_with_the_breaker_ends_too() -> None:
    """Nobody waits longer than the policy's total for a model to come back."""

    async def main() -> None:
        guard = Guard("m", Policy(attempts=1, failures=1, rest=50.0, total=10.0), timing=timing())
        with pytest.raises(ModelUnreachable):
            await guard.call(Model(DOWN).ask)
        with pytest.raises(ModelPaused):
            await guard.call(Model("yes").ask)

    virtually(main)


def test_nobody_waits_long_for_a_model_that_is_not_there() -> None:
    """One that never answered is given up after three rests; one that did is waited for."""

    async def main(*before: Model) -> float:
        guard, model = Guard("m", Policy(pause=0.0, failures=1), timing=timing()), Model(DOWN)
        for well in before:
            await guard.call(well.ask)
        calls = [guard.call(model.ask) for _ in range(20)]
        await asyncio.gather(*calls, return_exceptions=True)
        return virtual_now()

    never, once = virtually(main), virtually(lambda: main(Model("yes")))

    assert never <= 16.0
    assert once > 100.0


def test_refusals_do_not_open_the_breaker() -> None:
    """Whoever says no, or that it is busy, is there."""

    async def main() -> str:
        guard = Guard("m", Policy(attempts=1, failures=2), timing=timing())
        for error in (BUSY, ModelRefused("no")) * 5:
            with pytest.raises(type(error)):
                await guard.call(Model(error).ask)
        return await guard.call(Model("yes").ask)

    assert virtually(main) == "yes"


def test_retries_go_back_through_the_rates() -> None:
    """A retry takes from the rate like any other call: no minute has more requests."""

    async def main() -> list[float]:
        model = Model(*[BUSY] * 15, "yes")
        policy = Policy(attempts=20, pause=0.0, total=9e9, requests_per_minute=3)
        guard = Guard("m", policy, timing=timing())
        await asyncio.gather(*(guard.call(model.ask) for _ in range(3)))
        return model.asked

    asked = virtually(main)

    assert len(asked) == 18
    assert all(sum(at <= other < at + 59.99 for other in asked) <= 3 for at in asked)


def test_tokens_are_paced() -> None:
    """Calls of 300 tokens under 1,000 a minute are three in any minute."""

    async def main() -> list[float]:
        model = Model("yes")
        guard = Guard("m", Policy(tokens_per_minute=1000), timing=timing())
        await asyncio.gather(*(guard.call(model.ask, Cost(300)) for _ in range(9)))
        return model.asked

    asked = virtually(main)

    assert all(sum(at <= other < at + 59.99 for other in asked) <= 3 for at in asked)


def test_concurrency_backs_off_and_recovers() -> None:
    """A model that bears four at a time teaches it: few refusals, and all calls succeed."""

    async def main() -> tuple[int, int, int]:
        refused = busy = most = 0

        async def ask() -> str:
            nonlocal refused, busy, most
            if busy >= 4:
                refused += 1
                raise ModelBusy("too many")
            busy += 1
            most = max(most, busy)
            await asyncio.sleep(1)
            busy -= 1
            return "yes"

        policy = Policy(attempts=50, concurrency=32, pause=0.2, total=9e9)
        guard = Guard("m", policy, timing=timing())
        answers = await asyncio.gather(*(guard.call(ask) for _ in range(200)))
        return len(answers), refused, most

    answers, refused, most = virtually(main)

    assert (answers, most) == (200, 4)
    assert refused < 150


def test_late_answer_is_hedged() -> None:
    """After twenty answers, one that is late is asked again, and the first one counts."""
    events: list[Event] = []

    async def main() -> tuple[str, float]:
        guard = Guard("m", Policy(hedge=True), timing=timing())
        for _ in range(20):
            await guard.call(Model("yes", seconds=1.0).ask)
        started = virtual_now()
        seconds = iter([60.0, 0.5])

        async def ask() -> str:
            await asyncio.sleep(next(seconds))
            return "late"

        async with open_run(memory_store(), "test", on_event=events.append):
            answer = await guard.call(ask)
        return answer, virtual_now() - started

    answer, took = virtually(main)

    assert (answer, round(took, 3)) == ("late", 1.5)
    assert "model.hedged" in [event.kind for event in events]


def test_changes_are_told() -> None:
    """Retries, the breaker's states and the window's sizes are events."""
    events: list[Event] = []

    async def main() -> None:
        guard = Guard("m", Policy(failures=2, rest=1.0, concurrency=4), timing=timing())
        async with open_run(memory_store(), "test", on_event=events.append):
            await guard.call(Model(BUSY, "yes").ask)
            await guard.call(Model(DOWN, DOWN, "yes").ask)

    virtually(main)
    told = [
        (event.kind, event.fields.get("state", event.fields.get("size")))
        for event in events
        if event.kind.startswith("model.")
    ]

    assert ("model.window", 2) in told
    assert [state for kind, state in told if kind == "model.breaker"] == [
        "open",
        "probing",
        "closed",
    ]
    assert told.count(("model.retried", None)) == 3


def test_cancelled_probe_lets_another_probe() -> None:
    """A caller that is cancelled while it probes does not leave the model closed for ever."""

    async def main() -> str:
        guard = Guard("m", Policy(attempts=1, failures=1, rest=1.0), timing=timing())
        with pytest.raises(ModelUnreachable):
            await guard.call(Model(DOWN).ask)
        await asyncio.sleep(2)
        probe = asyncio.create_task(guard.call(Model("yes", seconds=99.0).ask))
        await asyncio.sleep(1)
        probe.cancel()
        await asyncio.wait([probe])
        return await guard.call(Model("yes").ask, patient=False)

    assert virtually(main) == "yes"
