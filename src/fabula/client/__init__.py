"""A client of a Fabula server: orders works, follows their runs, fetches their files."""

from __future__ import annotations

from fabula.client.records import Missing, Progress, RunStatus
from fabula.client.talking import Client

__all__ = ["Client", "Missing", "Progress", "RunStatus"]
