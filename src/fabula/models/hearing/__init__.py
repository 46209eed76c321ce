"""Hearing: one file a provider."""
