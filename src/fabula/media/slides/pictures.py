"""Pixels: the document's picture set into its place, and the slide written as RGB PNG."""

from __future__ import annotations

import io
from typing import Any

from fabula.media.documents.document import Picture

LARGEST_ZOOM = 2.0


def finish(
    sheet: bytes, report: list[dict[str, Any]], picture: Picture | None
) -> tuple[bytes, tuple[str, ...]]:
    """Put the picture into the box reserved for it.

    Returns:
        The slide as PNG, and the faults found on the way.
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

    left, top = round(place["left"]), round(place["top"])
    size = max(1, round(place["width"])), max(1, round(place["height"]))
    try:
        with Image.open(io.BytesIO(picture.data), formats=("PNG", "JPEG")) as opened:
            rough = opened.convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        return (f"picture: cannot be read ({error})",)
    fitted = rough.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    white = Image.new("RGBA", size, "white")
    white.alpha_composite(fitted)
    canvas.paste(white.convert("RGB"), (left, top))
    return ()
