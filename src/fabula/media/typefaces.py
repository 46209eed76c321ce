"""What a typeface can show, read from its own tables."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path


def characters(font: Path) -> frozenset[int]:
    """Code points in the Unicode character map (cmap, formats 4 and 12) of a TrueType font.

    Layout: https://learn.microsoft.com/typography/opentype/spec/cmap
    """
    content = font.read_bytes()
    (count,) = struct.unpack_from(">H", content, 4)
    tables = (struct.unpack_from(">4sLLL", content, 12 + 16 * index) for index in range(count))
    start = next(offset for tag, _, offset, _ in tables if tag == b"cmap")
    (subtables,) = struct.unpack_from(">H", content, start + 2)
    found: set[int] = set()
    for index in range(subtables):
        _, _, offset = struct.unpack_from(">HHL", content, start + 4 + 8 * index)
        found.update(_mapped(content, start + offset))
    return frozenset(found)


def _mapped(content: bytes, start: int) -> Iterator[int]:
    (form,) = struct.unpack_from(">H", content, start)
    if form == 4:
        (double,) = struct.unpack_from(">H", content, start + 6)
        ends = struct.unpack_from(f">{double // 2}H", content, start + 14)
        starts = struct.unpack_from(f">{double // 2}H", content, start + 16 + double)
        for first, last in zip(starts, ends, strict=True):
            yield from range(first, min(last, 0xFFFE) + 1)
    elif form == 12:
        (groups,) = struct.unpack_from(">L", content, start + 12)
        for index in range(groups):
            first, last, _ = struct.unpack_from(">LLL", content, start + 16 + 12 * index)
            yield from range(first, last + 1)
