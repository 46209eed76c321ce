"""What the lab measures: this process, or a deployment at an address; and what it offers."""

from __future__ import annotations

from fabula.lab.deployments.deployment import POWERS, SPAWNED, Deployment, Embedded, lacking
from fabula.lab.deployments.opening import open_deployment
from fabula.lab.deployments.remote import Remote
from fabula.lab.deployments.spawned import Spawned

__all__ = [
    "POWERS",
    "SPAWNED",
    "Deployment",
    "Embedded",
    "Remote",
    "Spawned",
    "lacking",
    "open_deployment",
]
