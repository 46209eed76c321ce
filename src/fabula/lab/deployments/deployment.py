"""What can be measured: what a deployment offers, and what the lab can do with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from importlib.util import find_spec
from typing import Protocol

EMBEDDED, SPAWNED = "embedded", "spawned"

OFFERS: Mapping[str, str] = {
    "engine": "fabula.engine",
    "script": "fabula.productions.episode",
    "video": "fabula.productions.video",
    "book": "fabula.productions.book",
    "voice": "fabula.voice",
    "platform": "fabula.brain",
}
"""What a Fabula may offer, by the package that brings it."""

HTTP = "http"
"""What every deployment at an address offers."""

POWERS: Mapping[str, str] = {
    "inside": "it is not this process, whose parts can be taken by themselves",
    "models": "the lab does not choose what answers for its models",
    "process": "the lab does not see its processes",
    "disk": "the lab does not see its disk",
    "environment": "the lab does not set its environment",
}
"""What the lab may be able to do with a deployment, and what to say where it is not."""


class Deployment(Protocol):
    """Something that can be measured."""

    @property
    def name(self) -> str:
        """As `--target` takes it."""
        ...

    @property
    def offers(self) -> frozenset[str]:
        """What scenarios may need of it: some of `OFFERS` and of `POWERS`."""
        ...

    @property
    def address(self) -> str:
        """Where it answers; empty for this process."""
        ...

    @property
    def pid(self) -> int | None:
        """The process that is metered with all its children; None: this one."""
        ...

    def renew(self) -> None:
        """Begin it anew, if the lab began it: a suite is not to measure what one before it left."""
        ...

    def close(self) -> None:
        """End it, if the lab began it."""
        ...


class Embedded:
    """This very process."""

    name, address, pid = EMBEDDED, "", None

    def __init__(self) -> None:
        there = (offer for offer, package in OFFERS.items() if find_spec(package))
        self.offers = frozenset({*there, *POWERS})

    def renew(self) -> None:
        """It goes on as it is."""

    def close(self) -> None:
        """It goes on."""


def lacking(deployment: Deployment, needs: Collection[str]) -> str:
    """Why a deployment cannot have a scenario that needs this; empty if it can."""
    lacks = sorted(set(needs) - deployment.offers)
    systems = [one for one in lacks if one not in POWERS]
    if systems:
        return f"{deployment.name} does not offer: {', '.join(systems)}"
    return "; ".join(f"{deployment.name}: {POWERS[one]}" for one in lacks[:1])
