"""A simulated text model in this process."""

from __future__ import annotations

from collections.abc import Mapping

from fabula.models.simulator.app import Simulator
from fabula.models.simulator.near.wire import MODEL, PLACE, NearWire, identity_of, simulator_of
from fabula.models.text.compatible import SECONDS, CompatibleText


class NearText(CompatibleText):
    """Answers tasks: the offline writer's answers where it knows the task.

    Args:
        simulator: What answers.
        seconds: Longest time for a whole call.
    """

    def __init__(self, simulator: Simulator, *, seconds: float = SECONDS) -> None:
        super().__init__(PLACE, MODEL, seconds=seconds)
        self._identity = identity_of(simulator)
        self._wire = NearWire(simulator, seconds=seconds)
        # So that it tells what it costs, in simulated dollars: budgets can be rehearsed, too.
        self._more = {"usage": {"include": True}}


def provide(provider: str, model: str, environment: Mapping[str, str]) -> NearText:  # noqa: ARG001
    """The model behind "simulated" or "simulated:PLAN.toml".

    Raises:
        BadSetting: The plan cannot be read.
    """
    return NearText(simulator_of(model))
