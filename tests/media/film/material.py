"""Slides and voices made for the tests: each tells by itself which one it is."""

from __future__ import annotations

import io
from functools import cache

import numpy as np
from PIL import Image, ImageDraw

from fabula.media.sound import Sound

COLOURS = ("#b03030", "#30a050", "#3050c0", "#c0a020", "#8030a0", "#20a0a0", "#d07030", "#707070")


def slide(number: int, width: int = 640, height: int = 360) -> bytes:
    """A slide in a colour of its own, with shapes and words to code."""
    image = Image.new("RGB", (width, height), COLOURS[number % len(COLOURS)])
    draw = ImageDraw.Draw(image)
    for step in range(12):
        left, top = step * width // 14 + 8, height // 3 + (step * 37 + number * 11) % (height // 3)
        draw.rectangle(
            (left, top, left + width // 20, top + 12), fill=(step * 20, 255 - step * 18, 90)
        )
    draw.text((width // 10, height // 8), f"Slide {number}", font_size=height // 10, fill="white")
    return png(image)


def png(image: Image.Image) -> bytes:
    """An image as PNG."""
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    return file.getvalue()


def colour(number: int) -> tuple[int, int, int]:
    """The colour of a slide, seen in its corners."""
    value = COLOURS[number % len(COLOURS)]
    return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)


@cache
def voice(seconds: float, rate: int = 22_050, *, level: float = 0.3, pitch: float = 180) -> Sound:
    """A buzz with syllables and pauses, about as uneven as speech."""
    time = np.arange(int(seconds * rate)) / rate
    syllable = np.clip(np.sin(2 * np.pi * 3.1 * time), 0, 1) * (0.6 + 0.4 * np.sin(time * 2.3))
    tone = sum(np.sin(2 * np.pi * pitch * n * time) / n for n in (1, 2, 3, 5))
    return Sound((32767 * level * syllable * tone / 2).astype("<i2").tobytes(), rate)
