"""Replay: what would be faster if, foretold from a log and then put to the test."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.engine.scripted import TICK, Script, played

from fabula.engine.replay import Change, ideal_seconds, replayed, what_if
from fabula.errors import NotReproduced, UnknownName

pytestmark = pytest.mark.anyio


async def test_replay_gives_the_measured_time() -> None:
    """Without a change the replay takes as long as the run did."""
    timeline = await played(Script())

    assert replayed(timeline) == pytest.approx(timeline.makespan, rel=0.05)


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        (Change(speed={"paint": 4.0}), Script(paint=1)),
        (Change(speed={"outline": 2.0}), Script(outline=1)),
        (Change(speed={"narrate": 2.0}), Script()),
        (Change(limit={"scene": 4}), Script(limit=4)),
        (Change(limit={"scene": 0}), Script(limit=None)),
        (Change(limit={"scene": 1}), Script(limit=1)),
        (Change(limit={"thread": 1}), Script(limit=1, encode=0, speech=0)),
        (Change(speed={"scene": 0.5}), Script(speech=2, paint=8, encode=2)),
    ],
    ids=[
        "paint",
        "outline",
        "not critical",
        "more",
        "all",
        "one by one",
        "one thread",
        "slower scenes",
    ],
)
async def test_forecast_comes_true(change: Change, changed: Script) -> None:
    """A run that is really changed takes as long as the replay foretold."""
    # A machine that has other things to do gets another try.
    for _ in range(3):
        if await comes_true(change, changed):
            return

    assert await comes_true(change, changed)


async def comes_true(change: Change, changed: Script) -> bool:
    """Whether the usual run, replayed with the change, takes as long as the changed run."""
    foretold = what_if(await played(Script()), change)
    truth = (await played(changed)).makespan
    assert foretold.shorter == pytest.approx(1 - foretold.seconds / foretold.before)
    return abs(foretold.seconds - truth) < 0.15 * truth


async def test_slow_model_becomes_the_path() -> None:
    """Faster pictures help only until the voice is what holds the film up."""
    timeline = await played(Script(speech=3, scenes=2))
    foretold = what_if(timeline, Change(speed={"paint": 100.0}))

    assert foretold.seconds == pytest.approx((2 + 3 + 1) * TICK, rel=0.25)


async def test_ideal_knows_the_limits() -> None:
    """The ideal keeps the limit on scenes; without limits it is one scene's chain."""
    timeline = await played(Script())

    assert ideal_seconds(timeline) == pytest.approx(12 * TICK, rel=0.15)
    assert ideal_seconds(timeline, limited=False) == pytest.approx(7 * TICK, rel=0.15)
    assert ideal_seconds(timeline) <= timeline.makespan


async def test_unknown_names_are_refused() -> None:
    """A change of what the run did not do is told, with what there is."""
    timeline = await played(Script(scenes=1, limit=None))

    with pytest.raises(UnknownName, match=r"'paint_slide'.*narrate, outline, paint, scene, speech"):
        what_if(timeline, Change(speed={"paint_slide": 2.0}))
    with pytest.raises(UnknownName, match=r"limit 'scene'\. Known: thread"):
        what_if(timeline, Change(limit={"scene": 2}))


async def test_what_cannot_be_reproduced_is_refused() -> None:
    """If the log does not explain the measured time, nothing is foretold from it."""
    timeline = await played(Script())
    works = dict(timeline.works)
    works[1] = replace(works[1], end=works[1].end + 3)
    wrong = replace(timeline, works=works)

    with pytest.raises(NotReproduced, match=r"gives 3\.\d\d s, but it took 0\.\d\d s"):
        what_if(wrong, Change(speed={"paint": 2.0}))
