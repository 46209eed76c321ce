"""Embeddings: one file a provider."""
