"""Hedging: the first answer counts, the loser is cancelled, and a failure waits for the other."""

from __future__ import annotations

import asyncio

import pytest

from fabula.engine.hedge import Latencies, hedged
from fabula.lab.clock.loop import virtually
from fabula.lab.clock.times import virtual_now

Story = tuple[float, str]


async def race(first: Story, second: Story, wait: float = 0.0) -> tuple[str, float, list[str]]:
    """The winner, its time, and who was cancelled; each story is seconds and an answer."""
    cancelled: list[str] = []

    async def one(story: Story) -> str:
        try:
            await asyncio.sleep(story[0])
        except asyncio.CancelledError:
            cancelled.append(story[1])
            raise
        if story[1].startswith("fail"):
            raise ValueError(story[1])
        return story[1]

    async def ask(sent: asyncio.Event) -> str:
        await asyncio.sleep(wait)
        sent.set()
        return await one(first)

    answer = await hedged(ask, lambda: one(second), 1.0)
    return answer, virtual_now(), cancelled


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((0.5, "a"), (0.1, "b"), ("a", 0.5, [])),
        ((9.0, "a"), (0.5, "b"), ("b", 1.5, ["a"])),
        ((2.0, "a"), (5.0, "b"), ("a", 2.0, ["b"])),
        ((2.0, "fail a"), (5.0, "b"), ("b", 6.0, [])),
        ((2.0, "a"), (0.5, "fail b"), ("a", 2.0, [])),
    ],
)
def test_first_answer_counts(
    first: Story, second: Story, expected: tuple[str, float, list[str]]
) -> None:
    """Whichever answers first, quick or late, with or without a failure of the other."""
    assert virtually(lambda: race(first, second)) == expected


def test_waiting_for_a_turn_is_not_late() -> None:
    """What a call waits before it is sent calls for no second one."""
    assert virtually(lambda: race((0.5, "a"), (0.1, "b"), wait=30.0)) == ("a", 30.5, [])


@pytest.mark.parametrize("first", [(0.5, "fail a"), (2.0, "fail a")])
def test_failure_of_all_is_the_first_ones(first: Story) -> None:
    """An early failure is raised at once; if both fail, the first one's is raised."""
    with pytest.raises(ValueError, match="fail a"):
        virtually(lambda: race(first, (5.0, "fail b")))


def test_cancelled_race_leaves_nobody() -> None:
    """Who is cancelled takes both calls along."""

    async def main() -> set[str]:
        task = asyncio.create_task(race((9.0, "a"), (9.0, "b")))
        await asyncio.sleep(2)
        task.cancel()
        await asyncio.wait([task])
        return {one.get_name() for one in asyncio.all_tasks()} - {
            getattr(asyncio.current_task(), "get_name", str)()
        }

    assert virtually(main) == set()


def test_late_is_known_after_a_while() -> None:
    """The 95th percentile, once twenty answers have come."""
    latencies = Latencies()
    for number in range(19):
        latencies.add(float(number))
    assert latencies.late is None
    latencies.add(19.0)

    assert latencies.late == 19.0
    for _ in range(100):
        latencies.add(1.0)
    assert latencies.late == 1.0
