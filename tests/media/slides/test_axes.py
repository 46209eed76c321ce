"""Axes are round, cover their numbers, and write them in the language's way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.media.slides.axes import decimals_of, precision, span, ticks, written
from fabula.media.slides.looks import load_words

finite = st.floats(-1e9, 1e9).map(lambda number: round(number, 3))


@given(st.lists(finite, min_size=1, max_size=9), st.booleans())
def test_ticks_cover_every_number(numbers: list[float], from_zero: bool) -> None:
    """All numbers lie between the first and the last tick, of which there are two to eight."""
    marks = ticks(*span(numbers, from_zero=from_zero))
    slack = 1e-6 * max(1.0, *map(abs, numbers))

    assert 2 <= len(marks) <= 8
    assert marks[0] - slack <= min(numbers) <= max(numbers) <= marks[-1] + slack


def test_steps_are_round() -> None:
    """Steps are 1, 2, 2.5 or 5 times a power of ten."""
    assert ticks(0, 97) == [0, 20, 40, 60, 80, 100]
    assert ticks(-12.5, 15) == [-20, -10, 0, 10, 20]


def test_bars_begin_at_zero() -> None:
    """Bars start at zero, lines far from it do not: 97 and 99 look alike as bars."""
    assert span([97, 99], from_zero=True) == (0, 99)
    assert span([97, 99], from_zero=False) == (97, 99)


@pytest.mark.parametrize(
    ("value", "decimals", "language", "shown"),
    [
        (12400, 0, "en", "12,400"),
        (12400.5, 1, "de", "12.400,5"),
        (-3.5, 1, "en", "\u22123.5"),
        (-0.04, 1, "en", "0.0"),
        (2.5e12, 0, "en", "2.5e+12"),
        (0.00001, 3, "en", "1e\u221205"),
    ],
)
def test_numbers_follow_language(value: float, decimals: int, language: str, shown: str) -> None:
    """Digits are grouped and pointed as the language does; powers of ten where digits fail."""
    assert written(value, decimals, load_words(language)) == shown


def test_decimals_tell_numbers_apart() -> None:
    """As many decimals as the numbers have, three at most."""
    assert [decimals_of([1, 2]), decimals_of([0.25, 1.5]), decimals_of([1 / 3])] == [0, 2, 3]


def test_numbers_of_other_sizes_keep_their_own_decimals() -> None:
    """What differs twentyfold is written as it is; what is alike has equally many decimals."""
    assert precision((0.31, 5.2, 34.0, 47.0)) == [2, 1, 0, 0]
    assert precision((12.5, 24.0)) == [1, 1]
