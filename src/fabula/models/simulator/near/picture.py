"""A simulated painter in this process."""

from __future__ import annotations

from fabula.models.pictures.compatible import SECONDS, CompatiblePictures
from fabula.models.simulator.near.wire import Near


class NearPictures(Near, CompatiblePictures):
    """Paints small landscapes."""

    longest = SECONDS


provide = NearPictures.provide
