"""Progress: parts, time and cost from events alone; and a reader of events that misses none."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.engine import Event, emit, fan_out, follow, open_run
from fabula.engine.progress import Count, Progress
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio


def after(*news: tuple[float, str, dict[str, Any]]) -> Progress:
    """The progress after these events, each with its time and kind."""
    progress = Progress()
    for number, (at, kind, fields) in enumerate(news):
        progress.take(Event("r", number + 1, at, kind, fields))
    return progress


def part(index: int, total: int = 4) -> dict[str, Any]:
    """Fields of an event of a scene."""
    return {"part": "scene", "index": index, "total": total}


def test_time_left_knows_how_many_at_once() -> None:
    """Two at a time, ten seconds each: the two that are left take ten more."""
    progress = after(
        (0.0, "part.started", part(0)),
        (0.0, "part.started", part(1)),
        (10.0, "part.finished", part(0)),
        (10.0, "part.started", part(2)),
        (10.0, "part.failed", part(1)),
        (10.0, "part.started", part(3)),
    )

    assert (progress.done, progress.failed, progress.left, progress.total) == (1, 1, 2, 4)
    assert progress.seconds_left == 10.0


def test_time_left_is_unknown_at_first() -> None:
    """Before a part has ended nothing is guessed; after the last one nothing is left."""
    assert after((0.0, "part.started", part(0))).seconds_left is None
    assert after().seconds_left is None
    ended = after((0.0, "part.started", part(0, 1)), (3.0, "part.finished", part(0, 1)))
    assert ended.seconds_left == 0.0


def test_fan_outs_add_up() -> None:
    """A second fan-out, or one within a part, has its own parts; the sums are of all."""
    chapter = {"part": "chapter", "index": 0, "total": 2, "within": 3}
    progress = after(
        (0.0, "part.started", part(0, 1)),
        (0.0, "part.started", chapter),
        (1.0, "part.finished", chapter),
    )

    assert (progress.total, progress.done, progress.left, progress.part) == (3, 1, 2, "chapter")


def test_stages_count_for_themselves() -> None:
    """The sums of a run never go back; those of a stage begin with it."""
    scene = [(0.0, "part.started", part(0, 1)), (1.0, "part.finished", part(0, 1))]
    stage = (0.0, "progress", {"stage": "filming"})
    progress = after(stage, *scene, stage, scene[0])

    assert (progress.done, progress.total, progress.left) == (1, 2, 1)
    assert progress.here == Count(done=0, failed=0, total=1)


def test_only_who_answered_is_named() -> None:
    """A model that failed has made nothing; its stand-in has."""
    progress = after(
        (0.0, "model.called", {"model": "speech", "who": "openai:x", "how": "failed"}),
        (0.1, "model.called", {"model": "speech", "who": "espeak 1", "how": "made"}),
    )

    assert progress.models == {"espeak"}


def test_run_that_goes_on_counts_anew() -> None:
    """What an earlier execution of the run did is not counted twice."""
    progress = after(
        (0.0, "run.started", {}),
        (0.0, "part.started", part(0)),
        (1.0, "model.used", {"usd": 0.5}),
        (2.0, "run.started", {}),
        (2.0, "part.started", part(0)),
    )

    assert (progress.total, progress.done, progress.usd, progress.state) == (4, 0, 0.0, "running")


@pytest.mark.parametrize(
    ("prices", "usd"), [([], 0.0), ([0.5, 0.25], 0.75), ([0.5, None, 0.25], None)]
)
def test_unknown_price_is_never_zero(prices: list[float | None], usd: float | None) -> None:
    """One price that nobody tells makes the whole unknown."""
    progress = after(*((0.0, "model.used", {"usd": price}) for price in prices))

    assert progress.usd == usd


async def test_real_run_ends_complete() -> None:
    """The events of a real fan-out with a failure leave nothing open."""
    progress, lefts = Progress(), []

    async def scene(number: int) -> int:
        await asyncio.sleep(0.001)
        return 6 // number

    def take(event: Event) -> None:
        progress.take(event)
        lefts.append(progress.left)

    async with open_run(memory_store(), "film", on_event=take):
        emit("progress", stage="filming")
        await fan_out(scene, range(4), limit=2, name="scene")

    assert (progress.done, progress.failed, progress.left) == (3, 1, 0)
    assert (progress.stage, progress.part, progress.state) == ("filming", "scene", "finished")
    assert progress.seconds_left == 0.0
    assert max(lefts) == 4


# What happens: so many events are emitted, the loop gets a turn, a reader takes so many events
# and is cut off, or what was emitted is written down now.
HAPPENING = st.one_of(
    st.tuples(st.just("emit"), st.integers(1, 5)),
    st.tuples(st.just("turn"), st.integers(1, 3)),
    st.tuples(st.just("read"), st.integers(0, 6)),
    st.tuples(st.just("write"), st.just(0)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(HAPPENING, max_size=25))
def test_reconnecting_reader_misses_nothing(happenings: list[tuple[str, int]]) -> None:
    """However writes and reconnects interleave, each event is seen once, in order."""

    async def story() -> tuple[list[int], int]:
        store, seen = memory_store(), list[int]()
        async with open_run(store, "film", run_id="r") as run:
            journal = run._journal
            assert journal is not None
            for what, number in happenings:
                if what == "emit":
                    for _ in range(number):
                        run.emit("progress")
                elif what == "turn":
                    for _ in range(number):
                        await asyncio.sleep(0)
                elif what == "write":
                    await journal.flush()
                else:
                    await read(store, seen, number)
        await read(store, seen, None)
        return seen, (await store.log.read("r"))[-1].seq

    seen, last = asyncio.run(story())

    assert seen == list(range(1, last + 1))


async def read(store: Any, seen: list[int], most: int | None) -> None:
    """Connect after the last event seen, take up to so many events, and be cut off."""
    reader = follow(store.log, "r", seen[-1] if seen else 0, every=0.0001)
    try:
        async with asyncio.timeout(None if most is None else 0.002):
            async for event in reader:
                if most is not None and most <= 0:
                    break
                seen.append(event.seq)
                most = None if most is None else most - 1
    except TimeoutError:
        pass
    finally:
        await reader.aclose()
