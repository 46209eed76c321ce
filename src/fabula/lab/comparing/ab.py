"""A/B: two sides measured in turn, in pairs, until the samples decide or the pairs are used up.

Both halves of a pair meet the same machine, so what disturbs one disturbs the other, and the ratio
of the pair is left. The order within a pair is by chance. A red is measured a second time.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from fabula.lab.comparing.colours import YELLOW, Key, Series, compare, confirm
from fabula.lab.comparing.sides import Side
from fabula.lab.record import Comparison, Metric
from fabula.lab.statistics.summary import median

PAIRS = 30
FEWEST_PAIRS = 12
LOOK_EVERY = 6
"""How many pairs there are at least, and after how many more it is looked at again."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured.

    Args:
        pairs: The most pairs in a block; a red has a second block.
        seconds: The longest time; what is not decided by then is inconclusive.
        seed: Of the order within each pair.
    """

    pairs: int = PAIRS
    seconds: float = 600.0
    seed: int = 0


Pairs = dict[Key, tuple[Metric, list[float], list[float]]]
Told = Callable[[int, int], None]
Comparisons = tuple[Comparison, ...]


def compare_sides(
    before: Side, after: Side, effort: Effort, on_pair: Told = lambda _done, _of: None
) -> Comparisons:
    """Measure both sides and compare them; what both measured counts.

    Args:
        before: The side that the other is compared with.
        after: The other.
        effort: How much is measured.
        on_pair: Told of each pair: how many are done, of how many in this block at most.
    """
    duel = Duel(before, after, effort, on_pair)
    first = duel.block(_decided)
    reds = [one for one in first if one.colour == "red"]
    return confirm(first, duel.block(_decided) if reds and not duel.late else ())


class Duel:
    """Two sides that are measured in turn, in blocks of pairs.

    Args:
        before: The side that the other is compared with.
        after: The other.
        effort: How much is measured, all blocks together.
        on_pair: Told of each pair: how many are done, of how many in this block at most.
    """

    def __init__(
        self, before: Side, after: Side, effort: Effort, on_pair: Told = lambda _done, _of: None
    ) -> None:
        self._before, self._after, self._effort, self._on_pair = before, after, effort, on_pair
        self._chance = random.Random(effort.seed)  # noqa: S311
        self._until = time.monotonic() + effort.seconds
        for side in (before, after):
            # The first round of a process imports and compiles; it does not count.
            side.measure()

    @property
    def late(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() > self._until

    def block(self, decided: Callable[[Comparisons], bool]) -> Comparisons:
        """Measure pairs until they decide, or are used up.

        Args:
            decided: Whether more pairs would change nothing; asked now and then.
        """
        pairs: Pairs = {}
        for number in range(1, self._effort.pairs + 1):
            _measure_pair(pairs, self._before, self._after, self._chance)
            self._on_pair(number, self._effort.pairs)
            looked = number >= FEWEST_PAIRS and number % LOOK_EVERY == 0
            if self.late or (looked and decided(_compared(pairs))):
                break
        return _compared(pairs)


def _measure_pair(pairs: Pairs, before: Side, after: Side, chance: random.Random) -> None:
    """Measure both once, in an order by chance."""
    if chance.random() < 0.5:
        then, now = before.measure(), after.measure()
    else:
        now, then = after.measure(), before.measure()
    for key, (metric, values) in now.items():
        if key in then:
            row = pairs.setdefault(key, (metric, [], []))
            row[1].append(median(then[key][1]))
            row[2].append(median(values))


def _compared(pairs: Pairs) -> Comparisons:
    return compare(
        Series(key, metric, tuple(then), tuple(now), paired=True)
        for key, (metric, then, now) in pairs.items()
    )


def _decided(comparisons: Comparisons) -> bool:
    """Whether more pairs would change nothing: all surely stable, or surely red."""
    return all(
        one.colour == "red" or (one.colour == "green" and one.low > -YELLOW) for one in comparisons
    )
