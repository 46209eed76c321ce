"""What looks red beside the baseline is measured again before it is called so."""

from __future__ import annotations

from pathlib import Path

from tests.lab.records import RESPONSE, outcome_of, record_of, samples_of

from fabula.lab.comparing.baselines import keep
from fabula.lab.comparing.regression import beside
from fabula.lab.record import Record


def took(seconds: float) -> Record:
    """A record of so many seconds."""
    return record_of(outcome_of(samples_of(RESPONSE, *[seconds] * 8)))


def test_red_is_measured_again(tmp_path: Path) -> None:
    """The suspects alone; what they do not show again is inconclusive."""
    keep(tmp_path, took(1.0))
    asked: list[set[str]] = []

    def again(seconds: float) -> str:
        def measure(ids: set[str]) -> Record:
            asked.append(ids)
            return took(seconds)

        return beside(tmp_path, took(1.5), measure).comparisons[0].colour

    assert [again(1.5), again(1.0)] == ["red", "inconclusive"]
    assert asked == [{"video.performance.single"}] * 2


def test_stable_is_measured_once(tmp_path: Path) -> None:
    """Nothing is suspected, nothing is measured again."""
    keep(tmp_path, took(1.0))
    asked: list[set[str]] = []

    def measure(ids: set[str]) -> Record:
        asked.append(ids)
        return took(1.0)

    record = beside(tmp_path, took(1.02), measure)

    assert record.comparisons[0].label == "✓ Stable: -2.0% vs baseline"
    assert asked == []


def test_nothing_to_compare_is_told(tmp_path: Path) -> None:
    """A folder without a baseline is no error, and no silence."""
    record = beside(tmp_path, took(1.0), lambda _: took(1.0))

    assert record.comparisons == ()
    assert "has nothing to compare with" in record.notes[0]
