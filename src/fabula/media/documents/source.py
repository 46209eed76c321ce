"""What a reader is given: the bytes of a document, and the limits it has to keep."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fabula.errors import EmptyInput, TooLarge, UnreadableInput

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a document may be before it is refused.

    Args:
        bytes: Size of the file, in bytes.
        unpacked: Size of everything in a zipped file (DOCX) once unpacked, in bytes.
        pages: Pages of a PDF.
        characters: Characters of text that are read.
        pixels: Pixels of one picture, width times height; a larger one is left out, a figure of a
            PDF is drawn smaller.
        pictures: Pictures that are kept of one document; further figures keep their captions only.
        seconds: Time to read one document.
        memory: Memory of the process that reads a PDF, in bytes; kept where the system can.
    """

    bytes: int = 100 * MEGABYTE
    unpacked: int = 400 * MEGABYTE
    pages: int = 1000
    characters: int = 5_000_000
    pixels: int = 40_000_000
    pictures: int = 200
    seconds: float = 60.0
    memory: int = 2_000 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Source:
    """A document as bytes.

    Args:
        name: File name or address, for messages and for the choice of the format.
        data: The whole file.
        folder: Where the pictures that the text names may lie; nothing outside it is ever read.
            None where there is none, as for an address.
        media_type: What the server said it is ("text/html"), else empty.
    """

    name: str
    data: bytes
    folder: Path | None = None
    media_type: str = ""


def load(place: str | Path, limits: Limits | None = None) -> Source:
    """The file at `place`, its size checked before it is read.

    Raises:
        UnreadableInput: There is no such file, it is a folder, or it may not be read.
        TooLarge: The file is past `limits.bytes`.
        EmptyInput: The file has no bytes.
    """
    limits = limits or Limits()
    path, name = Path(place), str(place)
    try:
        if path.is_dir():
            raise UnreadableInput(name, "is a folder", "Name one file in it.")
        if not path.is_file():
            raise _missing(path, name)
        size = path.stat().st_size
        check_size(name, size, limits)
        data = path.read_bytes()
    except PermissionError as error:
        raise UnreadableInput(
            name, "may not be read by this user", "Change its permissions, or copy it."
        ) from error
    except (OSError, ValueError) as error:
        raise UnreadableInput(name, f"cannot be read ({error})", "Check the path.") from error
    return Source(name, data, folder=path.resolve().parent)


def check_size(name: str, size: int, limits: Limits) -> None:
    """Refuse a file by its size in bytes.

    Raises:
        TooLarge: `size` is past `limits.bytes`.
        EmptyInput: `size` is 0.
    """
    if size == 0:
        raise EmptyInput(name, "is empty (0 bytes)", "Check that the file was saved or downloaded.")
    if size > limits.bytes:
        raise TooLarge(
            name,
            f"has {size / MEGABYTE:.1f} MB, the limit is {limits.bytes / MEGABYTE:.0f} MB",
            "Give only the pages that matter, or raise the limit on bytes.",
        )


def _missing(path: Path, name: str) -> UnreadableInput:
    if path.exists():
        return UnreadableInput(name, "is not a regular file", "Name a file that can be read twice.")
    near = sorted(p.name for p in path.parent.glob("*") if p.is_file() and p.suffix == path.suffix)
    hint = f"In that folder there is {', '.join(near[:3])}." if near else "Check the path."
    return UnreadableInput(name, "no such file", hint)
