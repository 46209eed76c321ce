"""A colour stands only where the samples allow it, whichever way is better."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from tests.lab.records import RATE, RESPONSE, outcome_of, record_of, samples_of

from fabula.lab.comparing.colours import Series, compare, compare_records, confirm
from fabula.lab.record import Colour, Comparison, Metric

EXACT = Metric("made", "", "lower", "count")


def compared(
    before: list[float], after: list[float], metric: Metric = RESPONSE, *, paired: bool = False
) -> Comparison:
    """The two beside each other."""
    key = "video", metric.id, ()
    return compare([Series(key, metric, tuple(before), tuple(after), paired)])[0]


def noisy(middle: float, n: int = 30, noise: float = 0.03, seed: int = 1) -> list[float]:
    """Samples around a figure."""
    chance = random.Random(f"{seed} {middle}")  # noqa: S311
    return [chance.gauss(middle, middle * noise) for _ in range(n)]


@pytest.mark.parametrize(
    ("now", "colour", "label"),
    [
        (1.02, "green", "✓ Stable: -"),
        (1.15, "yellow", "⚠ DEGRADED: -1"),
        (1.30, "red", "❌ REGRESSION: -"),
        (0.85, "green", "✅ IMPROVEMENT: +1"),
    ],
)
def test_less_is_better(now: float, colour: Colour, label: str) -> None:
    """Seconds that grow are worse, by the documents' bands."""
    one = compared(noisy(1.0), noisy(now))

    assert one.colour == colour
    assert one.label.startswith(label)
    assert one.low < one.gain < one.high


@pytest.mark.parametrize(
    ("now", "colour"), [(75.0, "green"), (65.0, "yellow"), (55.0, "red"), (90.0, "green")]
)
def test_more_is_better(now: float, colour: Colour) -> None:
    """Messages in a second that become fewer are worse."""
    one = compared(noisy(75.0), noisy(now), RATE)

    assert one.colour == colour
    assert (one.gain > 0) == (now > 75) or colour == "green"


def test_label_is_the_documents() -> None:
    """The very words of the voice agent's report."""
    one = compared([100.0] * 12, [97.9] * 12)
    two = compared([100.0] * 12, [112.5] * 12, RATE)

    assert one.label == "✓ Stable: +2.1% vs baseline"
    assert two.label == "✅ IMPROVEMENT: +12.5% vs baseline"


def test_noise_has_no_colour() -> None:
    """Where the interval reaches from better to far worse, nothing is concluded."""
    one = compared(noisy(1.0, 6, 0.6), noisy(1.4, 6, 0.6))

    assert one.colour == "inconclusive"
    assert one.label.startswith("? INCONCLUSIVE")


def test_few_samples_have_no_colour() -> None:
    """Four figures of a machine tell nothing; a count is exact."""
    assert compared([1.0] * 4, [2.0] * 4).colour == "inconclusive"
    assert compared([5.0], [8.0], EXACT).colour == "red"
    assert compared([5.0], [5.0], EXACT).colour == "green"


def test_same_code_is_seldom_coloured() -> None:
    """Of 100 comparisons of the same with noise of 40 %, none is red, and few are yellow."""
    chance = random.Random(5)  # noqa: S311
    colours = []
    for _ in range(100):
        speeds = [chance.lognormvariate(0, 0.4) for _ in range(30)]
        before, after = ([s * chance.gauss(1, 0.1) for s in speeds] for _ in range(2))
        colours.append(compared(before, after, paired=True).colour)

    assert colours.count("red") == 0
    assert colours.count("yellow") <= 3


def test_planted_slowdown_is_found() -> None:
    """30 % slower in the same noise is not green, and red most of the time."""
    chance = random.Random(6)  # noqa: S311
    colours = []
    for _ in range(40):
        speeds = [chance.lognormvariate(0, 0.4) for _ in range(30)]
        before = [s * chance.gauss(1, 0.1) for s in speeds]
        after = [1.3 * s * chance.gauss(1, 0.1) for s in speeds]
        colours.append(compared(before, after, paired=True).colour)

    assert colours.count("red") >= 36
    assert "green" not in colours


def test_clocks_are_not_mixed() -> None:
    """Seconds of the virtual clock stand beside no real ones, and beside those of any machine."""
    virtual = replace(RESPONSE, kind="virtual")
    real, first, other = (
        record_of(outcome_of(samples_of(metric, 1.0)), machine=machine)
        for metric, machine in ((RESPONSE, "one"), (virtual, "one"), (virtual, "other"))
    )

    assert compare_records(real, first) == ()
    assert len(compare_records(first, other)) == 1


def test_red_needs_a_second_look() -> None:
    """A red that the second measurement does not share is none."""
    red, green = compared(noisy(1.0), noisy(1.5)), compared(noisy(1.0), noisy(1.0))

    assert confirm([red], [red])[0].confirmed
    assert confirm([red], [green])[0].colour == "inconclusive"
    assert not confirm([green], [green])[0].confirmed


def test_other_machines_compare_counts_only() -> None:
    """Seconds of another machine are left out; labels must be the same."""
    made = samples_of(EXACT, 5.0)
    before = record_of(outcome_of(samples_of(RESPONSE, 1.0, users="1"), made), machine="other")
    after = record_of(outcome_of(samples_of(RESPONSE, 1.0, users="2"), made))
    here = record_of(outcome_of(samples_of(RESPONSE, 1.0, users="2"), made))

    assert [one.metric.id for one in compare_records(before, after)] == ["made"]
    assert [one.metric.id for one in compare_records(here, after)] == ["response.seconds", "made"]
