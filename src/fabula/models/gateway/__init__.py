"""The gateway: a role for each kind of question, and a chain of models behind each role."""

from __future__ import annotations

from fabula.models.gateway.embedder import Embedder
from fabula.models.gateway.listener import Listener
from fabula.models.gateway.narrator import Narrator
from fabula.models.gateway.painter import Painter
from fabula.models.gateway.writer import Writer

__all__ = ["Embedder", "Listener", "Narrator", "Painter", "Writer"]
