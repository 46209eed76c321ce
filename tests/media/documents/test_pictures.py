"""Pictures: measured before they are opened."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from fabula.media.documents import Document
from fabula.media.documents.pictures import measured

Read = Callable[..., Document]


def bomb(side: int) -> bytes:
    """A PNG that says it has `side` by `side` pixels, and holds nothing of the kind."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_common_formats_are_kept(kind: str, make_image: Any) -> None:
    """PNG and JPEG stay as they are, others become PNG."""
    data = make_image(kind=kind)
    picture, problem = measured(data, 1_000_000)
    assert picture is not None

    assert (picture.width, picture.height, problem) == (200, 120, "")
    assert (picture.data == data) is (kind in {"PNG", "JPEG"})
    assert Image.open(io.BytesIO(picture.data)).format in {"PNG", "JPEG"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (bomb(60_000), "past the limit"),
        (bomb(9_000), "past the limit"),
        (bomb(100), "damaged"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
        (b"", "not a picture"),
    ],
)
def test_bad_pictures_are_refused(data: bytes, said: str) -> None:
    """A bomb is known by its head; damage and other formats are said."""
    picture, problem = measured(data, 40_000_000)

    assert picture is None
    assert said in problem


def test_icons_are_left_out(make_image: Any) -> None:
    """Anything smaller than 48 pixels is no picture of the document."""
    assert measured(make_image(47, 47), 1_000_000) == (None, "")
