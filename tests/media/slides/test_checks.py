"""Faults are found in what the template reports."""

from __future__ import annotations

from typing import Any

import pytest

from fabula.media.slides import Look
from fabula.media.slides.checks import contrast, faults_of
from fabula.media.slides.visuals import Statement

SAID = Statement("x")


def entry(name: str, left: float, top: float, **changes: Any) -> dict[str, Any]:
    """What the template would report of a good box of 400 x 100 pixels."""
    size = {"width": 400.0, "height": 100.0, "ink": "#000000", "ground": "#ffffff"}
    return {"name": name, "kind": "text", "left": left, "top": top, "cut": False, **size, **changes}


@pytest.mark.parametrize(
    ("report", "fault"),
    [
        ([], "empty"),
        ([entry("a", 1600, 100)], "overflow"),
        ([entry("a", -5, 100)], "overflow"),
        ([entry("a", 100, 850)], "captions"),
        ([entry("a", 100, 100), entry("b", 480, 150)], "collision"),
        ([entry("a", 100, 100, cut=True)], "cut"),
        ([entry("a", 100, 100, ink="#999999")], "contrast"),
    ],
)
def test_each_fault_is_found(report: list[dict[str, Any]], fault: str) -> None:
    """Every rule of the gate has a report that breaks it, and names its fault first."""
    found = faults_of(SAID, Look(captions=True), report)

    assert [text.partition(":")[0] for text in found] == [fault]


def test_good_report_is_faultless() -> None:
    """Boxes that touch, inside the frame, are no fault."""
    report = [entry("a", 100, 100), entry("b", 500, 100), entry("c", 100, 200)]

    assert faults_of(SAID, Look(captions=True), report) == ()


def test_contrast_matches_wcag() -> None:
    """The extremes and a textbook grey: #767676 on white is 4.54:1."""
    found = [contrast("#000000", "#ffffff"), contrast("#ffffff", "#767676")]

    assert found == [pytest.approx(21), pytest.approx(4.54, abs=0.005)]
