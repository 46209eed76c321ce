"""Screenplays from files and to files: which format a name means, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fabula.errors import EmptyInput, TooLarge, UnknownName, UnreadableInput
from fabula.media.screenplay.fdx import read_fdx, write_fdx
from fabula.media.screenplay.fountain import read_fountain, write_fountain
from fabula.media.screenplay.json_form import read_json, write_json
from fabula.media.screenplay.layout.layouts import FILM, Layout
from fabula.media.screenplay.printing.pdf import write_pdf
from fabula.media.screenplay.script import Screenplay
from fabula.media.screenplay.web import write_html

LARGEST = 10_000_000
"""Bytes of a file: a screenplay of 120 pages has 200 thousand, as FDX one million."""

LONGEST = 50_000
"""Characters of one element: fifteen pages without a break."""

READABLE = ("fdx", "fountain", "json")
FORMATS = ("fdx", "fountain", "html", "json", "pdf")
SUFFIXES = {
    ".fdx": "fdx",
    ".fountain": "fountain",
    ".spmd": "fountain",
    ".txt": "fountain",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".pdf": "pdf",
}


@dataclass(frozen=True, slots=True)
class Written:
    """A screenplay in some format.

    Args:
        data: The file.
        notes: What could not be written as it is meant.
    """

    data: bytes
    notes: tuple[str, ...] = ()


def format_of(name: str) -> str:
    """The format that the end of a file's name means.

    Raises:
        UnknownName: It means none that is known.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise UnknownName("format of a screenplay", suffix or name, SUFFIXES)
    return SUFFIXES[suffix]


def read_script(data: bytes, name: str) -> Screenplay:
    """The screenplay in a file.

    Args:
        data: The file.
        name: Its name, which tells the format and stands in messages.

    Raises:
        UnreadableInput: It is damaged, not UTF-8, or of a format that is only written.
        EmptyInput: There is nothing in it.
        TooLarge: It has more than `LARGEST` bytes, or an element of more than `LONGEST` characters.
        UnknownName: The end of the name means no format that is known.
    """
    form = format_of(name)
    if form not in READABLE:
        raise UnreadableInput(
            name,
            f"is {form.upper()}, which can be written but not read",
            "Give the Fountain, FDX or JSON file that it was made of.",
        )
    if len(data) > LARGEST:
        raise TooLarge(
            name,
            f"has {len(data) / 1e6:.1f} MB, the limit is {LARGEST / 1e6:.0f} MB",
            "Split it into several files.",
        )
    readers: dict[str, Callable[[], Screenplay]] = {
        "fdx": lambda: read_fdx(data, name),
        "fountain": lambda: read_fountain(_text(data, name)),
        "json": lambda: read_json(_text(data, name), name),
    }
    if not data.strip():
        raise EmptyInput(name, "is empty", "Check that the file was saved.")
    found = readers[form]()
    if not found.elements and not found.title:
        raise EmptyInput(name, "holds no scene, no action and no title", "Check the file.")
    for element in found.elements:
        if len(element.text) > LONGEST:
            raise TooLarge(
                name,
                f"is {len(element.text)} characters long, the limit is {LONGEST}",
                "Put empty lines between its paragraphs.",
                place=f"element {element.id}",
            )
    return found


def write_script(
    screenplay: Screenplay, form: str, layout: Layout = FILM, *, number_dialogue: bool = False
) -> Written:
    """The screenplay as a file.

    Args:
        screenplay: What is written.
        form: One of `FORMATS`.
        layout: How pages are typed; lengths of scenes in FDX and HTML are taken from it too.
        number_dialogue: Whether speeches are counted, in HTML.

    Raises:
        UnknownName: There is no such format.
    """
    if form == "pdf":
        printed = write_pdf(screenplay, layout)
        return Written(printed.pdf, printed.notes)
    writers: dict[str, Callable[[], bytes]] = {
        "fdx": lambda: write_fdx(screenplay, layout),
        "fountain": lambda: write_fountain(screenplay).encode(),
        "html": lambda: write_html(screenplay, layout, number_dialogue=number_dialogue).encode(),
        "json": lambda: write_json(screenplay).encode(),
    }
    if form not in writers:
        raise UnknownName("format of a screenplay", form, FORMATS)
    return Written(writers[form]())


def _text(data: bytes, name: str) -> str:
    """UTF-8, or UTF-16 that says so by its first bytes."""
    coding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return data.decode(coding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UnreadableInput(
            name, "is not UTF-8 text", "Save it as UTF-8.", place=f"line {line}"
        ) from None
