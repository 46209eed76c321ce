"""Pixels: the document's picture set into its place, and the slide written as RGB PNG."""

from __future__ import annotations

import io
from typing import Any

from fabula.media.documents.document import Picture

SMALLEST_SHARE = 0.06
MOST_PIXELS = 60_000_000


def finish(
    sheet: bytes, report: list[dict[str, Any]], picture: Picture | None
) -> tuple[bytes, tuple[str, ...]]:
    """Put the picture into the box reserved for it, at most twice its own size.

    Returns:
        The slide as RGB PNG, and the faults found on the way.
    """
    from PIL import Image

    with Image.open(io.BytesIO(sheet)) as opened:
        canvas = opened.convert("RGB")
    place = next((entry for entry in report if entry["kind"] == "picture"), None)
    faults: tuple[str, ...] = ()
    if place is not None and picture is not None:
        faults = _paste(canvas, place, picture)
    written = io.BytesIO()
    canvas.save(written, "PNG", compress_level=1)
    return written.getvalue(), faults


def _paste(canvas: Any, place: dict[str, Any], picture: Picture) -> tuple[str, ...]:
    from PIL import Image

    size = max(1, round(place["width"])), max(1, round(place["height"]))
    try:
        fitted = _fitted(picture.data, size)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        return (f"picture: cannot be read ({error})",)
    canvas.paste(fitted, (round(place["left"]), round(place["top"])))
    if size[0] * size[1] < SMALLEST_SHARE * canvas.width * canvas.height:
        return (f"picture: {picture.width} x {picture.height} pixels are too few to show",)
    return ()


def _fitted(content: bytes, size: tuple[int, int]) -> Any:
    from PIL import Image

    with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise ValueError(f"{opened.width} x {opened.height} pixels are too many")
        opened.draft("RGB", size)
        if not opened.has_transparency_data:
            return opened.convert("RGB").resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
        rough = opened.convert("RGBA").resize(size, Image.Resampling.LANCZOS)
    white = Image.new("RGBA", size, "white")
    white.alpha_composite(rough)
    return white.convert("RGB")
