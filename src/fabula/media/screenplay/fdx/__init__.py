"""FDX, the XML of Final Draft: screenplays as most productions exchange them."""

from __future__ import annotations

from fabula.media.screenplay.fdx.reader import read_fdx
from fabula.media.screenplay.fdx.writer import write_fdx

__all__ = ["read_fdx", "write_fdx"]
