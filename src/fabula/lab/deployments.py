"""What the lab measures: this process, or a deployment at an address; and what it offers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from fabula.errors import UnknownName, UnreachableAddress
from fabula.lab.spawned import Processes

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

TIMEOUT_SECONDS = 5.0
LISTING = "/api/v1/runs?limit=1"
"""What is behind the key of a deployment that has keys."""


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


class Remote:
    """A deployment at an address.

    Args:
        address: Where it answers: `https://studio.example`.
        key: Sent as a bearer token, if there is one.

    Raises:
        UnreachableAddress: Nobody answers there, or it does not accept the key.
    """

    pid: int | None = None

    def __init__(self, address: str, key: str = "") -> None:
        self.name, self.address, self.key = address, address.rstrip("/"), key
        self.health = _health(self.address, key)
        said = self.health.get("offers")
        told = said if isinstance(said, list) else []
        self.offers = frozenset({HTTP, *(offer for offer in told if offer in OFFERS)})

    def renew(self) -> None:
        """It goes on as it is."""

    def close(self) -> None:
        """It goes on."""


class Spawned(Remote):
    """A server and a simulated provider that the lab starts, and ends.

    Args:
        environment: Of the server, besides what the lab tells it.
        simulator: Address of one that is there already; empty: one is started.

    Raises:
        RunError: One of them did not start; with the last lines that it wrote.
    """

    def __init__(
        self, environment: Mapping[str, str] | None = None, *, simulator: str = ""
    ) -> None:
        self._environment, self._simulator = environment, simulator
        self._begin()

    def _begin(self) -> None:
        self._used = False
        self._processes = Processes(self._environment, simulator=self._simulator)
        try:
            super().__init__(self._processes.address)
        except UnreachableAddress:
            self._processes.check()
            raise
        self.name, self.pid = SPAWNED, self._processes.pid
        self.simulator = self._processes.simulator
        self.offers |= {"models", "process", "disk", "environment"}

    def renew(self) -> None:
        """Other processes with nothing to remember; the first suite has such already."""
        if self._used:
            self.close()
            self._begin()
        self._used = True

    @property
    def home(self) -> Path:
        """Where the server keeps everything."""
        return self._processes.home

    def check(self) -> None:
        """Raise `RunError` if a process has ended, with the last lines that it wrote."""
        self._processes.check()

    def close(self) -> None:
        """End both processes, and remove what they kept."""
        self._processes.close()


def lacking(deployment: Deployment, needs: Collection[str]) -> str:
    """Why a deployment cannot have a scenario that needs this; empty if it can."""
    lacks = sorted(set(needs) - deployment.offers)
    systems = [one for one in lacks if one not in POWERS]
    if systems:
        return f"{deployment.name} does not offer: {', '.join(systems)}"
    return "; ".join(f"{deployment.name}: {POWERS[one]}" for one in lacks[:1])


def open_deployment(name: str, key: str = "") -> Deployment:
    """The deployment that `--target` names; one that is spawned ends with this process at last.

    Raises:
        RunError: It is spawned, and did not start.
        UnknownName: It is neither `embedded`, nor `spawned`, nor an address.
        UnreachableAddress: Nobody answers there, or the key is refused.
    """
    if name == EMBEDDED:
        return Embedded()
    if name == SPAWNED:
        return Spawned()
    if urlsplit(name).scheme in ("http", "https"):
        return Remote(name, key)
    raise UnknownName("deployment", name, [EMBEDDED, SPAWNED, "http://ADDRESS", "https://ADDRESS"])


def _health(address: str, key: str) -> dict[str, Any]:
    """What a deployment says of itself, once it has accepted the key."""
    import httpx2

    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        with httpx2.Client(headers=headers, timeout=TIMEOUT_SECONDS, trust_env=False) as http:
            answer = http.get(f"{address}/health")
            told = _tree(answer)
            if told and http.get(f"{address}{LISTING}").status_code in (401, 403):
                raise UnreachableAddress(_refused(address, key))
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise UnreachableAddress(f"{address} does not answer: {error}") from None
    return told


def _refused(address: str, key: str) -> str:
    if key:
        return f"{address} does not accept this key. Is it one of this deployment, and still valid?"
    return f"{address} answers only who has a key: give it with --key"


def _tree(answer: Any) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
