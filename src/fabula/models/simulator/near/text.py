"""A simulated text model in this process."""

from __future__ import annotations

from fabula.models.simulator.app import Simulator
from fabula.models.simulator.near.wire import Near
from fabula.models.text.compatible import SECONDS, CompatibleText


class NearText(Near, CompatibleText):
    """Answers tasks: the offline writer's answers where it knows the task."""

    longest = SECONDS

    def __init__(self, simulator: Simulator, *, seconds: float | None = None) -> None:
        super().__init__(simulator, seconds=seconds)
        # So that it tells what it costs, in simulated dollars: budgets can be rehearsed, too.
        self._more = {"usage": {"include": True}}


provide = NearText.provide
