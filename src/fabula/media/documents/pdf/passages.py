"""Blocks become passages: texts joined over lines, columns and pages, floats given a picture."""

# ruff: noqa: RUF001 - dashes, quotes and letters that look alike are told apart here

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from fabula.media.documents.document import Passage, Picture
from fabula.media.documents.pdf.blocks import Block
from fabula.media.documents.pdf.box import Box, union
from fabula.media.documents.pdf.floats import Float
from fabula.media.documents.pdf.headings import levels
from fabula.media.documents.pdf.lines import Line, spell
from fabula.media.documents.pdf.tables import rows_of
from fabula.media.documents.pdf.words import without_marks
from fabula.media.documents.prose import announces_references, join_lines, join_two, tidy, words_in

_BULLETS = re.compile(r"^(?:[•‣◦▪■□▸►▶●○◆◇∙·✓✔➢–—*∗−-])\s*")
_ENTRY = re.compile(r"\[[\w+.-]{1,12}\]|\d{1,3}\.(?=\s)|\(\d{1,3}\)")
_EQUATION_NUMBER = re.compile(r"\(\d+(?:\.\d+)?[a-z]?\)")
_CLOSED = re.compile(r"[.!?:;…][\"”’»)\]]*$")
_ENDED = re.compile(r"[.!?…][\"”’»)\]]*$")
_LOWER = re.compile(r"[^\W\d_A-Z]{2,}(?:[\s,.;:]|$)")

Draw = Callable[[int, Box], Picture | None]


def passages_of(blocks: Sequence[Block], draw: Draw) -> list[Passage]:
    """The passages of `blocks` in order, their ids still empty.

    Args:
        blocks: In reading order.
        draw: Makes the picture of a part of a page, given its number; None where it cannot.
    """
    known = words_in(n.text for b in blocks for n in b.lines)
    indents = _indents(blocks)
    found: list[tuple[Passage, Block]] = []
    for passage, block in _each(blocks, known, draw):
        before = _unfinished(found, passage, block, indents=indents)
        if before is None:
            found.append((passage, block))
        else:
            start = _led_in(found[before][0].text, found[before + 1 :])
            text = join_two(start, passage.text, known)
            found[before] = (replace(found[before][0], text=text), block)
    return [p for p, _ in found if p.text or p.picture or p.rows]


def _indents(blocks: Sequence[Block]) -> bool:
    """Whether the document indents the first lines of its paragraphs."""
    plain = [b for b in blocks if b.kind == "paragraph" and len(b.lines) > 1]
    return sum(_is_indented(b) for b in plain) > 0.3 * len(plain)


def _is_indented(block: Block) -> bool:
    return block.lines[0].box.x0 > block.left + 0.5 * block.style.size


def _each(
    blocks: Sequence[Block], known: frozenset[str], draw: Draw
) -> Iterator[tuple[Passage, Block]]:
    depths = levels(blocks)
    listing = False
    entries: list[Block] = []
    for i, block in enumerate(blocks):
        if listing and block.float is None and block.kind != "heading":
            entries.append(block)
            continue
        if entries and block.kind == "heading":
            yield from _references(entries, known)
            entries = []
        if block.float is not None:
            yield _float(block.float, block.page, draw), block
        elif block.kind == "heading":
            text = _text(block, known)
            listing = announces_references(text)
            yield Passage("", "heading", text, block.page, depths[i]), block
        elif block.kind == "formula":
            picture = draw(block.page, _unnumbered(block))
            yield Passage("", "formula", tidy(block.text), block.page, picture=picture), block
        elif block.kind == "code":
            yield Passage("", "code", _code(block), block.page), block
        elif block.kind == "item":
            text = _BULLETS.sub("", _text(block, known))
            yield Passage("", "item", text, block.page, _depth(block)), block
        else:
            yield Passage("", "paragraph", _text(block, known), block.page), block
    yield from _references(entries, known)


def _references(blocks: Sequence[Block], known: frozenset[str]) -> Iterator[tuple[Passage, Block]]:
    for entry in _entries(blocks):
        yield Passage("", "reference", _text(entry, known), entry.page), entry


def _unnumbered(block: Block) -> Box:
    """The place of a formula without the number at the edge of the column."""
    words = [w for n in block.lines for w in n.words]
    parts = [w.box for w in words if not _EQUATION_NUMBER.fullmatch(w.text)]
    return union(parts or [w.box for w in words])


def _text(block: Block, known: frozenset[str]) -> str:
    return join_lines((spell(without_marks(n.words)) for n in block.lines), known)


def _depth(block: Block) -> int:
    inset = block.lines[0].box.x0 - block.left
    return 2 if inset > 3.2 * block.style.size else 1


def _code(block: Block) -> str:
    """Lines with the indentation and the gaps that their places on the page show."""
    left = min(n.box.x0 for n in block.lines)
    advance = max(1.0, 0.6 * block.style.size)
    rows: list[str] = []
    ground = float("-inf")
    for line in block.lines:
        at = min(120, round((line.box.x0 - left) / advance))
        if abs(line.box.y1 - ground) < 0.3 * line.size and rows:
            rows[-1] = rows[-1].ljust(at - 1) + " " + line.text
        else:
            rows.append(" " * at + line.text)
            ground = line.box.y1
    return "\n".join(rows)


def _entries(blocks: Sequence[Block]) -> Iterator[Block]:
    """The entries of a bibliography, told by their numbers or their hanging indent."""
    lines = [(n, b, n is b.lines[0]) for b in blocks for n in b.lines]
    counted = sum(bool(_ENTRY.match(n.text)) for n, _, _ in lines) >= max(2, len(lines) // 12)
    outer = sum(n.box.x0 < b.left + 3 for n, b, _ in lines)
    hangs = 0.1 * len(lines) < outer < 0.75 * len(lines)
    part: list[Line] = []
    owner: Block | None = None
    for line, block, first in lines:
        if counted:
            starts = bool(_ENTRY.match(line.text)) and line.box.x0 < block.left + 12
        elif hangs:
            starts = line.box.x0 < block.left + 3
        else:
            starts = first and block.gap > 0.3 * line.size
        if owner is not None and starts:
            yield replace(owner, lines=part)
            part, owner = [], None
        part.append(line)
        owner = owner or block
    if owner is not None:
        yield replace(owner, lines=part)


def _float(found: Float, page: int, draw: Draw) -> Passage:
    caption = tidy(found.caption)
    rows = rows_of(found.lines, found.rules) if found.tabular else ()
    if rows:
        return Passage("", "table", caption, page, label=found.label, rows=rows)
    picture = None if found.region is None else draw(page, found.region)
    return Passage("", "figure", caption, page, label=found.label, picture=picture)


def _unfinished(
    found: Sequence[tuple[Passage, Block]], passage: Passage, block: Block, *, indents: bool
) -> int | None:
    """Where the text is that `passage` goes on with, over a column, a page, a figure, a formula."""
    if passage.kind != "paragraph" or not passage.text:
        return None
    back = len(found) - 1
    while back >= 0 and found[back][0].kind in {"figure", "table", "formula"}:
        back -= 1
    if back < 0:
        return None
    last, before = found[back]
    if last.kind not in {"paragraph", "item"}:
        return None
    if any(p.kind == "formula" for p, _ in found[back + 1 :]):
        return back if _LOWER.match(passage.text) and not _ENDED.search(last.text) else None
    return back if _goes_on(last, before, passage, block, indents=indents) else None


def _led_in(text: str, between: Sequence[tuple[Passage, Block]]) -> str:
    """The start of a sentence, made to lead over the formulas that stand inside it."""
    if not any(p.kind == "formula" for p, _ in between):
        return text
    if text.endswith((",", ";")):
        return text
    return f"{text[:-1]}," if text.endswith(":") else f"{text} …"


def _goes_on(
    last: Passage, before: Block, passage: Passage, block: Block, *, indents: bool
) -> bool:
    moved = (before.page, round(before.left)) != (block.page, round(block.left))
    if _CLOSED.search(last.text):
        # The sentence ended with the column; only the missing indent tells that more comes.
        full = before.lines[-1].box.x1 > before.right - 0.02 * (before.right - before.left)
        return moved and full and indents and last.kind == "paragraph" and not _is_indented(block)
    if passage.text[0].islower() or last.text.endswith(("-", ",")):
        return True
    return moved and last.kind == "paragraph" and len(last.text) > 120 and not _is_indented(block)
