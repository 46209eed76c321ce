"""What the lab measures: this process, or a deployment at an address; and what it offers."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Protocol
from urllib.parse import urlsplit

from fabula.errors import BadSetting, UnknownName, UnreachableAddress

EMBEDDED, SPAWNED = "embedded", "spawned"

OFFERS: Mapping[str, str] = {
    "engine": "fabula.engine",
    "script": "fabula.productions.episode",
    "video": "fabula.productions.video",
    "book": "fabula.productions.book",
    "voice": "fabula.voice",
    "platform": "fabula.brain",
    "http": "fabula.server",
}
"""What a Fabula may offer, by the package that brings it."""

TIMEOUT_SECONDS = 5.0


class Deployment(Protocol):
    """Something that can be measured."""

    @property
    def name(self) -> str:
        """As `--target` takes it."""
        ...

    @property
    def offers(self) -> frozenset[str]:
        """What scenarios may need of it: some of `OFFERS`."""
        ...


class Embedded:
    """This very process."""

    name = EMBEDDED

    def __init__(self) -> None:
        self.offers = frozenset(offer for offer, package in OFFERS.items() if find_spec(package))


class Remote:
    """A deployment at an address.

    Args:
        address: Where it answers: `https://studio.example`.
        key: Sent as a bearer token, if there is one.

    Raises:
        UnreachableAddress: Nobody answers there.
    """

    def __init__(self, address: str, key: str = "") -> None:
        import httpx2

        self.name, self.address, self.key = address, address.rstrip("/"), key
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        try:
            answer = httpx2.get(f"{self.address}/health", headers=headers, timeout=TIMEOUT_SECONDS)
        except httpx2.HTTPError as error:
            raise UnreachableAddress(f"{address} does not answer: {error}") from None
        self.offers = frozenset({"http", *_told(answer)})


def _told(answer: object) -> list[str]:
    """What a deployment says that it offers; nothing if it does not say."""
    try:
        said = answer.json()  # type: ignore[attr-defined]
    except ValueError:
        return []
    offers = said.get("offers", []) if isinstance(said, dict) else []
    return [offer for offer in offers if offer in OFFERS]


def open_deployment(name: str, key: str = "") -> Deployment:
    """The deployment that `--target` names.

    Raises:
        BadSetting: It is `spawned`, and there is no server that could be.
        UnknownName: It is neither `embedded` nor an address.
        UnreachableAddress: Nobody answers there.
    """
    if name == EMBEDDED:
        return Embedded()
    if urlsplit(name).scheme in ("http", "https"):
        return Remote(name, key)
    if name == SPAWNED:
        raise BadSetting(
            "--target spawned: this version has no server that could be started. Measure this "
            "process with `--target embedded`, or one that runs with `--target http://ADDRESS`."
        )
    raise UnknownName("deployment", name, [EMBEDDED, "http://ADDRESS", "https://ADDRESS"])
