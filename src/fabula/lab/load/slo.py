"""What a load must keep to, written as "p95<500ms,errors<1%"."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fabula.errors import BadSetting
from fabula.lab.load.requests import LoadRun
from fabula.lab.statistics.summary import mean, percentile

_TERM = re.compile(r"\s*([a-z]+)([\d.]*)\s*(<=|>=|<|>)\s*([\d.]+)\s*(ms|s|%|/s)?\s*")
_HOLDS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_SCALE = {"ms": 0.001, "s": 1.0, "%": 0.01, "/s": 1.0, "": 1.0}
_FIGURES: Mapping[str, tuple[str, Callable[[LoadRun], float]]] = {
    "mean": ("s", lambda run: mean(run.latencies)),
    "max": ("s", lambda run: run.latencies[-1]),
    "errors": ("%", lambda run: run.errors),
    "throughput": ("/s", lambda run: run.throughput),
}
"""Each figure's family of units, and where it is read."""
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Term:
    """One demand.

    Args:
        text: As it was written.
        percent: Of a percentile, 0 to 100; None for the other figures.
        name: Of the figure: "p", "mean", "max", "errors" or "throughput".
        relation: "<", "<=", ">" or ">=".
        limit: Seconds, a share (0 to 1), or requests a second.
    """

    text: str
    percent: float | None
    name: str
    relation: str
    limit: float

    @property
    def is_latency(self) -> bool:
        """Whether it is about seconds."""
        return self.percent is not None or self.name in ("mean", "max")

    def figure(self, run: LoadRun) -> float:
        """What the run has, in the unit of the limit."""
        if self.percent is not None:
            return percentile(run.latencies, self.percent)
        return _FIGURES[self.name][1](run)

    def holds(self, run: LoadRun) -> bool:
        """Whether a run keeps to it. A request that failed counts as one never answered."""
        return self._answered(run) and _HOLDS[self.relation](self.figure(run), self.limit)

    def told(self, run: LoadRun) -> str:
        """What a run has, as a person reads it: "p95 is 612 ms"."""
        if not self._answered(run):
            return f"{run.errors:.1%} failed"
        figure, label = self.figure(run), self.text.partition(self.relation)[0]
        if self.is_latency:
            return f"{label} is {figure * 1000:.0f} ms"
        return f"{label} is {figure:.1%}" if self.name == "errors" else f"{label} is {figure:.1f}/s"

    def _answered(self, run: LoadRun) -> bool:
        """Whether so many were answered that a latency can be spoken of: 95 of 100 for p95."""
        if not self.is_latency:
            return True
        allowed = 1.0 if self.percent is None else 1 - self.percent / 100
        return run.errors < 1 and run.errors <= allowed + ROUNDING


@dataclass(frozen=True, slots=True)
class Slo:
    """All demands together."""

    terms: tuple[Term, ...]

    def __str__(self) -> str:
        return ",".join(term.text for term in self.terms)

    @property
    def threshold(self) -> float | None:
        """The shortest latency that is demanded, in seconds; None if none is."""
        return min((term.limit for term in self.terms if term.is_latency), default=None)

    def broken(self, run: LoadRun) -> list[str]:
        """What the run does not keep to: "p95<500ms: p95 is 612 ms"."""
        if not run.requests:
            return ["nothing was sent"]
        return [f"{term.text}: {term.told(run)}" for term in self.terms if not term.holds(run)]


def read_slo(text: str) -> Slo:
    """The demands that are written in a text.

    ```python
    read_slo("p95<500ms,errors<1%")
    read_slo("p99.9<=2s, mean<0.2s, max<5s, throughput>10/s")
    ```

    Raises:
        BadSetting: It cannot be read.
    """
    return Slo(tuple(_term(part) for part in text.split(",")))


def _term(text: str) -> Term:
    read = _TERM.fullmatch(text)
    if read is None:
        raise BadSetting(f"{text!r} is no demand; write such as p95<500ms or errors<1%.")
    name, digits, relation, number, unit = read.groups(default="")
    name = {"avg": "mean", "rate": "throughput"}.get(name, name)
    if (name == "p") != bool(digits) or (name != "p" and name not in _FIGURES):
        known = ", ".join(["p50", "p95", "p99", *_FIGURES])
        raise BadSetting(f"{text!r} is about nothing that is measured; there is {known}.")
    percent = float(digits) if name == "p" else None
    if percent is not None and not 0 < percent <= 100:
        raise BadSetting(f"{text!r}: a percentile lies between 0 and 100.")
    family = "s" if percent is not None else _FIGURES[name][0]
    if unit not in {"s": ("ms", "s"), "%": ("%", ""), "/s": ("/s", "")}[family]:
        wanted = {"s": "ms or s", "%": "%", "/s": "/s"}[family]
        raise BadSetting(f"{text!r} is to be told in {wanted}.")
    return Term(text.strip(), percent, name, relation, float(number) * _SCALE[unit])
