"""How each model is treated and what it costs: TOML files with sections by model or pattern."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from fabula.engine.breaker import State
from fabula.engine.limiter import Places, Rates
from fabula.engine.policies import Guard, Policy, Timing
from fabula.errors import BadSetting
from fabula.models.addresses import LOCAL
from fabula.models.keys import refuse_keys
from fabula.models.prices import FREE, OWN, Price

_POLICY = {item.name: item.type for item in fields(Policy) if item.name != "retry_on"}
_PRICE = {item.name: item.type for item in fields(Price) if item.name.startswith("usd_per_")}
_LEAST = {"attempts": 1, "concurrency": 1, "requests_per_minute": 1, "tokens_per_minute": 1}


class Policies:
    """How each model is treated, and what it costs.

    Args:
        sections: Choices by pattern, such as "openai:*"; a later section overrides an earlier one.
        timing: Time and chance, for tests.
    """

    def __init__(
        self,
        sections: Mapping[str, Mapping[str, Any]] | None = None,
        timing: Timing | None = None,
    ) -> None:
        self._sections, self._timing = dict(sections or {}), timing or Timing()
        self._guards: dict[str, Guard] = {}
        self.rates: Rates | None = None
        """Where rates are counted together with other processes, if there is such a place."""
        self.places: Places | None = None
        """Where calls at the same time are, in the same way."""

    def guard(self, identity: str) -> Guard:
        """The guard of a model, one for all who call it."""
        if identity not in self._guards:
            chosen = self._chosen(identity, _POLICY)
            # A limit that somebody wrote down is the provider's; the usual one is each process's.
            places = self.places if "concurrency" in chosen else None
            guard = Guard(identity, Policy(**chosen), self.rates, self._timing, places)
            self._guards[identity] = guard
        return self._guards[identity]

    def state(self, identity: str) -> State:
        """Whether a model is asked ("closed"), left alone after failures ("open"), or probed."""
        guard = self._guards.get(identity)
        return guard.state if guard else "closed"

    def price(self, identity: str) -> Price:
        """The price of a model: the user's own, else the public one, which loads a library."""
        chosen = self._chosen(identity, _PRICE)
        if chosen:
            return Price(**chosen)
        if identity.partition(":")[0] in LOCAL - {"compatible"}:
            return FREE
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
    return Policies(sections)


def _read(path: Path, variable: str, known: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The sections of a file, each of whose lines must be known."""
    try:
        text = path.read_text("utf-8")
        refuse_keys(text, str(path))
        sections = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise BadSetting(f"{variable}, {path}: {exc}.") from None
    for pattern, lines in sections.items():
        if not isinstance(lines, dict):
            raise BadSetting(f'{path}: {pattern!r} stands outside of a section like ["openai:*"].')
        for name, value in lines.items():
            _check(f"{path}, [{pattern}]", name, value, known)
    return sections


def _check(place: str, name: str, value: object, known: Mapping[str, Any]) -> None:
    if name not in known:
        where = f" Prices stand in {OWN}, the file of FABULA_PRICES." if name in _PRICE else ""
        raise BadSetting(f"{place}: {name!r} is not known. Known: {', '.join(known)}.{where}")
    kind = str(known[name]).partition(" ")[0]
    fit = {
        "bool": isinstance(value, bool),
        "int": isinstance(value, int) and not isinstance(value, bool),
        "float": isinstance(value, int | float) and not isinstance(value, bool),
    }[kind]
    least = _LEAST.get(name, 0)
    if not fit or (isinstance(value, int | float) and not least <= value < float("inf")):
        wanted = {"bool": "true or false", "int": "a whole number", "float": "a number"}[kind]
        at_least = "" if kind == "bool" else f", at least {least}"
        raise BadSetting(f"{place}: {name} is {value!r}; it must be {wanted}{at_least}.")
