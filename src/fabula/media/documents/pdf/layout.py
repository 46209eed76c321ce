"""A PDF's pages as one run of blocks: floats apart, columns in order, footnotes out."""

# ruff: noqa: RUF001 - dashes, quotes and letters that look alike are told apart here

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fabula.media.documents.notices import announces_notice, is_notice
from fabula.media.documents.pdf.blocks import Block, blocks_of, whole_formulas
from fabula.media.documents.pdf.box import union
from fabula.media.documents.pdf.columns import Gutter, in_order, usual_gutters
from fabula.media.documents.pdf.floats import Float, find_floats
from fabula.media.documents.pdf.furniture import (
    cleared,
    without_heads,
    without_logos,
    without_masthead,
)
from fabula.media.documents.pdf.headings import is_heading, with_run_ins
from fabula.media.documents.pdf.lines import Line, Style
from fabula.media.documents.pdf.page import Sheet
from fabula.media.documents.pdf.words import lines_of

_CONTENTS = re.compile(
    r"(?:table of )?contents|inhalt(?:sverzeichnis)?|table des matières|sommaire|índice|indice",
    re.IGNORECASE,
)
_LEADS = re.compile(r"(?:\d|\b[ivxlc]+)$")
_DOTS = re.compile(r"(?:\.\s*){5,}")
_FOOTNOTE = 0.93  # of the running text's size
_LONGEST_NOTICE = 3  # blocks
_NOTE_MARKS = frozenset("*†‡§¶∗")


def body_style(pages: Sequence[Sequence[Line]]) -> Style:
    """The style of most characters of the document: its running text."""
    weights: dict[tuple[float, bool, bool], int] = {}
    for lines in pages:
        for line in lines:
            style = line.style
            key = (style.size, style.bold, style.italic)
            if not style.mono:
                weights[key] = weights.get(key, 0) + len(line.text)
    if not weights:
        return Style(10.0)
    size, bold, italic = max(weights, key=lambda k: weights[k])
    return Style(size, bold, italic)


def lay_out(sheets: Sequence[Sheet]) -> tuple[list[Block], Style]:
    """All blocks in reading order, headings marked, and the style of the running text."""
    pages = cleared(sheets, [lines_of(s.glyphs) for s in sheets])
    without_logos(sheets)
    body = body_style(pages)
    slides = _are_slides(sheets)
    if not slides:
        pages = without_heads(sheets, without_masthead(sheets, pages), body)
    usual = usual_gutters([[n.box for n in lines] for lines in pages])
    blocks = [
        block
        for sheet, lines in zip(sheets, pages, strict=True)
        for block in _page_blocks(sheet, lines, body, usual)
    ]
    for block in blocks:
        if block.kind in {"paragraph", "item"} and is_heading(block, body):
            block.kind = "heading"
    blocks = list(_without_contents(blocks))
    if slides:
        blocks = _once(_titled(blocks))
    parts = [part for block in blocks for part in with_run_ins(block, body)]
    return list(_without_notices(parts)), body


def _without_notices(blocks: Sequence[Block]) -> Iterator[Block]:
    """All blocks but keywords, copyright, how to cite, and the stamps of a draft."""
    skipping = 0
    for block in blocks:
        text = " ".join(n.text for n in block.lines)
        if block.float is None and announces_notice(text):
            skipping = _LONGEST_NOTICE
        elif skipping and block.kind in {"paragraph", "item"}:
            skipping -= 1
        elif block.float is not None or not is_notice(text):
            skipping = 0
            yield block


def _without_contents(blocks: Sequence[Block]) -> Iterator[Block]:
    """All blocks but the table of contents: its heading and lines that end in page numbers."""
    inside = False
    for block in blocks:
        text = block.text.strip() if block.lines else ""
        if block.lines and _CONTENTS.fullmatch(text):
            inside = True
            continue
        ends = sum(bool(_LEADS.search(n.text)) for n in block.lines)
        inside = inside and bool(block.lines) and ends >= 0.5 * len(block.lines)
        leaders = len(_DOTS.findall(text)) >= max(1, len(block.lines) // 2)
        if not inside and not leaders:
            yield block


def _are_slides(sheets: Sequence[Sheet]) -> bool:
    """Pages wider than high, with few words on them."""
    wide = sum(s.width > 1.2 * s.height for s in sheets)
    return wide > 0.8 * len(sheets) and sum(len(s.glyphs) for s in sheets) < 1500 * len(sheets)


def _titled(blocks: Sequence[Block]) -> list[Block]:
    """The first line of each slide is its title, however it is set."""
    page = 0
    for block in blocks:
        if block.page == page or not block.lines:
            continue
        page = block.page
        if block.kind == "paragraph" and len(block.lines) <= 2 and len(block.text) < 120:
            block.kind = "heading"
    return list(blocks)


def _once(blocks: Sequence[Block]) -> list[Block]:
    """What several steps of one slide repeat, once."""
    kept: list[Block] = []
    seen: set[str] = set()
    title, page = "", 0
    for block in blocks:
        if block.page != page and block.kind == "heading":
            if block.text != title:
                title, seen = block.text, set()
            page = block.page
        if block.float is None and block.text in seen:
            continue
        seen.add(block.text if block.float is None else "")
        kept.append(block)
    return kept


def _page_blocks(
    sheet: Sheet, lines: Sequence[Line], body: Style, usual: Sequence[Gutter]
) -> Iterator[Block]:
    floats, free = find_floats(sheet, lines, body.size)
    pieces: list[Line | Float] = [*free, *floats]
    columns = in_order(pieces, usual)
    for column in columns:
        if _is_margin(column, columns, sheet, body.size):
            continue
        kept = _without_notes(column, sheet, body.size)
        yield from whole_formulas(blocks_of(kept, sheet.number, body.size))


def _is_margin(
    column: Sequence[Line | Float],
    columns: Sequence[Sequence[Line | Float]],
    sheet: Sheet,
    body: float,
) -> bool:
    """Whether a column is a narrow one of small notes beside the text."""
    lines = [n for n in column if isinstance(n, Line)]
    if len(lines) < len(column) or len(lines) < 3 or any(n.size > 1.1 * body for n in lines):
        return False  # authors beside a title are set larger than notes
    box = union(n.box for n in lines)
    small = sum(n.size < 0.95 * body for n in lines) > 0.8 * len(lines)
    wider = any(union(p.box for p in c).width > 1.6 * box.width for c in columns)
    return small and wider and box.width < 0.3 * sheet.width


def _without_notes(column: list[Line | Float], sheet: Sheet, body: float) -> list[Line | Float]:
    """The column without the footnotes at its foot."""
    start = len(column)
    while start > 0:
        piece = column[start - 1]
        if not isinstance(piece, Line) or piece.size > _FOOTNOTE * body:
            break
        start -= 1
    for i in range(start, len(column)):
        piece = column[i]
        if isinstance(piece, Line) and _opens_note(piece, sheet):
            return column[:i]
    return column


def _opens_note(line: Line, sheet: Sheet) -> bool:
    if line.box.y0 < 0.4 * sheet.height:
        return False
    first = line.words[0]
    if first.raised or first.text[0] in _NOTE_MARKS:
        return True
    return any(
        0 < line.box.y0 - rule.y1 + 4 < 16 and rule.across(line.box) > 0 and rule.width < 250
        for rule in sheet.rules
    )
