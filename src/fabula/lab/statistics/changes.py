"""Where the level of a series changes: E-divisive splits, kept where a t test agrees.

Matteson and James, *A nonparametric approach for multiple change point analysis*, 2014; with
windows and the t test of Hunter (Fleming and others, 2023), which is now Apache Otava.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from fabula.lab.statistics.student import t_test

LEAST = 2
"""The shortest piece."""
WINDOW = 30
"""How much of the series is looked at together: old changes do not hide new ones."""
SURE = 0.001
"""A change is one if it came by chance this seldom; candidates may be ten times as likely."""


def change_points(series: Sequence[float], sure: float = SURE) -> list[int]:
    """The places at which the level changes: the first value of each new piece.

    Args:
        series: The figures, the oldest first.
        sure: How improbable a change must be by chance.
    """
    found: set[int] = set()
    begin = 0
    while True:
        end = min(begin + WINDOW, len(series))
        _split(series, begin, end, found, 10 * sure)
        if end == len(series):
            break
        begin += WINDOW // 2
    return _settled(series, sorted(found), sure)


def _split(series: Sequence[float], begin: int, end: int, found: set[int], sure: float) -> None:
    """Find the best place to split a piece, and go on with both halves."""
    place = _best(series[begin:end])
    if place is None:
        return
    place += begin
    if t_test(series[begin:place], series[place:end]) > sure:
        return
    found.add(place)
    _split(series, begin, place, found, sure)
    _split(series, place, end, found, sure)


def _best(piece: Sequence[float]) -> int | None:
    """Where what is left and what is right differ most, over all right ends; None if too short."""
    best, place = -1.0, None
    sums = _sums(piece)
    for end in range(2 * LEAST, len(piece) + 1):
        for middle in range(LEAST, end - LEAST + 1):
            energy = _energy(sums, middle, end)
            if energy > best:
                best, place = energy, middle
    return place


def _energy(sums: list[list[float]], middle: int, end: int) -> float:
    """The energy distance of the values before the middle and those after, weighted by number."""
    left, right = middle, end - middle
    within_left = sums[middle][middle]
    within_right = sums[end][end] - sums[middle][end] - sums[end][middle] + sums[middle][middle]
    between = sums[middle][end] - sums[middle][middle]
    return (
        left
        * right
        / (left + right)
        * (
            2 * between / (left * right)
            - within_left / (left * (left - 1))
            - within_right / (right * (right - 1))
        )
    )


def _sums(piece: Sequence[float]) -> list[list[float]]:
    """Sums of the distances between the first i and the first j values: any block in four looks."""
    sums = [[0.0] * (len(piece) + 1)]
    for one in piece:
        row, total = [0.0], 0.0
        for j, other in enumerate(piece):
            total += abs(one - other)
            row.append(sums[-1][j + 1] + total)
        sums.append(row)
    return sums


def _settled(series: Sequence[float], places: list[int], sure: float) -> list[int]:
    """Drop the least sure place, until all that are left are sure."""
    while places:
        ends = [0, *places, len(series)]
        pieces = [series[begin:end] for begin, end in pairwise(ends)]
        chances = [t_test(left, right) for left, right in pairwise(pieces)]
        worst = max(range(len(chances)), key=chances.__getitem__)
        if chances[worst] < sure:
            break
        del places[worst]
    return places
