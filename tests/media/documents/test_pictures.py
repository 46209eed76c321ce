"""Pictures: measured before they are opened."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from fabula.media.documents import Document, Limits, load
from fabula.media.documents.pictures import measured
from fabula.media.documents.reading import read_here

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
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99 99\n", "not a picture"),
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


def test_photos_are_shown_upright() -> None:
    """A photo of a camera held upright is turned as it was meant."""
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.new("RGB", (200, 100), "red").save(out, "JPEG", exif=exif)
    picture, _ = measured(out.getvalue(), 1_000_000)
    assert picture is not None

    assert (picture.width, picture.height) == (100, 200)


def test_pictures_stay_in_their_folder(tmp_path: Path, make_image: Any) -> None:
    """A picture beside the document is read; what leads out of its folder never is."""
    folder = tmp_path / "notes"
    folder.mkdir()
    for place in (tmp_path / "secret.png", folder / "cup.png"):
        place.write_bytes(make_image())
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "deep").symlink_to(tmp_path)
    outside = tmp_path / "secret.png"
    names = ["cup.png", "link.png", "../secret.png", "deep/secret.png", "%2e%2e/secret.png"]
    names += [str(outside), outside.as_uri(), "/dev/zero", "/proc/self/environ"]
    text = "# Tea\n\nWords.\n\n" + "\n\n".join(f"![a cup]({name})" for name in names)
    (folder / "tea.md").write_text(text)
    document = read_here(load(folder / "tea.md"), Limits())

    assert sum(p.picture is not None for p in document.passages) == 1
    assert sum("outside" in note for note in document.notes) == 7


def test_embedded_pictures_are_no_text(read_bytes: Read, make_image: Any) -> None:
    """A page may hold more letters of pictures than it may hold letters of text."""
    data = base64.b64encode(make_image(600, 400, "BMP")).decode()
    page = f"<main><p>Words.</p><img alt=cup src='data:image/bmp;base64,{data}'></main>"
    document = read_bytes(page.encode(), "a.html", limits=Limits(characters=1000))

    assert [(p.kind, p.picture is not None) for p in document.passages] == [
        ("paragraph", False),
        ("figure", True),
    ]


def test_many_bad_pictures_say_little(read_bytes: Read) -> None:
    """A thousand damaged pictures are noted in a few lines."""
    text = "Words.\n\n" + "![a cup](data:image/png;base64,iVBORw0KGgo=)\n\n" * 1000
    document = read_bytes(text.encode(), "a.md")

    assert 0 < len(document.notes) <= 20
