"""The roster: which model takes which role, why, and what is known of it without asking it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from typing import Any

from fabula.engine.breaker import State
from fabula.errors import UserError
from fabula.models.addresses import (
    ADDRESSES,
    LOCAL,
    SAME_PLACE,
    address_of,
    address_variable,
    variable_of,
)
from fabula.models.choice import EXTRAS, PROVIDERS, Link, links_of
from fabula.models.keys import whence
from fabula.models.policy_file import Policies
from fabula.models.prices import FREE, Price, most_of
from fabula.models.protocols import chat_of
from fabula.roles import ROLES, Choice, Kind


@dataclass(frozen=True, slots=True)
class Key:
    """The key to a provider, as far as it may be told.

    Args:
        variable: The environment variable that holds it; empty: none is needed.
        whence: "environment", "keyring", or empty: there is none.
        optional: A server of one's own, which may want none.
    """

    variable: str = ""
    whence: str = ""
    optional: bool = False

    @property
    def missing(self) -> bool:
        """Whether nothing can be asked for want of it."""
        return bool(self.variable) and not self.whence and not self.optional


@dataclass(frozen=True, slots=True)
class Member:
    """A model of a chain.

    Args:
        model: As it is written.
        key: What opens it.
        price: What it costs, as far as it is known.
        abilities: What it can, by name; what it cannot, or does not tell, is left out.
        state: Whether it is left alone after failures, in this process.
        problem: Why it cannot be asked at all; empty if nothing speaks against it.
        provider: The model itself, if it could be opened; `close` it.
    """

    model: str
    key: Key
    price: Price
    abilities: Mapping[str, Any]
    state: State = "closed"
    problem: str = ""
    provider: Any = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """A role, and the models that take it, the first choice first."""

    choice: Choice
    members: tuple[Member, ...]

    async def close(self) -> None:
        """Let go of the models."""
        for member in self.members:
            if member.provider is not None:
                await member.provider.close()


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider that models can be chosen of.

    Args:
        name: As it stands before the colon.
        kinds: What its models can.
        key: What opens it.
        address: Where it is; empty for one that works in this process, or has its address with
            the model.
        address_variable: The environment variable that moves it elsewhere.
        extra: The pip line for what it needs besides; empty: nothing.
    """

    name: str
    kinds: tuple[Kind, ...]
    key: Key
    address: str = ""
    address_variable: str = ""
    extra: str = ""


def roster(
    choices: Iterable[Choice], environment: Mapping[str, str], policies: Policies
) -> list[Entry]:
    """Who takes which role. A model that cannot be opened is there, too, with the problem.

    It may load the public prices, and so take some tenths of a second.

    Raises:
        UnknownName: A choice names a provider that does not exist.
        BadSetting: It has a comma too many.
    """
    entries = []
    for choice in choices:
        links = links_of(ROLES[choice.role].kind, choice.setting) if choice.setting else []
        members = [_member(link, environment, policies) for link in links]
        entries.append(Entry(choice, tuple(members)))
    return entries


def providers(environment: Mapping[str, str]) -> list[Provider]:
    """Every provider that there is: those without a key, those with one, those of one's own.

    Raises:
        BadSetting: One was moved to an address that cannot be.
    """
    names = {name for table in PROVIDERS.values() for name in table}
    found = [_provider(name, environment) for name in names]
    return sorted(found, key=lambda one: (bool(one.key.variable), one.key.optional, one.name))


def key_of(provider: str, environment: Mapping[str, str]) -> Key:
    """What is known of the key to a provider."""
    provider = SAME_PLACE.get(provider, provider)
    local = provider in LOCAL
    if provider not in ADDRESSES and not local:
        return Key()
    variable = variable_of(provider)
    return Key(variable, whence(variable, environment), optional=local)


def _member(link: Link, environment: Mapping[str, str], policies: Policies) -> Member:
    key = key_of(link.provider, environment)
    try:
        provider = link.open(environment)
    except UserError as problem:
        return Member(str(link), key, policies.price(str(link)), {}, problem=str(problem))
    who = provider.identity
    price = policies.price(who) if most_of(provider) else FREE
    return Member(
        str(link), key, price, _abilities(provider), policies.state(who), provider=provider
    )


def _abilities(provider: Any) -> dict[str, Any]:
    told = getattr(provider, "abilities", None)
    if is_dataclass(told) and not isinstance(told, type):
        return {name: value for name, value in asdict(told).items() if value}
    return {"streaming": True, "tools": True} if chat_of(provider) else {}


def _provider(name: str, environment: Mapping[str, str]) -> Provider:
    kinds = tuple(kind for kind, table in PROVIDERS.items() if name in table)
    key = key_of(name, environment)
    extra = f"pip install 'fabula[{EXTRAS[name]}]'" if name in EXTRAS else ""
    place = SAME_PLACE.get(name, name)
    if place not in ADDRESSES:
        return Provider(name, kinds, key, extra=extra)
    address, variable = address_of(place, environment), address_variable(place)
    return Provider(name, kinds, key, address, variable, extra)
