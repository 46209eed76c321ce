"""The deployment that is named: this process, one that the lab starts, or an address."""

from __future__ import annotations

from urllib.parse import urlsplit

from fabula.errors import UnknownName
from fabula.lab.deployments.deployment import EMBEDDED, SPAWNED, Deployment, Embedded
from fabula.lab.deployments.remote import Remote
from fabula.lab.deployments.spawned import Spawned


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
