"""A simulated voice in this process."""

from __future__ import annotations

from collections.abc import Mapping

from fabula.models.simulator.app import Simulator
from fabula.models.simulator.near.wire import MODEL, PLACE, NearWire, identity_of, simulator_of
from fabula.models.speech.compatible import SECONDS, CompatibleSpeech


class NearSpeech(CompatibleSpeech):
    """Reads aloud in tones.

    Args:
        simulator: What answers.
        seconds: Longest time for a whole call.
    """

    def __init__(self, simulator: Simulator, *, seconds: float = SECONDS) -> None:
        super().__init__(PLACE, MODEL, seconds=seconds)
        self._identity = identity_of(simulator)
        self._wire = NearWire(simulator, seconds=seconds)


def provide(provider: str, model: str, environment: Mapping[str, str]) -> NearSpeech:  # noqa: ARG001
    """The model behind "simulated" or "simulated:PLAN.toml".

    Raises:
        BadSetting: The plan cannot be read.
    """
    return NearSpeech(simulator_of(model))
