"""A run beside its baseline: what looks red is measured again before it is called so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from fabula.lab.comparing.baselines import compare_with
from fabula.lab.comparing.colours import confirm
from fabula.lab.record import Record

NOTHING = "{} has nothing to compare with: of another machine, clock or suite, or not kept yet."


def beside(path: Path, record: Record, measure_again: Callable[[set[str]], Record]) -> Record:
    """The record with its comparisons.

    Args:
        path: The baseline; see `fabula.lab.comparing.baselines`.
        record: What was measured.
        measure_again: Runs the scenarios of these ids a second time.
    """
    first = compare_with(path, record)
    if not first:
        return replace(record, notes=(*record.notes, NOTHING.format(path)))
    reds = {one.metric.id for one in first if one.colour == "red"}
    suspects = {outcome.id for outcome, samples in record.samples() if samples.metric.id in reds}
    second = compare_with(path, measure_again(suspects)) if suspects else ()
    return replace(record, comparisons=confirm(first, second))
