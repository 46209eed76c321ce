"""A deployment at an address: all that the lab knows of it comes over HTTP."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from fabula.errors import UnreachableAddress
from fabula.lab.deployments.deployment import HTTP, OFFERS

if TYPE_CHECKING:
    from httpx2 import Client

TIMEOUT_SECONDS = 5.0
MOST_BYTES = 1_000_000
"""Of what a deployment says of itself; it says some hundred."""
LISTING = "/api/v1/runs?limit=1"
"""What is behind the key of a deployment that has keys."""


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
        self.offers = frozenset({HTTP, *(offer for offer in OFFERS if offer in told)})

    def renew(self) -> None:
        """It goes on as it is."""

    def close(self) -> None:
        """It goes on."""


def _health(address: str, key: str) -> dict[str, Any]:
    """What a deployment says of itself, once it has accepted the key."""
    import httpx2

    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        with httpx2.Client(headers=headers, timeout=TIMEOUT_SECONDS, trust_env=False) as http:
            told = _tree(_asked(http, f"{address}/health")[1])
            if told and _asked(http, f"{address}{LISTING}")[0] in (401, 403):
                raise UnreachableAddress(_refused(address, key))
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise UnreachableAddress(f"{address} does not answer: {error}") from None
    return told


def _refused(address: str, key: str) -> str:
    if key:
        return f"{address} does not accept this key. Is it one of this deployment, and still valid?"
    return f"{address} answers only who has a key: give it with --key"


def _asked(http: Client, address: str) -> tuple[int, bytes]:
    """The status and the body of an answer that comes to an end.

    Raises:
        UnreachableAddress: It does not, in the time or size of any that could be meant.
    """
    end, body = time.monotonic() + TIMEOUT_SECONDS, bytearray()
    with http.stream("GET", address) as answer:
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > MOST_BYTES or time.monotonic() > end:
                raise UnreachableAddress(f"{address} does not end its answer")
        return answer.status_code, bytes(body)


def _tree(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
