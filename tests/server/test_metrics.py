"""Metrics, as a scraper reads them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.server.stage import FILM, here

from fabula.server.metrics import TYPE, exposition
from fabula.server.records import Progressed, RunStatus, Steps


def status(state: str, seconds: float | None, usd: float | None = 0.0) -> RunStatus:
    """A run that took so long."""
    row = {"run": "r", "project": "p", "production": "video", "asked_at": 0.0, "state": state}
    told = RunStatus.model_validate(row)
    told.progress, told.steps = Progressed(usd=usd, saved_usd=0.5), Steps(made=3, remembered=2)
    if seconds is not None:
        told.started_at, told.ended_at = 1.0, 1.0 + seconds
    return told


def test_metrics_add_up_what_is_known() -> None:
    """Runs are counted by state; times and costs are added, unknown ones are not taken for zero."""
    runs = [status("finished", 2.0, 0.25), status("failed", 1.0, None), status("queued", None)]
    lines = exposition(runs, 1).splitlines()

    assert 'fabula_runs{state="finished"} 1' in lines
    assert 'fabula_runs{state="running"} 0' in lines
    assert "fabula_queue_length 1" in lines
    assert 'fabula_steps_total{how="made"} 9' in lines
    assert "fabula_run_seconds_count 2" in lines
    assert "fabula_run_seconds_sum 3.000" in lines
    assert "fabula_cost_usd_total 0.250000" in lines
    assert lines[-1] == "# EOF"


@pytest.mark.anyio
async def test_metrics_are_open_metrics(tmp_path: Path) -> None:
    """Every sample belongs to a family that was declared before it, as the format demands."""
    async with here(tmp_path) as server:
        await server.make(**FILM)
        answer = await server.ask.get("/metrics")
    families: dict[str, str] = {}
    for line in answer.text.splitlines()[:-1]:
        if line.startswith("# TYPE"):
            _, _, name, kind = line.split()
            families[name] = kind
        elif not line.startswith("#"):
            name = line.partition(" ")[0].partition("{")[0]
            ends = {"counter": ("_total",), "summary": ("_count", "_sum"), "gauge": ("",)}
            known = [family + end for family, kind in families.items() for end in ends[kind]]
            float(line.rpartition(" ")[2])

            assert name in known

    assert answer.headers["content-type"] == TYPE
    assert 'fabula_runs{state="finished"} 1' in answer.text
