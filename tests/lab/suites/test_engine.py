"""The suite of the engine runs from end to end, and the engine passes it."""

from __future__ import annotations

from fabula.lab.context import Options
from fabula.lab.deployments import Embedded
from fabula.lab.runner import run_scenarios
from fabula.lab.suites import scenarios_of
from fabula.lab.targets.table import targets_of


def test_engine_meets_its_targets() -> None:
    """Every scenario passes, and every target that no busy machine can move is met."""
    record = run_scenarios(
        scenarios_of(["engine"]),
        Embedded(),
        Options(quick=True),
        targets=targets_of(["engine"]),
        suites=("engine",),
    )
    timed = {"F-step-cold", "F-step-cached", "F-speedup", "F-cancel"}
    missed = {verdict.target.id for verdict in record.verdicts if verdict.state != "PASS"}

    assert [outcome.reason for outcome in record.outcomes if outcome.state != "passed"] == []
    assert missed <= timed
    assert len(record.verdicts) == 11
