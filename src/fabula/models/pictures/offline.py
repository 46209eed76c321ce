"""A card in place of a painting: a landscape out of a seed, and the order's words; no model."""

from __future__ import annotations

import asyncio
import colorsys
import io
import math
import random
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from fabula.engine.code import fingerprint
from fabula.engine.keys import digest_of
from fabula.media.image import Image
from fabula.models.abilities import PictureAbilities
from fabula.models.addresses import refuse_model
from fabula.models.protocols import PictureOrder

if TYPE_CHECKING:
    from PIL.Image import Image as Canvas
    from PIL.ImageFont import FreeTypeFont

LABEL = "OFFLINE \N{MIDDLE DOT} NOT PAINTED BY A MODEL"
MOST_LINES = 4
HILLS = 5

Colour = tuple[int, int, int]


class OfflinePictures:
    """Sets a card for each order: the same for the same words, size and seed."""

    @property
    def identity(self) -> str:
        """A digest of the code that sets the cards; the files of the fonts are no part of it."""
        return f"offline {_code()[:12]}"

    @property
    def abilities(self) -> PictureAbilities:
        """Any size; it cannot be told what to avoid, and paints no likeness."""
        return PictureAbilities(seed=True)

    async def paint(self, order: PictureOrder) -> Image:
        """Set the card, which says that no model painted it."""
        return await asyncio.to_thread(_card, order, _font)

    async def close(self) -> None:
        """There is nothing to close."""


def _card(order: PictureOrder, font_of: Callable[[str, float], FreeTypeFont]) -> Image:
    from PIL import ImageDraw

    chance = random.Random(digest_of((order.prompt, order.seed)))  # noqa: S311 - no secret
    canvas = _landscape(order.width, order.height, chance)
    draw = ImageDraw.Draw(canvas)
    unit = min(order.width, order.height) / 100
    margin, font = 6 * unit, font_of("Fraunces-SemiBold", 4.6 * unit)
    lines = _lines(order.prompt, font, order.width - 2 * margin)
    top = order.height - margin - len(lines) * 5.8 * unit
    for number, line in enumerate(lines):
        draw.text((margin, top + number * 5.8 * unit), line, (250, 247, 240), font)
    label = font_of("Commissioner-SemiBold", 1.9 * unit)
    draw.text((margin, top - 4 * unit), LABEL, (250, 247, 240, 200), label)
    written = io.BytesIO()
    canvas.save(written, "PNG", compress_level=3)
    return Image(written.getvalue(), "image/png", order.width, order.height)


def _landscape(width: int, height: int, chance: random.Random) -> Canvas:
    """A sky, a sun, and hills that grow darker as they come nearer."""
    from PIL import Image as Pillow
    from PIL import ImageDraw

    hue, size = chance.random(), (width, height)
    # Drawn at twice its size and made smaller, an edge is smooth.
    width, height = 2 * width, 2 * height
    canvas = _sky(width, height, hue)
    draw = ImageDraw.Draw(canvas)
    radius = min(width, height) * chance.uniform(0.08, 0.14)
    x, y = width * chance.uniform(0.2, 0.8), height * chance.uniform(0.2, 0.35)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), _colour(hue + 0.06, 0.25, 1.0))
    for number in range(HILLS):
        near = (number + 1) / HILLS
        ridge = _ridge(width, height * (0.38 + 0.34 * near), height * 0.07, chance)
        shade = _colour(hue - 0.04 * near, 0.35 + 0.2 * near, 0.66 - 0.52 * near)
        draw.polygon([*ridge, (width, height), (0, height)], shade)
    return canvas.resize(size, Pillow.Resampling.BOX)


def _sky(width: int, height: int, hue: float) -> Canvas:
    from PIL import Image as Pillow

    above, below = _colour(hue, 0.45, 0.62), _colour(hue + 0.08, 0.28, 0.98)
    column = Pillow.new("RGB", (1, 64))
    for y in range(64):
        column.putpixel((0, y), _between(above, below, y / 63))
    return column.resize((width, height), Pillow.Resampling.BICUBIC)


def _ridge(
    width: int, level: float, rise: float, chance: random.Random
) -> list[tuple[float, float]]:
    """The outline of a hill, from left to right: a few waves upon each other."""
    waves = [
        (chance.uniform(0.5, 4) * (n + 1), chance.uniform(0, 6.3), 1 / (n + 1)) for n in range(4)
    ]
    steps = 160
    return [
        (
            width * step / steps,
            level + rise * sum(a * math.sin(f * step / steps * 3 + p) for f, p, a in waves),
        )
        for step in range(steps + 1)
    ]


def _lines(text: str, font: FreeTypeFont, width: float) -> list[str]:
    """The text in lines that fit; what is too much ends in an ellipsis."""
    lines, rest = list[str](), text.split()
    while rest and len(lines) < MOST_LINES:
        count = 1
        while count < len(rest) and font.getlength(" ".join(rest[: count + 1])) <= width:
            count += 1
        lines.append(" ".join(rest[:count]))
        rest = rest[count:]
    if rest:
        lines[-1] = lines[-1].rsplit(" ", 1)[0] + " \N{HORIZONTAL ELLIPSIS}"
    return lines


def _font(name: str, size: float) -> FreeTypeFont:
    from PIL import ImageFont

    file = files("fabula.media.slides").joinpath("fonts", f"{name}.ttf")
    return ImageFont.truetype(str(file), max(8.0, size))


def _colour(hue: float, saturation: float, value: float) -> Colour:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, min(saturation, 1), max(0.0, min(value, 1)))
    return round(red * 255), round(green * 255), round(blue * 255)


def _between(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


@cache
def _code() -> str:
    return fingerprint(_card)


def provide(provider: str, model: str, environment: Mapping[str, str]) -> OfflinePictures:  # noqa: ARG001
    """The offline cards; they need nothing from the environment.

    Raises:
        BadSetting: A model is named: there is only one.
    """
    refuse_model(provider, model)
    return OfflinePictures()
