"""Fan-out: places kept, failures in sight, limits held, and no barrier between stages."""

from __future__ import annotations

import asyncio

import pytest

from fabula.engine import Event, Hole, fan_out, open_run, step
from fabula.errors import BadInput, RunCancelled
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio


async def half(number: int) -> int:
    """Half of an even number; the later numbers are done first."""
    await asyncio.sleep(0.01 / (number + 1))
    if number % 2:
        raise BadInput(f"{number}.txt", "odd")
    return number // 2


async def test_places_are_kept() -> None:
    """Values and holes stand where their items stood."""
    parts = await fan_out(half, range(5), titles=["zero", "one", "two", "three", "four"])
    holes = [(hole.index, hole.title, hole.reason) for hole in parts.holes]

    assert parts.made == [0, 1, 2]
    assert holes == [(1, "one", "1.txt: odd."), (3, "three", "3.txt: odd.")]
    assert [isinstance(part, Hole) for part in parts] == [False, True, False, True, False]
    assert (len(parts), parts[4], isinstance(parts.holes[0].error, BadInput)) == (5, 2, True)


async def test_unexpected_errors_leave_holes_too() -> None:
    """A bug in one part does not take the others with it, and its type is told."""

    async def divide(number: int) -> float:
        return 1 / number

    parts = await fan_out(divide, [1, 0], name="scene")

    assert (parts.made, parts.holes[0].title) == ([1.0], "scene 2")
    assert parts.holes[0].reason == "ZeroDivisionError: division by zero"


async def test_first_error_cancels_the_others() -> None:
    """With "raise" the siblings are cancelled and the error comes as it is, without a group."""
    cancelled = []

    async def one(number: int) -> int:
        try:
            await asyncio.sleep(0.01 if number == 2 else 5)
        except asyncio.CancelledError:
            cancelled.append(number)
            raise
        raise BadInput("2.txt", "odd")

    with pytest.raises(BadInput, match="odd") as caught:
        await fan_out(one, [1, 2, 3], on_error="raise")

    task = asyncio.current_task()

    assert (sorted(cancelled), str(caught.value)) == ([1, 3], "2.txt: odd.")
    assert task is not None
    assert task.cancelling() == 0


async def test_limit_is_held() -> None:
    """Never more than the limit are in work, and the limit is used."""
    running = most = 0

    async def one(_number: int) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.001)
        running -= 1

    await fan_out(one, range(20), limit=3)

    assert most == 3


async def test_no_barrier_between_stages() -> None:
    """A quick part is through its last stage while a slow one is in its first."""
    order: list[str] = []

    async def one(seconds: float) -> None:
        await asyncio.sleep(seconds)
        order.append("first")
        await asyncio.sleep(0)
        order.append("second")

    await fan_out(one, [0.0, 0.03])

    assert order == ["first", "second", "first", "second"]


async def test_cancel_is_never_a_hole() -> None:
    """A cancellation from outside goes through, and all parts are cancelled."""
    ended = []

    async def one(number: int) -> None:
        try:
            await asyncio.sleep(5)
        finally:
            ended.append(number)

    task = asyncio.create_task(fan_out(one, range(3)))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert sorted(ended) == [0, 1, 2]


async def test_cancelled_run_is_never_a_hole() -> None:
    """A part that meets the run's cancel stops the fan-out even with "keep"."""
    with pytest.raises(RunCancelled):
        async with open_run(memory_store(), "test") as run:

            async def one(number: int) -> None:
                run._stop = RunCancelled("stop") if number == 1 else None
                run.check()

            await fan_out(one, [0, 1, 2])


async def test_no_part_starts_after_cancel() -> None:
    """A part that waits for its turn does not begin once the run is cancelled."""
    begun = []
    with pytest.raises(RunCancelled):
        async with open_run(memory_store(), "test") as run:

            async def one(number: int) -> None:
                begun.append(number)
                run._stop = RunCancelled("stop")

            await fan_out(one, [0, 1, 2], limit=1)

    assert begun == [0]


async def test_cancelled_run_wins_over_other_errors() -> None:
    """When parts fail in several ways at once, the cancel is what the caller hears."""

    async def one(number: int) -> None:
        try:
            await asyncio.sleep(5 if number else 0.001)
        except asyncio.CancelledError:
            raise RunCancelled("stop") from None
        raise ValueError("first")

    with pytest.raises(RunCancelled):
        await fan_out(one, [0, 1], on_error="raise")


async def test_parts_tell_their_events() -> None:
    """Each part tells its start and end, and what happens inside of it names the part."""

    @step
    async def draw(number: int) -> int:
        if number == 1:
            raise BadInput("1.txt", "odd")
        return number

    heard: list[Event] = []
    async with open_run(memory_store(), "test", on_event=heard.append):
        await fan_out(draw, [0, 1], limit=1, name="scene", titles=["A", "B"])
        await draw(5)
    told = [(event.kind, event.fields.get("part"), event.fields.get("index")) for event in heard]

    assert told == [
        ("run.started", None, None),
        ("part.started", "scene", 0),
        ("step.started", "scene", 0),
        ("step.finished", "scene", 0),
        ("part.finished", "scene", 0),
        ("part.started", "scene", 1),
        ("step.started", "scene", 1),
        ("step.failed", "scene", 1),
        ("part.failed", "scene", 1),
        ("step.started", None, None),
        ("step.finished", None, None),
        ("run.finished", None, None),
    ]
    assert heard[8].fields["title"] == "B"
    assert (heard[8].fields["total"], heard[8].fields["expected"]) == (2, True)
    assert heard[-1].fields["holes"] == 1


async def test_titles_must_fit_the_items() -> None:
    """One title too few is a mistake of the author, told before anything runs."""
    with pytest.raises(ValueError, match="1 titles for 2 items"):
        await fan_out(half, [1, 2], titles=["only"])


async def test_part_that_cancels_itself_is_no_hole() -> None:
    """A cancellation that comes out of a part is passed on, not kept."""

    async def one(_number: int) -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await fan_out(one, [1])


async def test_nothing_to_do_gives_nothing() -> None:
    """No items, no parts."""
    parts = await fan_out(half, [])

    assert (parts.made, parts.holes, len(parts)) == ([], (), 0)
