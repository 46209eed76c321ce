"""The plan of a simulator: how fast, how often it fails, what it allows; a frozen dataclass."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import islice, repeat
from pathlib import Path
from typing import Any, Literal, get_args

from fabula.errors import BadSetting, UnknownName
from fabula.models.simulator.dice import dice
from fabula.models.simulator.faults import Fault, read_fault, strike
from fabula.models.simulator.latency import Distribution, read_distribution
from fabula.roles import Kind

Sounding = Literal["tones", "espeak"]

AT_ONCE = Distribution()
LETTERS_A_TOKEN = 4
"""Assumed for all simulated models: the usual figure for English."""


@dataclass(frozen=True, slots=True)
class Course:
    """What one attempt of a call meets: a pure function of seed, call and attempt.

    Args:
        fault: What goes wrong, if anything does.
        first: Seconds to the first token, with nothing else in flight.
        plan: Whose course it is.
        name: The call and its attempt.
    """

    fault: Fault | None
    first: float
    plan: Plan
    name: str

    def gaps(self) -> Iterator[float]:
        """Seconds before each token after the first, with nothing else in flight; without end."""
        between = self.plan.between
        if between.instant:
            yield from repeat(0.0)
        numbers = dice(self.plan.seed, "between", self.name)
        while True:
            yield between.draw(numbers)

    def seconds(self, tokens: int) -> float:
        """Seconds for a whole answer of so many tokens."""
        if self.plan.between.instant:
            return self.first
        return self.first + sum(islice(self.gaps(), max(0, tokens - 1)))


@dataclass(frozen=True, slots=True)
class Plan:
    """How a simulated provider behaves. All of it can be written in TOML, and as flags.

    ```python
    Plan(seed=7, latency=read_distribution("lognormal(0.4, 0.3)"), faults=(read_fault("429:0.1"),))
    ```

    Args:
        seed: Another seed, another world.
        latency: Seconds to the first token, or to an answer that has none.
        between: Seconds between tokens.
        prefill: Seconds more to the first token for each token of the question.
        load: Share by which each other request in flight slows a request down.
        concurrency: Answers at once; 0: no limit.
        queue: Requests that may wait for their turn; more get a 503.
        rpm: Requests a minute for each caller; more get a 429; 0: no limit.
        tpm: Tokens a minute for each caller; more get a 429; 0: no limit.
        faults: What goes wrong; the first that strikes is the one.
        speech: What voices sound like: "tones", or "espeak" for words.

    Raises:
        BadSetting: A number is negative, or a word is not one of those that can be.
    """

    seed: int = 0
    latency: Distribution = AT_ONCE
    between: Distribution = AT_ONCE
    prefill: float = 0.0
    load: float = 0.0
    concurrency: int = 0
    queue: int = 100
    rpm: int = 0
    tpm: int = 0
    faults: tuple[Fault, ...] = ()
    speech: Sounding = "tones"

    def __post_init__(self) -> None:
        for name in ("prefill", "load", "concurrency", "queue", "rpm", "tpm"):
            if getattr(self, name) < 0:
                raise BadSetting(f"{name} of a simulator cannot be negative.")
        if self.speech not in get_args(Sounding):
            raise UnknownName("simulated speech", self.speech, get_args(Sounding))

    def course(
        self, call: str, attempt: int, *, model: Kind, tokens_in: int = 0, turn: int = 0
    ) -> Course:
        """What an attempt of a call meets.

        Args:
            call: What is asked, or a digest of it.
            attempt: 1 for the first time that exactly this is asked.
            model: Which kind of model it is.
            tokens_in: Size of the question.
            turn: How many answers the question contains: who shows a model what was wrong with its
                answer makes another attempt of the same call, for faults that strike the first.
        """
        name = f"{call} {attempt}"
        fault = strike(self.faults, self.seed, call, attempt + turn, model=model)
        first = self.prefill * tokens_in
        if not self.latency.instant:
            first += self.latency.draw(dice(self.seed, "first", name))
        if fault is not None and fault.kind == "slow":
            first += fault.wait
        return Course(fault, first, self, name)


def read_plan(file: Path) -> Plan:
    """The plan that is written in a TOML file.

    ```toml
    seed = 7
    latency = "lognormal(0.4, 0.3)"
    between = "constant(0.02)"
    faults = ["429:0.1", "stall:0.01,seconds=30"]
    ```

    Raises:
        UnknownName: There is no such field, distribution or fault.
        BadSetting: It cannot be read, is no TOML, or a value cannot be.
    """
    try:
        told = tomllib.loads(file.read_text())
    except OSError as exc:
        raise BadSetting(f"{file}: {exc.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise BadSetting(f"{file}: {exc}.") from None
    return plan_of(told)


def plan_of(told: Mapping[str, Any]) -> Plan:
    """The plan that is told in plain values: texts, numbers, and a list of texts for `faults`.

    Raises:
        UnknownName: There is no such field, distribution or fault.
        BadSetting: A value cannot be.
    """
    known = {item.name: item for item in fields(Plan)}
    for name in told:
        if name not in known:
            raise UnknownName("field of a plan", name, known)
    return Plan(**{name: _value(name, known[name].default, told[name]) for name in told})


def _value(name: str, default: Any, told: Any) -> Any:
    """A value of the type of the default."""
    try:
        if isinstance(default, Distribution):
            return told if isinstance(told, Distribution) else read_distribution(str(told))
        if name == "faults":
            return tuple(one if isinstance(one, Fault) else read_fault(str(one)) for one in told)
        return type(default)(told)
    except (ValueError, TypeError):
        raise BadSetting(f"{name} of a simulator cannot be {told!r}.") from None
