"""Simulated embeddings in this process."""

from __future__ import annotations

from fabula.models.embedding.compatible import SECONDS, CompatibleEmbedding
from fabula.models.simulator.near.wire import Near


class NearEmbedding(Near, CompatibleEmbedding):
    """Places texts by their words."""

    longest = SECONDS


provide = NearEmbedding.provide
