"""Simulated models in this process: the adapters of OpenAI's format, with no socket between."""
