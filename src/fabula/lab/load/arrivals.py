"""When requests are to begin: constant, Poisson, ramp, stairs, or as they once came."""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from fabula.errors import BadSetting, UnknownName

Arrivals = tuple[float, ...]
"""Seconds from the begin of the run, in order."""

_WRITTEN = re.compile(r"\s*(\w+)\s*\((.*)\)\s*", re.DOTALL)


def constant(rate: float, seconds: float) -> Arrivals:
    """So many a second, evenly."""
    return tuple(number / rate for number in range(round(rate * seconds)))


def poisson(rate: float, seconds: float, seed: int = 0) -> Arrivals:
    """So many a second on average, each independent of the others: as strangers come."""
    return tuple(_poisson(rate, seconds, seed))


def _poisson(rate: float, seconds: float, seed: int) -> Iterator[float]:
    chance = random.Random(seed)  # noqa: S311 - arrivals are no secret
    now = chance.expovariate(rate)
    while now < seconds:
        yield now
        now += chance.expovariate(rate)


def ramp(first: float, last: float, seconds: float) -> Arrivals:
    """From one rate to another, evenly.

    The n-th begins when the area below the rate reaches n: first t + (last - first) t^2 / 2 T = n.
    """
    growth = (last - first) / seconds
    count = int((first + last) / 2 * seconds)
    if not growth:
        return constant(first, seconds)
    return tuple(
        (math.sqrt(first * first + 2 * growth * number) - first) / growth for number in range(count)
    )


def stairs(rates: Sequence[float], seconds: float) -> Arrivals:
    """One rate after another, each for so many seconds."""
    return tuple(
        step * seconds + at for step, rate in enumerate(rates) for at in constant(rate, seconds)
    )


def trace(file: Path, speed: float = 1.0) -> Arrivals:
    """As they once came: Unix or other seconds in a file, a line each, or as a JSON list.

    Args:
        file: Of any begin and any order.
        speed: 2 plays them twice as fast.

    Raises:
        BadSetting: It cannot be read, or holds no times.
    """
    try:
        text = file.read_text("utf-8")
        told = json.loads(text) if text.lstrip().startswith("[") else text.split()
        times = sorted(float(word) for word in told)
    except OSError as exc:
        raise BadSetting(f"{file}: {exc.strerror}.") from None
    except (ValueError, TypeError):
        raise BadSetting(f"{file} is to hold seconds, one a line or as a JSON list.") from None
    if not times:
        raise BadSetting(f"{file} holds no times.")
    return tuple((time - times[0]) / speed for time in times)


_KINDS: dict[str, tuple[str, int, Callable[..., Arrivals]]] = {
    "constant": ("rate, seconds", 2, constant),
    "poisson": ("rate, seconds", 2, poisson),
    "ramp": ("first rate, last rate, seconds", 3, ramp),
    "stairs": ("rate, rate, ..., seconds each", 0, lambda *told: stairs(told[:-1], told[-1])),
}


def read_arrivals(text: str, seed: int = 0) -> Arrivals:
    """The arrivals that are written in a text.

    ```python
    read_arrivals("constant(100, 20)")  # 100 a second for 20 seconds
    read_arrivals("poisson(100, 20)", seed=7)
    read_arrivals("ramp(10, 200, 60)")
    read_arrivals("stairs(50, 100, 200, 30)")  # 30 seconds of each
    read_arrivals("trace(yesterday.txt)")  # or trace(yesterday.txt, 2): twice as fast
    ```

    Raises:
        UnknownName: There is no such kind.
        BadSetting: A number is missing, or cannot be.
    """
    written = _WRITTEN.fullmatch(text)
    if written is None:
        raise BadSetting(f"{text!r} are no arrivals; write such as constant(100, 20).")
    kind, told = written[1], [word.strip() for word in written[2].split(",")]
    if kind == "trace":
        return trace(Path(told[0]), *_numbers(text, told[1:2]))
    if kind not in _KINDS:
        raise UnknownName("kind of arrivals", kind, [*_KINDS, "trace"])
    wanted, count, make = _KINDS[kind]
    numbers = _numbers(text, told)
    if (count and len(numbers) != count) or len(numbers) < 2:
        raise BadSetting(f"{text!r}: write {kind}({wanted}).")
    return make(*numbers, seed) if kind == "poisson" else make(*numbers)


def _numbers(text: str, words: Sequence[str]) -> list[float]:
    try:
        numbers = [float(word) for word in words]
    except ValueError:
        raise BadSetting(f"{text!r} holds a word that is no number.") from None
    if not all(0 < number < math.inf for number in numbers):
        raise BadSetting(f"{text!r} holds a number that is not above 0.")
    return numbers
