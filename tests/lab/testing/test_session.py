"""A session runs what a target needs once, and tells all of it in the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabula.errors import UnknownName
from fabula.lab.comparing.worker import measure
from fabula.lab.context import Options
from fabula.lab.deployments import Embedded
from fabula.lab.record_file import read_record
from fabula.lab.targets.table import all_targets
from fabula.lab.testing.session import Session, measuring
from fabula.lab.testing.thresholds import NAMES, performance_thresholds

VIRTUAL = Options(quick=True, clock="virtual")
TARGETS = {target.id: target for target in all_targets()}


def test_scenarios_run_once() -> None:
    """Two targets of one scenario need it once; what nothing measures is skipped."""
    session = Session(Embedded(), VIRTUAL)
    states = [session.verdict_on(name).state for name in ("F-cache-repeat", "F-edit", "V-vad")]

    assert states == ["PASS", "PASS", "SKIP"]
    assert list(session.outcomes) == ["engine.memory"]
    with pytest.raises(UnknownName, match="Unknown target 'F-edits'"):
        session.verdict_on("F-edits")


def test_miss_is_told_in_a_line() -> None:
    """What was demanded, what was measured, what to do."""
    session = Session(Embedded(), VIRTUAL)
    verdict = session.verdict_on("F-edit")

    assert session.told(verdict).startswith("F-edit An edit of one scene")
    assert ": 5, not max ≤ 5." in session.told(verdict)


def test_session_ends_with_its_record(tmp_path: Path) -> None:
    """The headline, the baseline's labels, and the files that were asked for."""
    before = Session(Embedded(), VIRTUAL)
    before.verdict_on("F-cache-repeat")
    baseline = before.write("json", tmp_path)
    session = Session(Embedded(), VIRTUAL, str(baseline))
    session.verdict_on("F-cache-repeat")
    lines = list(session.conclude(tmp_path / "out", "json, csv"))

    assert lines[0] == "1 of 1 targets met"
    assert "engine cache.hits: ✓ Stable: +0.0% vs baseline" in lines
    assert lines[-1].endswith("paper.csv")
    assert read_record(tmp_path / "out" / "lab-run.json").setup.suites == ("engine",)


def test_timed_suite_needs_all_of_it() -> None:
    """Every scenario of the suite where the suite itself is timed; else those that measure it."""
    whole, one = (measuring(TARGETS[name]) for name in ("S-suite", "S-small"))

    assert len(whole) > len(one) >= 1
    assert {scenario.suite for scenario in whole} == {"script"}
    assert measuring(TARGETS["V-vad"]) == []


def test_thresholds_are_those_of_targets() -> None:
    """Each name stands for a limit."""
    limits = performance_thresholds()

    assert limits.keys() == NAMES.keys()
    assert limits["tool_execution_max"] == 50.0


def test_worker_tells_samples_or_why_not() -> None:
    """A round of scenarios as plain data; one that fails is told by its name."""
    said = measure(["engine"], quick=True, clock="virtual", tests=["memory"])
    late = measure(["engine"], tests=["side_by_side"], budget=0.01)

    assert {row["metric"]["id"] for row in said["samples"]} == {"cache.hits", "edit.redone"}
    assert late == {"failed": "engine.side_by_side: took longer than its 0.01 s"}
