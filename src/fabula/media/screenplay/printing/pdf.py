"""Writes the pages as PDF: every line where the paginator put it, in Courier Prime."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fabula.errors import WorkFaulty
from fabula.media.screenplay.layout.blocks import Line
from fabula.media.screenplay.layout.layouts import FILM, WIDTH, Layout, Paper
from fabula.media.screenplay.layout.paginator import Page, paginate
from fabula.media.screenplay.printing.covering import cover_rows
from fabula.media.screenplay.printing.glyphs import showable, told_missing
from fabula.media.screenplay.script import Screenplay

if TYPE_CHECKING:
    import typst

    from fabula.media.screenplay.wording import Span

ROOM = Path(__file__).parent
SIZES: dict[Paper, tuple[float, float]] = {"letter": (612.0, 792.0), "a4": (595.276, 841.89)}
"""Width and height in points, 72 to the inch."""

CHARACTER, ROW = 7.2, 12.0
"""Points from one character, and one row, to the next: 10 and 6 to the inch."""

LEFT, TOP = 108.0, 72.0
BASELINE = 9.0
"""Points from the top of a row to the line that its letters stand on."""

HEADER = -3
NUMBER_LEFT, NUMBER_RIGHT, STAR = -3, WIDTH + 1, WIDTH + 5
"""Columns of scene numbers (the left one ends there) and of the mark of a revision."""

Placed = tuple[float, float, list[tuple[str, str]], bool]
"""Points from the left and the top, the runs of a line with styles, whether it is a scene."""

_warm = threading.local()


@dataclass(frozen=True, slots=True)
class Print:
    """A screenplay on paper.

    Args:
        pdf: The file; the same screenplay always gives the same bytes.
        pages: Pages, without the title page.
        notes: What could not be set as it is written.
    """

    pdf: bytes
    pages: int
    notes: tuple[str, ...]


def write_pdf(screenplay: Screenplay, layout: Layout = FILM) -> Print:
    """The screenplay as PDF, with a title page if it has a title.

    Args:
        screenplay: What is printed.
        layout: How it is typed, and on which paper.

    Raises:
        WorkFaulty: Typst could not set the pages.
    """
    import typst

    pages = paginate(screenplay, layout).pages
    width, height = SIZES[layout.paper]
    title = screenplay.title
    cover = cover_rows(title, layout.lines)
    sheets = [[_placed(row, line) for row, line in cover]] if cover else []
    sheets += [_sheet(page, screenplay) for page in pages]
    script = {
        "title": title.title.replace("\n", " "),
        "author": title.author.replace("\n", ", "),
        "language": "en",
        "width": width,
        "height": height,
        "pages": [_grouped(sheet) for sheet in sheets] or [[]],
    }
    try:
        pdf = _compiler().compile(format="pdf", sys_inputs={"script": json.dumps(script)})
    except typst.TypstError as error:
        raise WorkFaulty(f"The pages could not be set: {error.message}") from error
    if not isinstance(pdf, bytes):
        raise WorkFaulty("The pages could not be set.")
    said = (line.text for rows in (cover, *(page.rows for page in pages)) for _, line in rows)
    return Print(pdf, len(pages), tuple(told_missing(said)))


def _sheet(page: Page, screenplay: Screenplay) -> list[Placed]:
    """A page with what stands in its margins."""
    placed = list[Placed]()
    changed = 0
    for row, line in page.rows:
        placed.append(_placed(row, line))
        if line.number:
            placed.append(_words(row, NUMBER_LEFT - len(line.number), line.number))
            placed.append(_words(row, NUMBER_RIGHT, line.number))
        if line.revised:
            changed = max(changed, screenplay.elements[line.element].revision)
            placed.append(_words(row, STAR, "*"))
    if changed and changed <= len(screenplay.revisions):
        revision = screenplay.revisions[changed - 1]
        told = f"{revision.name} Rev. {revision.date}".strip()
        placed.append(_words(HEADER, (WIDTH - len(told)) // 2, told))
    if page.number > 1:
        number = f"{page.number}."
        placed.append(_words(HEADER, WIDTH - len(number), number))
    return placed


def _grouped(sheet: list[Placed]) -> list[Placed]:
    """The same, lines that stand right below each other as one piece: half the work for Typst."""
    pieces = list[Placed]()
    lowest: dict[float, tuple[int, float]] = {}
    for x, y, runs, begins_scene in sheet:
        above, below = lowest.get(x, (-1, 0.0))
        if above >= 0 and round(y - below, 2) == ROW and not begins_scene:
            pieces[above][2].extend([("\n", ""), *runs])
        else:
            above = len(pieces)
            pieces.append((x, y, list(runs), begins_scene))
        if not begins_scene:
            lowest[x] = (above, y)
    return pieces


def _words(row: int, column: int, words: str) -> Placed:
    return _placed(row, Line("action", column, words, 0))


def _placed(row: int, line: Line) -> Placed:
    x = LEFT + CHARACTER * line.column
    y = TOP + ROW * row + BASELINE
    first = line.kind == "heading" and bool(line.text)
    return (round(x, 2), round(y, 2), _runs(showable(line.text), line.spans), first)


def _runs(text: str, spans: tuple[Span, ...]) -> list[tuple[str, str]]:
    """The text cut where its style changes; the styles as letters: "bi" is bold and italic."""
    if not spans:
        return [(text, "")]
    cuts = sorted({0, len(text), *(edge for span in spans for edge in (span.start, span.end))})
    return [
        (text[a:b], "".join(sorted({s.style[0] for s in spans if s.start <= a < s.end})))
        for a, b in pairwise(cuts)
    ]


def _compiler() -> typst.Compiler:
    """One compiler a thread; it keeps no file of the system in sight but the template."""
    import typst

    if not hasattr(_warm, "compiler"):
        _warm.compiler = typst.Compiler(
            ROOM / "page.typ", root=ROOM, font_paths=_fonts(), ignore_system_fonts=True
        )
    compiler: typst.Compiler = _warm.compiler
    return compiler


@cache
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(ROOM / "fonts")])
