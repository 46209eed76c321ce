"""How each model and step is treated, and what models cost: TOML files with sections by name."""

from __future__ import annotations

import builtins
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from fabula import errors
from fabula.engine.breaker import State
from fabula.engine.limiter import Places, Rates
from fabula.engine.policies import Guard, Policy, Timing
from fabula.engine.step_policies import PREFIX, StepPolicies
from fabula.errors import BadSetting
from fabula.models.addresses import LOCAL
from fabula.models.keys import refuse_keys
from fabula.models.prices import FREE, OWN, SIMULATED, Price

_POLICY = {item.name: str(item.type).partition(" ")[0] for item in fields(Policy)}
# A step has no tokens of its own: those of its models are limited.
_STEP = {name: kind for name, kind in _POLICY.items() if name != "tokens_per_minute"}
_STEP["pool"] = "pool"
_PRICE = {item.name: "float" for item in fields(Price) if item.name.startswith("usd_per_")}
_OWN_MACHINES = LOCAL - {"compatible"} | {"local"}
"""What runs there costs nothing; "compatible" may be anybody's."""
_LEAST = {"attempts": 1, "concurrency": 1, "requests_per_minute": 1, "tokens_per_minute": 1}


_WANTED = {
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "pool": '"loop", "thread" or "process"',
}
"""What a line of each kind must be."""


class Policies:
    """How each model and step is treated, and what models cost.

    Args:
        sections: Choices by pattern, such as "openai:*" or "step:narrate"; a later section
            overrides an earlier one.
        timing: Time and chance, for tests.
        source: What messages call the place where the sections stand.
    """

    def __init__(
        self,
        sections: Mapping[str, Mapping[str, Any]] | None = None,
        timing: Timing | None = None,
        source: str = "FABULA_POLICIES",
    ) -> None:
        self._sections, self._timing = dict(sections or {}), timing or Timing()
        about = {
            pattern.removeprefix(PREFIX): lines
            for pattern, lines in self._sections.items()
            if pattern.startswith(PREFIX)
        }
        self.steps = StepPolicies(about, source, timing=timing) if about else None
        """How steps are treated, if any of them otherwise than it says itself."""
        self._guards: dict[str, Guard] = {}
        self.rates: Rates | None = None
        """Where rates are counted together with other processes, if there is such a place."""
        self.places: Places | None = None
        """Where calls at the same time are, in the same way."""

    def join(self, rates: Rates | None, places: Places | None) -> None:
        """Keep limits together with other processes, where there is a place for it."""
        self.rates, self.places = rates, places
        if self.steps is not None:
            self.steps.rates = rates

    def guard(self, identity: str) -> Guard:
        """The guard of a model, one for all who call it."""
        if identity not in self._guards:
            chosen = self._chosen(identity, _POLICY)
            # A limit that somebody wrote down is the provider's; the usual one is each process's.
            # A model without a provider before its name works in this process.
            places = self.places if "concurrency" in chosen and ":" in identity else None
            guard = Guard(identity, Policy(**chosen), self.rates, self._timing, places)
            self._guards[identity] = guard
        return self._guards[identity]

    def apart(self, identity: str) -> Guard:
        """A guard for a call that is not the model's work: retried alike, and nothing learnt of it.

        It passes a breaker that is open, takes no room of others, and opens none.
        """
        policy = self.guard(identity).policy
        alike = Policy(policy.attempts, policy.pause, policy.longest, failures=0)
        return Guard(identity, alike, timing=self._timing)

    def state(self, identity: str) -> State:
        """Whether a model is asked ("closed"), left alone after failures ("open"), or probed."""
        guard = self._guards.get(identity)
        return guard.state if guard else "closed"

    def price(self, identity: str) -> Price:
        """The price of a model: the user's own, else the public one, which loads a library."""
        chosen = self._chosen(identity, _PRICE)
        if chosen:
            return Price(**chosen)
        if identity.partition(":")[0] in _OWN_MACHINES:
            return FREE
        if identity.startswith("simulated:"):
            return SIMULATED
        from fabula.models.public_prices import public_price

        return public_price(identity)

    def _chosen(self, identity: str, names: Mapping[str, Any]) -> dict[str, Any]:
        chosen: dict[str, Any] = {}
        for pattern, lines in self._sections.items():
            if fnmatchcase(identity, pattern):
                chosen |= {name: value for name, value in lines.items() if name in names}
        return chosen


def read_policies(policies: Path | None = None, prices: Path | None = None) -> Policies:
    """The policies and the prices in two files; the usual ones, and the public ones, without.

    Raises:
        BadSetting: A file cannot be read, or a line of it is not right: told by its name.
    """
    sections: dict[str, dict[str, Any]] = {}
    for path, variable, known in (
        (policies, "FABULA_POLICIES", _POLICY),
        (prices, "FABULA_PRICES", _PRICE),
    ):
        for pattern, lines in _read(path, variable, known).items() if path else ():
            # Found once more, a section counts as a later one.
            sections[pattern] = {**sections.pop(pattern, {}), **lines}
    return Policies(sections, source=f"FABULA_POLICIES, {policies}")


def _read(path: Path, variable: str, known: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The sections of a file, each of whose lines must be known."""
    try:
        text = path.read_text("utf-8")
        refuse_keys(text, str(path))
        sections = tomllib.loads(text)
    except OSError as exc:
        raise BadSetting(f"{variable}, {path}: {exc.strerror or exc}.") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise BadSetting(f"{variable}, {path}: {exc}.") from None
    for pattern, lines in sections.items():
        if not isinstance(lines, dict):
            raise BadSetting(f'{path}: {pattern!r} stands outside of a section like ["openai:*"].')
        fit = _STEP if pattern.startswith(PREFIX) and known is _POLICY else known
        for name, value in lines.items():
            lines[name] = _checked(f"{path}, [{pattern}]", name, value, fit)
    return sections


def _checked(place: str, name: str, value: Any, known: Mapping[str, str]) -> Any:
    """What a line says, as a policy has it."""
    if name not in known:
        where = f" Prices stand in {OWN}, the file of FABULA_PRICES." if name in _PRICE else ""
        raise BadSetting(f"{place}: {name!r} is not known. Known: {', '.join(known)}.{where}")
    if name == "retry_on":
        return _errors(place, value)
    kind, number = known[name], isinstance(value, int | float) and not isinstance(value, bool)
    fit = {
        "bool": isinstance(value, bool),
        "int": number and isinstance(value, int),
        "float": number,
        "pool": value in ("loop", "thread", "process"),
    }[kind]
    least = _LEAST.get(name, 0)
    if not fit or (number and not least <= value < float("inf")):
        at_least = f", at least {least}" if kind in {"int", "float"} else ""
        raise BadSetting(f"{place}: {name} is {value!r}; it must be {_WANTED[kind]}{at_least}.")
    return value


def _errors(place: str, value: Any) -> tuple[type[Exception], ...]:
    """The errors of these names, of Fabula or of Python itself."""
    found = []
    for word in value if isinstance(value, list) else [value]:
        error = getattr(errors, str(word), None) or getattr(builtins, str(word), None)
        if not isinstance(error, type) or not issubclass(error, Exception):
            raise BadSetting(
                f"{place}: retry_on names {word!r}; it must be a list of errors, Fabula's or "
                'Python\'s own: ["ModelBusy", "OSError"].'
            )
        found.append(error)
    return tuple(found)
