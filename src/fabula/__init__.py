"""Fabula: make for generated media."""
