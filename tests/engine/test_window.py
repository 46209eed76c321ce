"""The window of calls at the same time: shrinks under load, recovers, and loses no place."""

from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.engine.window import Window
from fabula.lab.clock.loop import virtually


def test_refusals_halve_it_and_answers_bring_it_back() -> None:
    """A crowd that is refused together halves it once; good answers let it grow to its most."""
    sizes: list[int] = []

    async def main() -> None:
        window = Window(16, sizes.append)
        marks = [await window.enter() for _ in range(16)]
        for mark in marks:
            window.leave(mark, refused=True)
        assert window.size == 8
        for _ in range(3):
            window.leave(await window.enter(), refused=True)
        assert window.size == 1
        for _ in range(200):
            window.leave(await window.enter(), 1.0)
        assert window.size == 16

    virtually(main)

    assert sizes == [8, 4, 2, *range(1, 17)]


def test_slow_answers_ease_it() -> None:
    """An answer three times as slow as usual takes a tenth off."""

    async def main() -> int:
        window = Window(20)
        for _ in range(20):
            window.leave(await window.enter(), 1.0)
        window.leave(await window.enter(), 3.5)
        return window.size

    assert virtually(main) == 18


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 3), st.floats(0.1, 2), st.booleans(), st.booleans()), max_size=40
    )
)
def test_never_more_than_its_size(calls: list[tuple[float, float, bool, bool]]) -> None:
    """Whoever comes, is refused or gives up: the size holds, and no place is lost."""

    async def main() -> int:
        window, busy = Window(4), 0

        async def one(at: float, seconds: float, refused: bool, gives_up: bool) -> None:
            nonlocal busy
            await asyncio.sleep(at)
            try:
                async with asyncio.timeout(0.5 if gives_up else None):
                    mark = await window.enter()
            except TimeoutError:
                return
            busy += 1
            assert busy <= 4
            await asyncio.sleep(seconds)
            busy -= 1
            window.leave(mark, seconds, refused=refused)

        await asyncio.gather(*(one(*call) for call in calls))
        return window._busy

    assert virtually(main) == 0


def test_place_given_to_one_who_left_is_passed_on() -> None:
    """A place that comes in the moment in which its taker is cancelled goes to the next."""

    async def main() -> None:
        window = Window(1)
        mark = await window.enter()
        first, second = (asyncio.create_task(window.enter()) for _ in range(2))
        await asyncio.sleep(0)
        window.leave(mark)
        first.cancel()
        await asyncio.wait([first])
        await asyncio.wait_for(second, 1)

    virtually(main)
