"""A simulated voice in this process."""

from __future__ import annotations

from fabula.models.simulator.near.wire import Near
from fabula.models.speech.compatible import SECONDS, CompatibleSpeech


class NearSpeech(Near, CompatibleSpeech):
    """Reads aloud in tones."""

    longest = SECONDS


provide = NearSpeech.provide
