"""A simulated ear in this process."""

from __future__ import annotations

from fabula.models.hearing.compatible import SECONDS, CompatibleHearing
from fabula.models.simulator.near.wire import Near


class NearHearing(Near, CompatibleHearing):
    """Hears what simulated voices say."""

    longest = SECONDS


provide = NearHearing.provide
