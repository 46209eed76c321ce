"""Simulated pictures: a small landscape of hills and a sun, another for each prompt, as PNG."""

from __future__ import annotations

import asyncio
import base64
import colorsys
import json
import math
import re
import struct
import zlib

from fabula.models.simulator.apis.chat import CREATED
from fabula.models.simulator.calls import Call
from fabula.models.simulator.dice import dice
from fabula.models.simulator.plan import Plan
from fabula.models.simulator.refusals import Refused

MOST_PIXELS = 4096
MOST_PICTURES = 10
USUAL = "1024x1024"
_GRID = 96
"""Cells on the longer side: the picture is drawn coarse, and then enlarged."""
_HILLS = 4


async def answer(call: Call, plan: Plan) -> tuple[bytes, str]:
    """As many pictures as were asked for, in base64, as OpenAI sends them.

    Raises:
        Refused: The size cannot be.
    """
    told = str(call.body.get("size") or USUAL).replace("auto", USUAL)
    match = re.fullmatch(r"(\d{1,4})x(\d{1,4})", told)
    width, height = map(int, match.groups()) if match else (0, 0)
    if not (1 <= width <= MOST_PIXELS and 1 <= height <= MOST_PIXELS):
        raise Refused(400, f"Invalid size {told!r}: write WIDTHxHEIGHT.", param="size")
    count = min(int(call.body.get("n") or 1), MOST_PICTURES)
    content = await asyncio.to_thread(_pictures, f"{plan.seed} {call.key}", (width, height), count)
    return content, "application/json"


def _pictures(name: str, size: tuple[int, int], count: int) -> bytes:
    drawn = (landscape(f"{name} {n}", *size) for n in range(count))
    rows = [{"b64_json": base64.b64encode(png).decode()} for png in drawn]
    usage = {"input_tokens": 20, "output_tokens": 1000 * count, "total_tokens": 20 + 1000 * count}
    usage_more = {"input_tokens_details": {"text_tokens": 20, "image_tokens": 0}}
    return json.dumps({"created": CREATED, "data": rows, "usage": usage | usage_more}).encode()


def landscape(name: str, width: int, height: int) -> bytes:
    """A PNG of exactly that size, in pixels; the same name gives the same bytes."""
    numbers = dice(0, name)
    cell = max(1, -(-max(width, height) // _GRID))
    columns, lines = -(-width // cell), -(-height // cell)
    ridges = []
    for hill in range(_HILLS):
        level, depth = lines * (0.45 + 0.14 * hill), lines * 0.10
        waves = [(numbers.uniform(2, 7), numbers.uniform(0, 6)) for _ in range(3)]
        ridges.append(
            [
                level + depth * sum(math.sin(f * x / columns * 3 + p) for f, p in waves) / 2
                for x in range(columns)
            ]
        )
    sun = (numbers.uniform(0.2, 0.8) * columns, numbers.uniform(0.15, 0.4) * lines, lines * 0.09)
    rows = [_row(y, lines, ridges, sun) for y in range(lines)]
    pixels = b"".join(
        _enlarged(row, cell, width) * min(cell, height - y * cell) for y, row in enumerate(rows)
    )
    return _png(width, height, _palette(numbers.random()), pixels)


_SKY, _SUN = 16, 16
"""Colours of the sky come first, then the sun, then the hills."""


def _row(y: int, lines: int, ridges: list[list[float]], sun: tuple[float, float, float]) -> bytes:
    sky = min(_SKY - 1, y * _SKY // lines)
    made = bytearray()
    for x in range(len(ridges[0])):
        front = [hill for hill, ridge in enumerate(ridges) if y >= ridge[x]]
        if front:
            made.append(_SUN + 1 + front[-1])
        else:
            shining = math.dist((x, y), sun[:2]) < sun[2]
            made.append(_SUN if shining else sky)
    return bytes(made)


def _enlarged(row: bytes, cell: int, width: int) -> bytes:
    """A line of the picture: no filter, then each cell as wide as it is drawn."""
    return b"\0" + b"".join(bytes([colour]) * cell for colour in row)[:width]


def _palette(hue: float) -> bytes:
    """Sky, sun and hills in colours that go together."""
    sky = [(hue, 0.55 - 0.4 * n / _SKY, 0.75 + 0.25 * n / _SKY) for n in range(_SKY)]
    sun = [((hue + 0.5) % 1, 0.25, 1.0)]
    hills = [((hue + 0.08 * n) % 1, 0.45, 0.7 - 0.14 * n) for n in range(_HILLS)]
    colours = (colorsys.hsv_to_rgb(*colour) for colour in [*sky, *sun, *hills])
    return bytes(round(255 * part) for colour in colours for part in colour)


def _png(width: int, height: int, palette: bytes, pixels: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = (
        (b"IHDR", head),
        (b"PLTE", palette),
        (b"IDAT", zlib.compress(pixels, 1)),
        (b"IEND", b""),
    )
    told = b"".join(
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + told
