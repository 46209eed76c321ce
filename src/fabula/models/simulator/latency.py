"""How long a simulated model takes: distributions of seconds, written as "lognormal(0.4, 0.3)"."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from fabula.errors import BadSetting, UnknownName

_WRITTEN = re.compile(r"\s*(\w+)\s*(?:\((.*)\))?\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Distribution:
    """Seconds by chance.

    Args:
        kind: A name in `KINDS`.
        numbers: Seconds, as the kind wants them: `constant` (s), `uniform` (low, high),
            `exponential` (mean), `normal`, `lognormal` and `gamma` (mean, standard deviation),
            `measured` (any number of samples, between which it interpolates).

    Raises:
        UnknownName: There is no such kind.
        BadSetting: Other numbers than the kind wants, or negative ones.
    """

    kind: str = "constant"
    numbers: tuple[float, ...] = (0.0,)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise UnknownName("distribution", self.kind, KINDS)
        wanted = KINDS[self.kind][0]
        if len(self.numbers) != len(wanted) and (wanted or not self.numbers):
            told = ", ".join(wanted) or "a file of samples"
            raise BadSetting(f"{self} cannot be; write {self.kind}({told}).")
        if not all(0 <= number < math.inf for number in self.numbers):
            raise BadSetting(f"{self} has numbers that are no seconds.")

    def __str__(self) -> str:
        if self.kind == "measured":
            return f"measured ({len(self.numbers)} samples)"
        return f"{self.kind}({', '.join(f'{number:g}' for number in self.numbers)})"

    @property
    def instant(self) -> bool:
        """Whether it is always zero."""
        return not any(self.numbers)

    def draw(self, dice: Random) -> float:
        """Seconds, never negative."""
        if self.instant:
            return 0.0
        return max(0.0, KINDS[self.kind][1](dice, self.numbers))


Numbers = Sequence[float]


def _lognormal(dice: Random, numbers: Numbers) -> float:
    """By mean and deviation of the value itself, not of its logarithm."""
    mean, deviation = numbers
    if not mean:
        return 0.0
    squared = math.log1p((deviation / mean) ** 2)
    return dice.lognormvariate(math.log(mean) - squared / 2, math.sqrt(squared))


def _gamma(dice: Random, numbers: Numbers) -> float:
    mean, deviation = numbers
    if not mean or not deviation:
        return mean
    shape = (mean / deviation) ** 2
    return dice.gammavariate(shape, mean / shape)


def _measured(dice: Random, numbers: Numbers) -> float:
    """The quantile of the samples at a uniform place."""
    ranked = sorted(numbers)
    place = dice.random() * (len(ranked) - 1)
    low = int(place)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] + (place - low) * (ranked[high] - ranked[low])


KINDS: dict[str, tuple[tuple[str, ...], Callable[[Random, Numbers], float]]] = {
    "constant": (("seconds",), lambda _, numbers: numbers[0]),
    "uniform": (("low", "high"), lambda dice, numbers: dice.uniform(*numbers)),
    "exponential": (("mean",), lambda dice, numbers: -numbers[0] * math.log1p(-dice.random())),
    "normal": (("mean", "deviation"), lambda dice, numbers: dice.gauss(*numbers)),
    "lognormal": (("mean", "deviation"), _lognormal),
    "gamma": (("mean", "deviation"), _gamma),
    "measured": ((), _measured),
}
"""What each kind is told, and how it draws."""


def read_distribution(text: str) -> Distribution:
    """The distribution that is written in a text.

    ```python
    read_distribution("lognormal(0.4, 0.3)")
    read_distribution("0.2")  # constant
    read_distribution("measured(latencies.txt)")  # seconds, one a line, or a JSON list
    ```

    Raises:
        UnknownName: There is no such kind.
        BadSetting: It cannot be read.
    """
    written = _WRITTEN.fullmatch(text)
    try:
        if written is None or written[2] is None:
            return Distribution("constant", (float(text),))
        if written[1] == "measured":
            return Distribution("measured", _samples(Path(written[2].strip())))
        numbers = tuple(float(number) for number in written[2].split(","))
    except OSError as exc:
        raise BadSetting(f"{text!r} cannot be read: {exc.strerror}.") from None
    except ValueError:
        raise BadSetting(
            f"{text!r} is no latency; write seconds, or such as lognormal(0.4, 0.3)."
        ) from None
    return Distribution(written[1], numbers)


def _samples(file: Path) -> tuple[float, ...]:
    text = file.read_text()
    listed = json.loads(text) if text.lstrip().startswith("[") else text.split()
    return tuple(float(number) for number in listed)
