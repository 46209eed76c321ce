"""Baselines: records of earlier runs, kept by suite and machine, with all their samples.

`baselines/engine/2ef107c18e59.json` is the record of the suite `engine` on the machine of that
fingerprint. A file of one's own stands for all suites: a record, or `performance_baseline.txt`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from fabula.lab.comparing.baseline_text import compare_text, from_text, to_text
from fabula.lab.comparing.colours import compare_records
from fabula.lab.record import Comparison, Record
from fabula.lab.record_file import read_record, write_record

FOLDER = Path("baselines")


def compare_with(path: Path, record: Record) -> tuple[Comparison, ...]:
    """The record beside the baseline at a place: a folder of them, a record, or a text.

    Raises:
        BadInput: The file is neither.
    """
    if path.suffix == ".txt":
        return compare_text(from_text(path), record)
    if path.suffix == ".json":
        return compare_records(read_record(path), record)
    return tuple(
        comparison
        for part in by_suite(record)
        for earlier in _kept(path, part)
        for comparison in compare_records(earlier, part)
    )


def keep(path: Path, record: Record) -> list[Path]:
    """Keep the record as the baseline from now on; gives the files that were written."""
    if path.suffix == ".txt":
        path.write_text(to_text(record), encoding="utf-8")
        return [path]
    if path.suffix == ".json":
        write_record(record, path)
        return [path]
    written = []
    for part in by_suite(record):
        written.append(_place(path, part))
        write_record(part, written[-1])
    return written


def by_suite(record: Record) -> Iterator[Record]:
    """The record in parts, one a suite."""
    for suite in dict.fromkeys(outcome.suite for outcome in record.outcomes):
        outcomes = tuple(one for one in record.outcomes if one.suite == suite)
        yield replace(record, outcomes=outcomes, verdicts=(), comparisons=())


def _place(folder: Path, part: Record) -> Path:
    return folder / part.outcomes[0].suite / f"{part.environment.machine}.json"


def _kept(folder: Path, part: Record) -> Iterator[Record]:
    """The baseline of this machine; that of another, of which only counts are compared, if none."""
    own = _place(folder, part)
    others = sorted(own.parent.glob("*.json"), key=lambda path: path.stat().st_mtime)
    if own in others:
        yield read_record(own)
    elif others:
        yield read_record(others[-1])
