"""The suite of the script generator: every target is measured, exactly on the virtual clock."""

from __future__ import annotations

import pytest
from tests.lab.suites.suited import figures, suited, unmet

from fabula.lab.record import Record


@pytest.fixture(scope="module")
def record() -> Record:
    """The suite on the virtual clock."""
    return suited("script")


def test_every_target_is_met(record: Record) -> None:
    """All of document 000, without one that was skipped; its time is judged on the real clock."""
    left = unmet(record)
    left.pop("S-suite", None)

    assert not left


def test_times_are_exact(record: Record) -> None:
    """Dialogue 0.1 s, directions 0.05 s: one turn of small scenes, three of large ones."""
    assert figures(record, "episode.seconds") == pytest.approx([0.15, 0.45])
    assert figures(record, "speedup") == pytest.approx([3.0, 3.0])


def test_slow_dialogue_is_named(record: Record) -> None:
    """By the trace, in words."""
    facts = [outcome.facts for outcome in record.outcomes if outcome.name == "bottleneck"]

    assert "write_dialogue" in facts[0]["bottleneck"]


def test_summary_is_told(record: Record) -> None:
    """With the lines that the document wants."""
    said = [line for outcome in record.outcomes for line in outcome.said]

    assert any("Session ID: test" in line and "Total duration: 0." in line for line in said)
    assert "Small episode generation time: 0.15s (expected <2s)" in said


@pytest.mark.slow
def test_every_target_is_met_by_the_real_clock() -> None:
    """With the product's own CPU time in it."""
    left = unmet(suited("script", clock="real"))
    left.pop("S-suite", None)

    assert not left
