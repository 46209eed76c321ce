"""The gateway: a role for each kind of question, and a chain of models behind each role."""

from __future__ import annotations

from fabula.models.gateway.narrator import Narrator
from fabula.models.gateway.writer import Writer

__all__ = ["Narrator", "Writer"]
