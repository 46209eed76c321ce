"""The history follows each metric over the runs, and names the run of a change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.lab.records import RESPONSE, outcome_of, record_of, samples_of

from fabula.lab.comparing.history import courses, read_history
from fabula.lab.record import Record
from fabula.lab.record_file import write_record


def run_of(number: int, seconds: float, machine: str = "one") -> Record:
    """The record of one run."""
    record = record_of(outcome_of(samples_of(RESPONSE, seconds)), machine=machine)
    environment = replace(record.environment, revision=f"c{number}")
    return replace(record, started_at=float(number), environment=environment)


def test_change_is_named_by_its_run(tmp_path: Path) -> None:
    """The run from which on the level is another; files that are no records are left alone."""
    for number in range(24):
        seconds = 1.0 + number % 3 / 100 + (number >= 12) / 5
        write_record(run_of(number, seconds), tmp_path / f"{number:02}" / "lab-run.json")
    (tmp_path / "other.json").write_text("[1]")
    (tmp_path / "broken.json").write_text("{")

    course = courses(read_history(tmp_path))[0]

    assert course.changes == (12,)
    assert course.runs[12] == "c12"
    assert len(course.values) == 24


def test_machines_have_their_own_course() -> None:
    """Seconds of two machines are two courses."""
    found = courses([run_of(1, 1.0), run_of(2, 5.0, "two"), run_of(3, 1.0)])

    assert [(course.machine, course.values) for course in found] == [
        ("one", (1.0, 1.0)),
        ("two", (5.0,)),
    ]
