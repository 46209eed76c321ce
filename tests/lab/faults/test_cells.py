"""The matrix as a person reads it, and what a record has of it."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from fabula.errors import BadSetting
from fabula.lab.context import Lab, Options
from fabula.lab.deployments import Embedded
from fabula.lab.faults import MOMENTS, Check, Recovery, Struck
from fabula.lab.faults.cells import FAULTS, faults_in, read_moments, record_cells, row_of, told

MADE = Struck(
    fault="429:1", moment=MOMENTS[1].name, failure="", holes=0, seconds=9.0, extra=2.0,
    recovery=Recovery(0.5, 1.25, 1.75, 3), retries=4, breaker=("open", "probing", "closed"),
    usd=0.02, wasted=0.005, checks=(Check("ends", True), Check("parts", True)),
)  # fmt: skip
LOST = replace(
    MADE,
    moment=MOMENTS[2].name,
    failure="no answer",
    breaker=("open", "probing", "open"),
    recovery=Recovery(0.5, None, None, 9),
    checks=(Check("ends", True), Check("parts", False, "2 parts are lost")),
)


def test_cell_is_a_row() -> None:
    """What is left, how much later, how soon noticed and mended, what it cost."""
    assert row_of(MADE) == (
        "429:1", "in the middle", "made", "2.00 s", "4", "0.50 s", "1.25 s", "100%",
        "opened, closed again", "$0.0050",
    )  # fmt: skip
    assert row_of(LOST)[2:4] == ("failed", "-")
    assert row_of(LOST)[6:9] == ("-", "50%", "opened 2 times, still open")
    assert row_of(replace(MADE, holes=2))[2] == "made in part, 2 missing"


def test_matrix_is_a_sentence() -> None:
    """What never passes cannot be recovered from."""
    assert told([MADE, LOST]) == (
        "2 cells: 1 made, 0 made in part, 1 failed; of 1 that a passing fault hit, 1 recovered; "
        "3 of 4 invariants held; $0.0100 wasted."
    )


def test_cells_are_recorded(tmp_path: Path) -> None:
    """Figures for the targets, a table for the reports, and each invariant that broke."""
    lab = Lab("matrix.video", Embedded(), Options(), tmp_path, AsyncExitStack())
    record_cells(lab, [MADE, LOST], "video")
    values = {(one.metric.id, one.labels["moment"]): one.values for one in lab.samples()}

    assert values["recovery", "in the middle"] == (1.0,)
    assert ("recovery", "throughout") not in values
    assert values["recovery.seconds", "in the middle"] == (1.25,)
    assert [len(table.rows) for table in lab.tables] == [2]
    assert "docs/lab-faults.md#definitions" in lab.tables[0].note
    assert lab.said[0] == "429:1, throughout: parts: 2 parts are lost"


def test_moments_and_faults_are_lists() -> None:
    """By name, or as shares of the work; all of them where nothing is said."""
    start, own = read_moments("start, 0.2-0.5")

    assert start == MOMENTS[0]
    assert (own.begin, own.end) == (0.2, 0.5)
    assert list(faults_in("429:1; close:0.5,model=text")) == ["429:1", "close:0.5,model=text"]
    assert faults_in(None) is FAULTS


@pytest.mark.parametrize("text", ["soon", "0.5-0.2", "-1-2", ""])
def test_moment_that_is_none_is_told(text: str) -> None:
    """With those that there are."""
    with pytest.raises(BadSetting, match="start, middle, throughout"):
        read_moments(text)
