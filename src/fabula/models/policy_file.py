"""The policies of a deployment: one TOML file, a section for each model or pattern of models."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from fabula.engine.limiter import Rates
from fabula.engine.policies import Guard, Policy, Timing
from fabula.errors import BadSetting
from fabula.models.addresses import LOCAL
from fabula.models.prices import Price, known_price

_POLICY = {item.name: item.type for item in fields(Policy) if item.name != "retry_on"}
_PRICE = {item.name: item.type for item in fields(Price)}
_LEAST = {"attempts": 1, "concurrency": 1, "requests_per_minute": 1, "tokens_per_minute": 1}

_FREE = Price(0.0, 0.0, 0.0)


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

    def guard(self, identity: str) -> Guard:
        """The guard of a model, one for all who call it."""
        if identity not in self._guards:
            chosen = self._chosen(identity, _POLICY)
            guard = Guard(identity, Policy(**chosen), self.rates, self._timing)
            self._guards[identity] = guard
        return self._guards[identity]

    def price(self, identity: str) -> Price:
        """The price of a model: of the file, else the public one; that may load a library."""
        chosen = self._chosen(identity, _PRICE)
        if chosen:
            return Price(**chosen)
        provider = identity.partition(":")[0]
        return _FREE if provider in LOCAL - {"compatible"} else known_price(identity)

    def _chosen(self, identity: str, names: Mapping[str, Any]) -> dict[str, Any]:
        chosen: dict[str, Any] = {}
        for pattern, lines in self._sections.items():
            if fnmatchcase(identity, pattern):
                chosen |= {name: value for name, value in lines.items() if name in names}
        return chosen


def read_policies(path: Path | None) -> Policies:
    """The policies in a file; the usual ones if None.

    Raises:
        BadSetting: The file cannot be read, or a line of it is not right: told by its name.
    """
    if path is None:
        return Policies()
    try:
        sections = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise BadSetting(f"FABULA_POLICIES, {path}: {exc}.") from None
    for pattern, lines in sections.items():
        if not isinstance(lines, dict):
            raise BadSetting(f'{path}: {pattern!r} stands outside of a section like ["openai:*"].')
        for name, value in lines.items():
            _check(path, pattern, name, value)
    return Policies(sections)


def _check(path: Path, pattern: str, name: str, value: object) -> None:
    known = {**_POLICY, **_PRICE}
    if name not in known:
        raise BadSetting(f"{path}, [{pattern}]: {name!r} is not known. Known: {', '.join(known)}.")
    kind = str(known[name]).partition(" ")[0]
    fit = {
        "bool": isinstance(value, bool),
        "int": isinstance(value, int) and not isinstance(value, bool),
        "float": isinstance(value, int | float) and not isinstance(value, bool),
    }[kind]
    least = _LEAST.get(name, 0)
    if not fit or (isinstance(value, int | float) and value < least):
        wanted = {"bool": "true or false", "int": "a whole number", "float": "a number"}[kind]
        at_least = "" if kind == "bool" else f", at least {least}"
        raise BadSetting(
            f"{path}, [{pattern}]: {name} is {value!r}; it must be {wanted}{at_least}."
        )
