"""Figures cut out of a page that PDFium draws."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from fabula.media.documents.document import Picture
from fabula.media.documents.pdf.box import Box

if TYPE_CHECKING:
    import pypdfium2 as pdfium
    from PIL.Image import Image

_DPI = 200
_PAPER = 12  # brightness below white that still counts as paper


def crop(page: pdfium.PdfPage, box: Box, pixels: int) -> Picture | None:
    """The part of `page` inside `box` at 200 dpi, less where it would pass `pixels`.

    White margins are trimmed. None where nothing is drawn there.
    """
    width, height = page.get_size()
    whole = Box(0, 0, width, height)
    part = box.grown(2).clipped(whole)
    if part.width < 4 or part.height < 4:
        return None
    scale = min(_DPI / 72, (pixels / part.area) ** 0.5)
    edges = (part.x0, height - part.y1, width - part.x1, part.y0)
    bitmap = page.render(scale=scale, crop=edges, no_smoothtext=False)
    try:
        image = trimmed(bitmap.to_pil().convert("RGB"))
    finally:
        bitmap.close()
    if image is None:
        return None
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=3)
    return Picture(out.getvalue(), image.width, image.height)


def trimmed(image: Image) -> Image | None:
    """The image without its white margins, four pixels of them kept; None if all is white."""
    ink = image.convert("L").point(lambda v: 255 if v < 255 - _PAPER else 0)
    box = ink.getbbox()
    if box is None:
        return None
    left, top, right, bottom = box
    return image.crop(
        (
            max(0, left - 4),
            max(0, top - 4),
            min(image.width, right + 4),
            min(image.height, bottom + 4),
        )
    )
