"""Pictures of a document: found, measured before they are opened, kept as PNG or JPEG."""

from __future__ import annotations

import base64
import binascii
import io
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

from fabula.media.documents.document import Picture
from fabula.media.documents.source import Limits

# Nothing else is tried: Pillow would hand PostScript to another program.
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
_SHOWN = frozenset({"1", "L", "LA", "P", "RGB", "RGBA", "I;16", "I"})
_ORIENTATION = 0x0112  # of EXIF: how the camera was held
_MOST_NOTES = 20
_SMALLEST = 48  # pixels; anything smaller is an icon or a ruler


@dataclass(slots=True)
class Pictures:
    """The pictures that a document names, within limits; what had to be left out is noted.

    Args:
        folder: The only folder that files are read from; None where there is none.
        limits: Bounds on their number, bytes and pixels.
        notes: Sentences on what was left out.
    """

    folder: Path | None
    limits: Limits
    notes: list[str] = field(default_factory=list)
    _count: int = 0

    def named(self, address: str) -> Picture | None:
        """The picture at a `data:` address, or in a file beside the document."""
        if self._count >= self.limits.pictures:
            return None
        if address.startswith("data:"):
            return self._kept(_embedded(address), "an embedded picture")
        if "://" in address or address.startswith("//"):
            return None
        return self._kept(self._beside(address), address)

    def _note(self, said: str) -> None:
        if len(self.notes) < _MOST_NOTES:
            self.notes.append(said)

    def _beside(self, address: str) -> bytes | None:
        if self.folder is None:
            return None
        path = unquote(address.partition("#")[0].partition("?")[0])
        try:
            root = self.folder.resolve()
            file = (root / path).resolve()
            if not file.is_relative_to(root):
                self._note(f"Picture {path!r} lies outside the document's folder: left out.")
                return None
            if not file.is_file():
                self._note(f"Picture {path!r} is missing.")
                return None
            if file.stat().st_size > self.limits.bytes:
                self._note(f"Picture {path!r} is too large: left out.")
                return None
            return file.read_bytes()
        except (OSError, ValueError):
            self._note(f"Picture {path!r} cannot be read.")
            return None

    def _kept(self, data: bytes | None, name: str) -> Picture | None:
        if not data:
            return None
        picture, problem = measured(data, self.limits.pixels)
        if problem:
            self._note(f"{name[:80].capitalize()}: {problem}, left out.")
        if picture is not None:
            self._count += 1
        return picture


def _embedded(address: str) -> bytes | None:
    head, comma, body = address[5:].partition(",")
    if not comma or "svg" in head:
        return None
    raw = unquote_to_bytes(body)
    if not head.endswith(";base64"):
        return raw
    try:
        return base64.b64decode(raw)
    except (binascii.Error, ValueError):
        return None


def measured(data: bytes, pixels: int) -> tuple[Picture | None, str]:
    """The picture in `data` as PNG or JPEG, and what is wrong with it, as a clause.

    Its size is read from the head of the file: a picture of more than `pixels` is never opened.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _opened(data, pixels)
    except Image.DecompressionBombError:
        return None, f"its pixels are past the limit of {pixels}"
    except UnidentifiedImageError:
        return None, "not a picture that can be shown"
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError):
        return None, "damaged"


def _opened(data: bytes, pixels: int) -> tuple[Picture | None, str]:
    from PIL import Image, ImageOps

    image = Image.open(io.BytesIO(data), formats=_FORMATS)
    width, height = image.size
    if width * height > pixels:
        return None, f"{width} by {height} pixels are past the limit of {pixels}"
    if min(width, height) < _SMALLEST:
        return None, ""
    image.load()
    upright = image.getexif().get(_ORIENTATION, 1) == 1
    if image.format not in {"PNG", "JPEG"} or image.mode not in _SHOWN or not upright:
        turned = ImageOps.exif_transpose(image)
        clear = "A" in turned.getbands() or "transparency" in turned.info
        out = io.BytesIO()
        turned.convert("RGBA" if clear else "RGB").save(out, "PNG")
        data, (width, height) = out.getvalue(), turned.size
    return Picture(data, width, height), ""
