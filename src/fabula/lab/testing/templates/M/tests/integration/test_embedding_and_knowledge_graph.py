"""Embeddings, similarity and the graph."""

from __future__ import annotations

import pytest

from fabula.lab.plugin import Meets

pytestmark = pytest.mark.integration


class TestEmbedding:
    """From a text to its neighbours."""

    def test_vector(self, meets: Meets) -> None:
        """A text becomes a vector."""
        meets("M-embedding-vector")

    def test_large_text(self, meets: Meets) -> None:
        """A large text becomes a vector."""
        meets("M-embedding-large-text")

    def test_accuracy(self, meets: Meets) -> None:
        """Similar characters are found before others."""
        meets("M-embedding-accuracy")

    def test_consistency(self, meets: Meets) -> None:
        """The same question has the same answer."""
        meets("M-embedding-consistency")

    def test_relations(self, meets: Meets) -> None:
        """Relations are found by similarity."""
        meets("M-embedding-relations")

    def test_clustering(self, meets: Meets) -> None:
        """Characters that belong together are found together."""
        meets("M-embedding-clustering")

    def test_isolation(self, meets: Meets) -> None:
        """Nothing of another project is found."""
        meets("M-embedding-isolation")

    def test_storage(self, meets: Meets) -> None:
        """What is stored is what is read."""
        meets("M-embedding-storage")

    def test_reproducible(self, meets: Meets) -> None:
        """The same text gives the same vector."""
        meets("M-embedding-reproducible")

    def test_embedding(self, meets: Meets) -> None:
        """Making an embedding."""
        meets("M-embedding")

    def test_base_similarity(self, meets: Meets) -> None:
        """Finding the similar ones (recorded as the baseline)."""
        meets("M-base-similarity")
