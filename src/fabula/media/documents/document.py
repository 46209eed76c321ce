"""What every reader returns: a document as passages in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PassageKind = Literal[
    "heading", "paragraph", "item", "quote", "code", "formula", "figure", "table", "reference"
]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it stands in a file: PNG or JPEG bytes, and its size in pixels."""

    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Passage:
    """One block of a document.

    Args:
        id: Unique in its document and stable while the text before it is: "p3.2" is the second
            passage of page 3, "s4.1" the first of section 4 where there are no pages.
        kind: What the block is. "reference" is an entry of the bibliography.
        text: The text as a reader would say it is written: hyphenation at line ends joined, one
            space between words. The caption of a figure or table. Code keeps its lines.
        page: 1-based page, None where the format has no pages.
        level: Depth of a heading (1 to 6) or of a list item (1 to 6), else 0.
        label: How the text refers to it: "Figure 3", "Table 1"; else empty.
        rows: Cells of a table by row, the header first; else empty.
        picture: The picture of a figure, or of a formula that is drawn rather than written; else
            None.
    """

    id: str
    kind: PassageKind
    text: str
    page: int | None = None
    level: int = 0
    label: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document.

    Args:
        title: As printed; the file's name where there is none.
        authors: Names as printed, in order; may be empty.
        passages: All blocks in reading order, without running heads, page numbers and footers.
        language: BCP 47 code of the text ("en"), detected where the file does not say.
        source: What a bibliography would name: the file's name, or the address.
        pages: Number of pages, 0 where the format has none.
        notes: What could not be read, as sentences for the user: pages that are scans, pictures
            that are missing or too large.
    """

    title: str
    authors: tuple[str, ...]
    passages: tuple[Passage, ...]
    language: str
    source: str
    pages: int = 0
    notes: tuple[str, ...] = ()
