"""Pictures are set as a reader of the document saw them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from fabula.media.documents.document import Picture
from fabula.media.slides import Look, paint
from fabula.media.slides.visuals import Figure


def _file(mode: str, colour: Any, form: str) -> Picture:
    content = io.BytesIO()
    Image.new(mode, (300, 200), colour).save(content, form)
    return Picture(content.getvalue(), 300, 200)


@pytest.mark.parametrize(
    ("mode", "colour", "form", "seen"),
    [
        ("RGB", (200, 0, 0), "PNG", (200, 0, 0)),
        ("RGBA", (200, 0, 0, 0), "PNG", (255, 255, 255)),
        ("L", 90, "JPEG", (90, 90, 90)),
        ("1", 1, "PNG", (255, 255, 255)),
        ("CMYK", (0, 0, 0, 0), "JPEG", (255, 255, 255)),
        ("P", 0, "PNG", (0, 0, 0)),
    ],
)
def test_every_mode_is_set(mode: str, colour: Any, form: str, seen: tuple[int, int, int]) -> None:
    """Grey, palette, print and transparent pictures show on the dark theme as on paper."""
    slide = paint(Figure("A", "p1", ""), Look("slate", 640, 360), _file(mode, colour, form))
    box = next(box for box in slide.boxes if box.kind == "picture")
    with Image.open(io.BytesIO(slide.png)) as image:
        middle = image.getpixel((round(box.left + box.width / 2), round(box.top + box.height / 2)))

    assert middle == seen


def test_other_formats_are_refused() -> None:
    """Only PNG and JPEG are opened: other decoders are more than a slide needs."""
    picture = _file("RGB", "red", "GIF")

    assert (
        paint(Figure("A", "p1"), Look("paper", 640, 360), picture)
        .faults[0]
        .startswith("picture: cannot be read")
    )
