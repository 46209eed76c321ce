"""The history of metrics over many runs, and where their level changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fabula.lab.comparing.colours import Key, found_in
from fabula.lab.record import OF_A_MACHINE, SCHEMA, Metric, Record
from fabula.lab.record_file import read_record
from fabula.lab.statistics.changes import change_points
from fabula.lab.statistics.summary import median


@dataclass(frozen=True, slots=True)
class Course:
    """A metric over the runs.

    Args:
        suite: Where it was measured.
        metric: What.
        labels: Of what.
        machine: On which; empty where the machine does not matter.
        values: The median of each run, the oldest first.
        runs: The revision, else the id, of each run.
        changes: The places in `values` from which on its level is another.
    """

    suite: str
    metric: Metric
    labels: Mapping[str, str]
    machine: str
    values: tuple[float, ...]
    runs: tuple[str, ...]
    changes: tuple[int, ...]


def read_history(folder: Path) -> list[Record]:
    """All records in a folder and below it, the oldest first; other files are left alone."""
    found = []
    for path in sorted(folder.rglob("*.json")):
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
        except (UnicodeDecodeError, json.JSONDecodeError):
            continue
        if isinstance(said, dict) and said.get("schema") == SCHEMA:
            found.append(read_record(path))
    return sorted(found, key=lambda record: record.started_at)


def courses(records: Iterable[Record]) -> list[Course]:
    """The course of every metric, by machine where that matters."""
    gathered: dict[tuple[Key, str], tuple[Metric, list[float], list[str]]] = {}
    for record in records:
        where = record.environment
        for key, (metric, values) in found_in(record).items():
            machine = where.machine if metric.kind in OF_A_MACHINE else ""
            row = gathered.setdefault((key, machine), (metric, [], []))
            row[1].append(median(values))
            row[2].append(where.revision or record.id)
    return [
        Course(
            suite, metric, dict(labels), machine, tuple(values), tuple(runs),
            tuple(change_points(values)),
        )
        for ((suite, _, labels), machine), (metric, values, runs) in gathered.items()
    ]  # fmt: skip
