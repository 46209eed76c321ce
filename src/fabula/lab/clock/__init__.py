"""The virtual clock: hours pass in a moment, and what happens when is exact on every machine."""

from __future__ import annotations

from fabula.lab.clock.loop import VirtualLoop, virtually
from fabula.lab.clock.pace import PacedSpeech, PacedText
from fabula.lab.clock.recorded import RecordedSpeech, RecordedText
from fabula.lab.clock.rehearsal import Rehearsal, odds, rehearse
from fabula.lab.clock.times import virtual_clock, virtual_now, virtual_timing

__all__ = [
    "PacedSpeech",
    "PacedText",
    "RecordedSpeech",
    "RecordedText",
    "Rehearsal",
    "VirtualLoop",
    "odds",
    "rehearse",
    "virtual_clock",
    "virtual_now",
    "virtual_timing",
    "virtually",
]
