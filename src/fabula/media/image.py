"""A picture as every room passes it on: the bytes of a file, what kind it is, and its size."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in a file.

    Args:
        content: The file.
        media_type: What it is: "image/png", "image/jpeg" or "image/webp".
        width: In pixels.
        height: In pixels.
    """

    content: bytes = field(repr=False)
    media_type: str
    width: int
    height: int
