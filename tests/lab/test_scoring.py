"""The reliability score is its formula, of what was measured."""

from __future__ import annotations

import pytest

from fabula.lab.scoring import WEIGHTS, Part, Score


def score(**shares: float | None) -> Score:
    """All parts held, but for those that are named."""
    return Score(tuple(Part(name, WEIGHTS[name], shares.get(name, 1.0)) for name in WEIGHTS))


def test_each_part_counts_by_its_weight() -> None:
    """100 for all of them."""
    assert score().value == pytest.approx(100)
    assert score(success=0.5).value == pytest.approx(80)
    assert score(breaker=0.0, recovery=0.5).value == pytest.approx(80)


def test_unmeasured_parts_are_left_out() -> None:
    """Their weight is, too; of nothing there is no score."""
    some = score(success=0.5, cancel=None, breaker=None)

    assert some.measured == pytest.approx(0.8)
    assert some.value == pytest.approx(75)
    assert score(**dict.fromkeys(WEIGHTS, None)).value is None
