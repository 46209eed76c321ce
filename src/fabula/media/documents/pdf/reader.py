"""PDF bytes become a document, in this process; `worker` does it in one that may be killed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from threading import Lock

import pypdfium2 as pdfium
import pypdfium2.raw as c

from fabula.errors import EmptyInput, LockedInput, ScannedInput, TooLarge, UnreadableInput
from fabula.media.documents.document import Document, Picture
from fabula.media.documents.numbering import numbered
from fabula.media.documents.pdf.box import Box
from fabula.media.documents.pdf.crops import crop
from fabula.media.documents.pdf.front import authors_of, front_matter, title_of
from fabula.media.documents.pdf.layout import lay_out
from fabula.media.documents.pdf.page import Sheet, read_sheet
from fabula.media.documents.pdf.passages import passages_of
from fabula.media.documents.source import Limits, Source

# PDFium may be entered by one thread at a time.
_PDFIUM = Lock()
_FEW_CHARACTERS = 20  # fewer on a page that shows a picture mean that the page is a scan
_LONGEST_SIDE = 20_000.0  # points, 7 m
_FIGURE_PIXELS = 4_000_000


def read_pages(source: Source, limits: Limits) -> Document:
    """The document in `source`, which is a PDF; its language is left empty.

    Raises:
        LockedInput: It needs a password.
        UnreadableInput: It is damaged, or its fonts do not say which characters they show.
        EmptyInput: No page has text or a picture.
        ScannedInput: The pages are pictures.
        TooLarge: It is past a limit.
    """
    with _PDFIUM:
        pdf = _opened(source, limits)
        try:
            return _document(pdf, source, limits)
        finally:
            pdf.close()


def _opened(source: Source, limits: Limits) -> pdfium.PdfDocument:
    try:
        pdf = pdfium.PdfDocument(source.data)
        count = len(pdf)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) in {c.FPDF_ERR_PASSWORD, c.FPDF_ERR_SECURITY}:
            raise LockedInput(
                source.name,
                "is protected by a password",
                "Save a copy without the password (print it to PDF) and give that.",
            ) from error
        raise _damaged(source.name) from error
    if count == 0:
        raise EmptyInput(source.name, "is a PDF without pages", "Export it again.")
    if count > limits.pages:
        raise TooLarge(
            source.name,
            f"has {count} pages, the limit is {limits.pages}",
            "Give only the pages that matter, or raise the limit on pages.",
        )
    return pdf


def _damaged(name: str, place: str = "") -> UnreadableInput:
    return UnreadableInput(
        name,
        "is a damaged or incomplete PDF",
        "Download or export it again; opening and saving it in a PDF viewer may repair it.",
        place=place,
    )


def _document(pdf: pdfium.PdfDocument, source: Source, limits: Limits) -> Document:
    sheets = list(_sheets(pdf, source.name, limits))
    notes = _check_text(source.name, sheets)
    blocks, body = lay_out(sheets)
    meta = pdf.get_metadata_dict()
    title, printed = title_of(blocks, meta.get("Title", ""), body)
    front = front_matter(blocks, printed)
    gone = {id(b) for b in (*printed, *front)}
    kept = [b for b in blocks if id(b) not in gone]
    passages = passages_of(kept or blocks, _Drawing(pdf, limits))
    if not passages:
        raise EmptyInput(source.name, "has no text and no figures", "Is it the right file?")
    return Document(
        title=title or PurePath(source.name).stem,
        authors=authors_of(front, meta.get("Author", "")),
        passages=numbered(passages),
        language="",
        source=source.name,
        pages=len(sheets),
        notes=notes,
    )


def _sheets(pdf: pdfium.PdfDocument, name: str, limits: Limits) -> Iterator[Sheet]:
    characters = 0
    for number in range(1, len(pdf) + 1):
        try:
            page = pdf[number - 1]
        except pdfium.PdfiumError as error:
            raise _damaged(name, f"page {number}") from error
        width, height = page.get_size()
        if max(width, height) > _LONGEST_SIDE or min(width, height) <= 0:
            raise TooLarge(
                name,
                f"is {width:.0f} by {height:.0f} points, the limit is {_LONGEST_SIDE:.0f}",
                "Print it to a usual paper size.",
                place=f"page {number}",
            )
        sheet = read_sheet(page, number)
        page.close()
        characters += len(sheet.glyphs)
        if characters > limits.characters:
            raise TooLarge(
                name,
                f"has more than {limits.characters} characters",
                "Give only the pages that matter, or raise the limit on characters.",
                place=f"page {number}",
            )
        yield sheet


def _check_text(name: str, sheets: Sequence[Sheet]) -> tuple[str, ...]:
    """What could not be read, said in sentences; an error when that is all of it."""
    unmapped = sum(s.unmapped for s in sheets)
    glyphs = sum(len(s.glyphs) for s in sheets)
    if unmapped > max(_FEW_CHARACTERS, glyphs):
        raise UnreadableInput(
            name,
            "does not say which characters its fonts show",
            "Run text recognition (OCR) over it first, for example with OCRmyPDF --force-ocr.",
        )
    scans = [s.number for s in sheets if len(s.glyphs) < _FEW_CHARACTERS and _is_picture(s)]
    if not scans:
        return ()
    pages = spans(scans)
    if all(len(s.glyphs) < _FEW_CHARACTERS for s in sheets):
        raise ScannedInput(
            name,
            "holds pictures of pages and no text",
            "Run text recognition (OCR) over it first, for example with OCRmyPDF.",
            place=pages,
        )
    return (f"{name}, {pages}: pictures without text, left out; OCR would make them readable.",)


def _is_picture(sheet: Sheet) -> bool:
    return any(box.area > 0.3 * sheet.width * sheet.height for box in sheet.images) or sheet.scan


def spans(numbers: Sequence[int]) -> str:
    """`[1, 2, 3, 7]` is "pages 1-3, 7"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    text = ", ".join(f"{r[0]}-{r[-1]}" if len(r) > 1 else str(r[0]) for r in runs)
    return f"page {text}" if len(numbers) == 1 else f"pages {text}"


class _Drawing:
    """Draws parts of pages, until there are as many pictures as allowed."""

    def __init__(self, pdf: pdfium.PdfDocument, limits: Limits) -> None:
        self._pdf = pdf
        self._left = limits.pictures
        self._pixels = min(limits.pixels, _FIGURE_PIXELS)

    def __call__(self, number: int, box: Box) -> Picture | None:
        if self._left <= 0:
            return None
        self._left -= 1
        page = self._pdf[number - 1]
        try:
            return crop(page, box, self._pixels)
        finally:
            page.close()
