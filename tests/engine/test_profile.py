"""The profile: the bottleneck by name, shares that add up, and how near a run is to its ideal."""

from __future__ import annotations

import pytest
from tests.engine.scripted import TICK, Script, played

from fabula.engine.profile import profile_of

pytestmark = pytest.mark.anyio


async def test_slow_step_is_the_bottleneck() -> None:
    """A step that was made slow is named, with its share of the run."""
    profile = profile_of(await played(Script(encode=10)))

    assert profile.bottleneck == "encode"
    assert profile.shares["encode"] == pytest.approx(20 / 30, abs=0.08)
    assert profile.rows[0].name == "encode"


async def test_shares_explain_the_whole_run() -> None:
    """The shares of the critical path are all of it, by name and by row."""
    profile = profile_of(await played(Script()))
    owned = sum(row.critical for row in profile.rows)

    assert sum(profile.shares.values()) == pytest.approx(1.0, abs=1e-6)
    assert owned <= profile.timeline.makespan
    assert owned / profile.timeline.makespan > 0.9


async def test_efficiency_is_near_one() -> None:
    """The engine takes little beside the work, limited or not."""
    for limit in (2, None):
        profile = profile_of(await played(Script(limit=limit)))

        assert 0.7 < profile.efficiency <= 1.0
        assert profile.unlimited <= profile.ideal <= profile.timeline.makespan


async def test_rows_count_calls_and_times() -> None:
    """Each step, model and kind of part has its calls, work and longest call."""
    rows = {row.name: row for row in profile_of(await played(Script())).rows}

    assert {name: row.calls for name, row in rows.items()} == {
        "paint": 4,
        "outline": 1,
        "encode": 4,
        "scene": 4,
        "narrate": 4,
        "speech": 4,
    }
    assert rows["paint"].work == pytest.approx(16 * TICK, rel=0.3)
    assert rows["paint"].longest == pytest.approx(4 * TICK, rel=0.5)
    assert rows["scene"].waited == pytest.approx(2 * 5 * TICK, rel=0.4)
    assert all((row.hits, row.failed, row.bill.usd) == (0, 0, 0.0) for row in rows.values())
