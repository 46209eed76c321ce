"""One page as PDFium gives it: its words, its graphics and its drawing, the right way up."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import pypdfium2 as pdfium
import pypdfium2.raw as c

from fabula.media.documents.pdf.box import Box
from fabula.media.documents.pdf.lines import Style

_BOLD = ("bold", "black", "heavy", "demi", "cmbx", "-bd", "semib")
_ITALIC = ("italic", "oblique", "cmti", "-it", "slant")
_PLAIN = ("regular", "roman", "book", "medium", "light", "ital", "obli", "slant", "mono")
_MATH = ("cmmi", "cmsy", "cmex", "math", "msam", "msbm", "symbol", "rsfs", "txmia", "txsy", "eufm")
_FIXED, _ITALIC_FLAG, _FORCE_BOLD = 1 << 0, 1 << 6, 1 << 18
_NARROW = 0.4  # of the size: no letter of a typewriter is as narrow
# More objects than this on one page are a map or a plot of raw data: their outlines are enough.
_MOST_OBJECTS = 20_000


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character: `base` is its baseline from the top, `spaced` means a space before it."""

    char: str
    x0: float
    x1: float
    base: float
    style: Style
    spaced: bool


@dataclass(slots=True)
class Sheet:
    """What stands on one page, before anyone knows what it means.

    Args:
        number: 1-based.
        width, height: Points.
        glyphs: Upright characters in the order of the file.
        drawings: Boxes of vector graphics, without rules.
        images: Boxes of pictures.
        rules: Thin horizontal lines.
        unmapped: Characters whose font does not say what they are.
        scan: Whether a picture covers the whole page.
    """

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    drawings: list[Box] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    unmapped: int = 0
    scan: bool = False


_Place = Callable[[float, float], tuple[float, float]]


def read_sheet(page: pdfium.PdfPage, number: int) -> Sheet:
    """Everything on `page`; rotation and crop are undone."""
    width, height = page.get_size()
    sheet = Sheet(number, width, height)
    place = _placing(page)
    text = page.get_textpage()
    try:
        sheet.glyphs = list(_glyphs(text, place, page.get_rotation(), sheet))
    finally:
        text.close()
    for kind, box in _objects(page, place):
        _sort_object(sheet, kind, box)
    return sheet


def _placing(page: pdfium.PdfPage) -> _Place:
    left, bottom, right, top = page.get_bbox()
    turned = page.get_rotation()
    if turned == 90:
        return lambda x, y: (y - bottom, x - left)
    if turned == 180:
        return lambda x, y: (right - x, y - bottom)
    if turned == 270:
        return lambda x, y: (top - y, right - x)
    return lambda x, y: (x - left, top - y)


def _characters(raw: c.FPDF_TEXTPAGE) -> Iterator[tuple[int, str]]:
    """Index and character; letters beyond 16 bits come as two and are put together."""
    half = ""
    for i in range(c.FPDFText_CountChars(raw)):
        char = chr(c.FPDFText_GetUnicode(raw, i))
        if "\ud800" <= char <= "\udbff":
            half = char
            continue
        if "\udc00" <= char <= "\udfff":
            char = (half + char).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        # PDFium marks a hyphen at the end of a line so; U+00AD is the soft hyphen.
        yield i, "-" if char in {"\x02", "\xad"} else char


def _is_unmapped(char: str) -> bool:
    return char in "\x00\ufffd\ufffe\uffff" or "\ue000" <= char <= "\uf8ff"


def _glyphs(text: pdfium.PdfTextPage, place: _Place, turned: int, sheet: Sheet) -> Iterator[Glyph]:
    raw = text.raw
    left, right, low, high = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_double(), ctypes.c_double()
    styles: dict[int, Style | None] = {}
    last = (0.0, 0.0, 0.0)
    spaced = True
    for i, char in _characters(raw):
        unmapped = _is_unmapped(char)
        sheet.unmapped += unmapped
        if unmapped or char.isspace():
            spaced = True
            continue
        handle = c.FPDFText_GetTextObject(raw, i)
        address = ctypes.cast(handle, ctypes.c_void_p).value or 0
        if address not in styles:
            styles[address] = _style(raw, i, handle, turned)
        style = styles[address]
        if style is None:
            _keep_turned(raw, i, place, sheet)
            continue
        c.FPDFText_GetCharBox(raw, i, left, right, low, high)
        c.FPDFText_GetCharOrigin(raw, i, x, y)
        x0, foot = place(left.value, low.value)
        x1, _ = place(right.value, high.value)
        _, base = place(x.value, y.value)
        if char.isdigit() and base - foot > 0.2 * style.size:
            # A superior figure of the font itself: raised, though its baseline is not.
            base, style = foot, replace(style, size=round(0.65 * style.size, 1))
        here = (min(x0, x1), max(x0, x1), base)
        # The letters of a ligature share one box: the others stand at its end.
        yield Glyph(char, here[1] if here == last else here[0], here[1], base, style, spaced)
        last, spaced = here, False


def _keep_turned(raw: c.FPDF_TEXTPAGE, index: int, place: _Place, sheet: Sheet) -> None:
    """A turned letter is part of a drawing (the name of an axis), unless it is a watermark."""
    edges = [ctypes.c_double() for _ in range(4)]
    c.FPDFText_GetCharBox(raw, index, *edges)
    left, right, low, high = (e.value for e in edges)
    box = _placed((left, low, right, high), place)
    if max(box.width, box.height) < 20:
        sheet.drawings.append(box)


def _style(
    raw: c.FPDF_TEXTPAGE, index: int, handle: c.FPDF_PAGEOBJECT, turned: int
) -> Style | None:
    """The style of a text object; None when it is not upright, as a watermark is."""
    matrix = c.FS_MATRIX()
    c.FPDFText_GetMatrix(raw, index, matrix)
    angle = math.degrees(math.atan2(matrix.b, matrix.a)) - turned
    if abs((angle + 180) % 360 - 180) > 5:
        return None
    size = round(c.FPDFText_GetFontSize(raw, index) * math.hypot(matrix.c, matrix.d), 1)
    name, flags, weight, mono = _font(handle)
    math_font = any(b in name for b in _MATH)
    # PDFium guesses the weight from the stems: a name that says otherwise is right.
    heavy = weight >= 700 and not any(b in name for b in _PLAIN)
    return Style(
        size=size,
        bold=any(b in name for b in _BOLD) or bool(flags & _FORCE_BOLD) or heavy,
        italic=any(b in name for b in _ITALIC) or bool(flags & _ITALIC_FLAG and "cmmi" not in name),
        mono=(mono or bool(flags & _FIXED)) and not math_font,
        math=math_font,
    )


def _font(handle: c.FPDF_PAGEOBJECT) -> tuple[str, int, int, bool]:
    """Name in lower case, flags, weight, and whether all its letters are equally wide."""
    font = c.FPDFTextObj_GetFont(handle) if handle else None
    if not font:
        return "", 0, 400, False
    room = ctypes.create_string_buffer(256)
    c.FPDFFont_GetBaseFontName(font, room, 256)
    name = room.value.decode("utf-8", "replace").lower().partition("+")
    return (
        name[2] or name[0],
        c.FPDFFont_GetFlags(font),
        c.FPDFFont_GetWeight(font),
        "mono" in name[2] or _is_mono(font),
    )


def _is_mono(font: c.FPDF_FONT) -> bool:
    wide = ctypes.c_float()
    widths: list[float] = []
    for letter in "iltfrmwMWo":
        c.FPDFFont_GetGlyphWidth(font, ord(letter), 1.0, wide)
        if wide.value not in {0.0, 1.0}:  # what is said of letters that the font does not hold
            widths.append(round(wide.value, 3))
    # A narrow width that all share is what the font says of letters it lacks.
    return len(widths) >= 3 and len(set(widths)) == 1 and widths[0] > _NARROW


def _objects(page: pdfium.PdfPage, place: _Place) -> Iterator[tuple[int, Box]]:
    raw = page.raw
    edges = [ctypes.c_float() for _ in range(4)]
    for i in range(min(c.FPDFPage_CountObjects(raw), _MOST_OBJECTS)):
        thing = c.FPDFPage_GetObject(raw, i)
        kind = c.FPDFPageObj_GetType(thing)
        if kind == c.FPDF_PAGEOBJ_TEXT or not c.FPDFPageObj_GetBounds(thing, *edges):
            continue
        shown = _placed([e.value for e in edges], place)
        clip = _clip(thing)
        yield kind, shown.clipped(_placed(clip, place)) if clip else shown


def _placed(edges: Sequence[float], place: _Place) -> Box:
    x0, y0 = place(edges[0], edges[1])
    x1, y1 = place(edges[2], edges[3])
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _clip(thing: c.FPDF_PAGEOBJECT) -> list[float]:
    """Edges of the part of an object that shows; empty where all of it does."""
    path = c.FPDFPageObj_GetClipPath(thing)
    count = c.FPDFClipPath_CountPaths(path) if path else 0
    if count <= 0:
        return []
    edges = [-1e9, -1e9, 1e9, 1e9]
    x, y = ctypes.c_float(), ctypes.c_float()
    for i in range(min(count, 8)):
        xs, ys = [], []
        for j in range(min(c.FPDFClipPath_CountPathSegments(path, i), 64)):
            c.FPDFPathSegment_GetPoint(c.FPDFClipPath_GetPathSegment(path, i, j), x, y)
            xs.append(x.value)
            ys.append(y.value)
        if len(xs) > 2:
            edges = [
                max(edges[0], min(xs)),
                max(edges[1], min(ys)),
                min(edges[2], max(xs)),
                min(edges[3], max(ys)),
            ]
    return edges


def _sort_object(sheet: Sheet, kind: int, box: Box) -> None:
    whole = Box(0, 0, sheet.width, sheet.height)
    box = box.clipped(whole)
    if box.width < 0 or box.height < 0 or box.area > 0.8 * whole.area:
        sheet.scan = sheet.scan or kind == c.FPDF_PAGEOBJ_IMAGE
        return  # off the page, or the page's own background
    if kind == c.FPDF_PAGEOBJ_IMAGE:
        sheet.images.append(box)
    elif box.height <= 3 and box.width >= 20:
        sheet.rules.append(box)
    else:
        sheet.drawings.append(box)
