"""What a machine can measure is told as it is: the least change is one that comparisons see."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from fabula.lab.comparing.checkup import UNITS, Checkup, Spread, advise, examine
from fabula.lab.statistics.bootstrap import pairs_interval

BUSY, CPU, WAITING = UNITS


def spread(deviation: float, seed: int = 1) -> Spread:
    """Pairs of the same work that scatters so far."""
    chance = random.Random(seed)  # noqa: S311
    seconds = [max(0.1, chance.gauss(1, deviation)) for _ in range(200)]
    ratios = (b / a for a, b in zip(seconds[::2], seconds[1::2], strict=True))
    return Spread(tuple(seconds), tuple(ratios))


QUIET = Checkup(
    4e-8, (0.0001,) * 9, 0.0, dict.fromkeys(UNITS, spread(0.01)),
    {100: (0.001,), 1000: (0.001,)}, Counter(green=50),
)  # fmt: skip


@pytest.mark.parametrize("deviation", [0.02, 0.1, 0.3])
def test_least_change_is_seen(deviation: float) -> None:
    """With so many pairs it is surely worse about nine times of ten; a third of it seldom is."""
    known = spread(deviation)
    chance = random.Random(2)  # noqa: S311

    def seen(slower: float) -> int:
        count = 0
        for _ in range(60):
            pairs = chance.choices(known.ratios, k=30)
            low = pairs_interval([1.0] * 30, [ratio * (1 + slower) for ratio in pairs]).low
            count += low > 1
        return count

    assert seen(known.least(30)) >= 45
    assert seen(known.least(30) / 3) <= 40
    assert known.least(12) > known.least(30) > known.least(100)


def test_this_machine_is_examined() -> None:
    """Its clock ticks, the driver sends, the same code is compared."""
    found = examine(1, rates=(100,), pairs=12)

    assert 0 < found.tick_seconds < 1e-3
    assert len(found.spreads[BUSY].seconds) == 24
    assert len(found.lags[100]) == 200
    assert found.colours.total() == 1
    assert found.stolen is None or 0 <= found.stolen <= 1


def test_advice_fits_what_was_found() -> None:
    """Nothing to say of a quiet machine; of each trouble what it means, and what to do."""
    busy = {**QUIET.spreads, BUSY: spread(0.3)}
    late = {100: (0.001,), 1000: (0.009,)}
    troubled = replace(QUIET, spreads=busy, lags=late, stolen=0.2, colours=Counter(red=2, green=48))

    assert advise(QUIET, 0.1) == ["A quiet machine: stored baselines can be believed, too."]
    told = "\n".join(advise(troubled, 0.9))
    assert "red 2 of 50 times" in told
    assert "on time up to 100 arrivals a second" in told
    assert "takes 20.0% of the CPU" in told
    assert "load 0.90 a core" in told
    assert "judge changes by `fabula lab ab`" in told
    assert "compare by `.cpu` metrics" in told
    assert "on time at no rate" in advise(replace(QUIET, lags={100: (0.009,)}), 0)[0]
