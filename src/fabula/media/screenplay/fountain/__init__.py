"""Fountain 1.1: screenplays as plain text, read and written."""

from __future__ import annotations

from fabula.media.screenplay.fountain.reader import read_fountain
from fabula.media.screenplay.fountain.writer import write_fountain

__all__ = ["read_fountain", "write_fountain"]
