"""Times of recovery, by their definitions."""

from __future__ import annotations

import pytest

from fabula.lab.faults import Operation, recovery_of


def operations(outcomes: str, every: float = 1.0) -> list[Operation]:
    """One operation a second, each half a second long: "+" is good, "-" failed."""
    return [
        Operation(at * every, at * every + 0.5, sign == "+") for at, sign in enumerate(outcomes)
    ]


def test_detection_counts_from_the_begin_of_the_fault() -> None:
    """The fault begins at 2.0; the first to fail ends at 3.5."""
    recovery = recovery_of(operations("+++--++++++"), 2.0, 5.0)

    assert (recovery.detect, recovery.failed) == (1.5, 2)


def test_repair_counts_from_the_end_of_the_fault() -> None:
    """It ends at 5.0; five good ones in a row begin with the one that ends at 5.5."""
    recovery = recovery_of(operations("+++--++++++"), 2.0, 5.0)

    assert (recovery.repair, recovery.outage) == (0.5, 2.0)


def test_good_ones_between_failures_repair_nothing() -> None:
    """Four good ones are no recovery; the one that ends at 10.5 begins the five."""
    recovery = recovery_of(operations("---++++-+-+++++"), 0.0, 3.0)

    assert recovery.repair == pytest.approx(10.5 - 3.0)


def test_few_good_ones_at_the_end_are_enough() -> None:
    """The work ended before there were five."""
    assert recovery_of(operations("--++"), 0.0, 2.0).repair == 0.5


def test_nothing_felt_needs_no_repair() -> None:
    """A fault that struck nobody."""
    recovery = recovery_of(operations("+++++"), 1.0, 2.0)

    assert recovery.detect is recovery.repair is None


def test_what_never_recovers_is_told() -> None:
    """Failures to the end."""
    recovery = recovery_of(operations("++----"), 2.0, 4.0)

    assert recovery.detect is not None
    assert recovery.repair is None
