"""Lines of a column become blocks: paragraphs, headings, items, code, formulas."""

# ruff: noqa: RUF001 - dashes, quotes and letters that look alike are told apart here

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from fabula.media.documents.document import PassageKind
from fabula.media.documents.notices import is_notice
from fabula.media.documents.pdf.box import Box, union
from fabula.media.documents.pdf.floats import Float
from fabula.media.documents.pdf.lines import Line, Style, common_style

_BULLET = re.compile(r"[•‣◦▪■□▸►▶●○◆◇∙·✓✔➢–—*∗]|[-−]")
_COUNT = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|\[\d{1,2}\]|\(\d{1,2}\)")
_SYMBOLS = frozenset("=+−×÷∑∏∫√≤≥≠≈∈∉⊂⊆∪∩∀∃∂∇∞→←⇒⇔∝±∗⟨⟩‖∥∼≡")
_RELATIONS = frozenset("=<>≤≥∼≈→≠∈⊂")
_WORD = re.compile(r"[^\W\d_]{4}")
_EQUATION_NUMBER = re.compile(r"\(?\d+(?:\.\d+)?[a-z]?\)$")


@dataclass(slots=True)
class Block:
    """Lines that belong together.

    Args:
        kind: What they are; "heading" may still be refused when the whole document is known.
        page: 1-based.
        lines: Empty for a float.
        right: Right edge of the column, in points, to see whether the last line is full.
        left: Left edge of the column, in points.
        gap: Points of free space above.
        float: The figure or table that stands here, else None.
    """

    kind: PassageKind
    page: int
    lines: list[Line] = field(default_factory=list)
    left: float = 0.0
    right: float = 0.0
    gap: float = 0.0
    float: Float | None = None

    @property
    def box(self) -> Box:
        """Where it stands."""
        return self.float.box if self.float else union(n.box for n in self.lines)

    @property
    def text(self) -> str:
        """Its lines, one below the other."""
        return "\n".join(n.text for n in self.lines)

    @property
    def style(self) -> Style:
        """The style of most of its characters."""
        return common_style(w for n in self.lines for w in n.words)


@dataclass(frozen=True, slots=True)
class Column:
    """Edges of a column, the usual step from line to line, and the size of running text."""

    left: float
    right: float
    step: float
    body: float

    @property
    def width(self) -> float:
        """Points from edge to edge."""
        return self.right - self.left


def blocks_of(pieces: Sequence[Line | Float], page: int, body: float) -> Iterator[Block]:
    """The blocks of one column, in order."""
    lines = [p for p in pieces if isinstance(p, Line)]
    if not lines:
        yield from (Block("figure", page, float=p) for p in pieces if isinstance(p, Float))
        return
    column = _column(lines, body)
    current: Block | None = None
    bottom = 0.0
    for piece in pieces:
        if isinstance(piece, Float):
            if current is not None:
                yield current
                current = None
            yield Block("figure", page, float=piece)
        elif current is not None and _continues(current, piece, column):
            current.lines.append(piece)
        else:
            if current is not None:
                yield current
            gap = piece.box.y0 - bottom if bottom else 3 * body
            kind = _kind(piece, column)
            current = Block(kind, page, [piece], column.left, column.right, gap)
        bottom = piece.box.y1
    if current is not None:
        yield current


def whole_formulas(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks, the pieces of a formula (limits, fractions, brackets) joined to one.

    A scrap that belongs to no formula and relates nothing is the limit of a sum inside a line of
    text: it says nothing on its own and is dropped.
    """
    run: list[Block] = []
    for block in blocks:
        near = run and block.box.y0 - max(b.box.y1 for b in run) < 1.2 * block.style.size
        if _is_scrap(block) and (near or not run):
            run.append(block)
            continue
        yield from _joined(run)
        run = [block] if _is_scrap(block) else []
        if not run:
            yield block
    yield from _joined(run)


def _is_scrap(block: Block) -> bool:
    if block.kind == "formula":
        return True
    return block.kind == "paragraph" and len(block.text) < 80 and not _WORD.search(block.text)


def _joined(run: Sequence[Block]) -> Iterator[Block]:
    if not any(b.kind == "formula" for b in run):
        yield from run
        return
    lines = [n for b in run for n in b.lines]
    whole = replace(run[0], kind="formula", lines=lines)
    if len(whole.text) > 5 or set(whole.text) & _RELATIONS:
        yield whole


def _column(lines: Sequence[Line], body: float) -> Column:
    running = [n for n in lines if abs(n.size - body) < 0.6] or list(lines)
    lefts = sorted(n.box.x0 for n in running)
    rights = sorted(n.box.x1 for n in running)
    steps = sorted(
        b.box.y1 - a.box.y1
        for a, b in itertools.pairwise(running)
        if 0.5 * body < b.box.y1 - a.box.y1 < 2.5 * body
    )
    step = steps[len(steps) // 3] if steps else 1.2 * body
    return Column(lefts[len(lefts) // 20], rights[-1 - len(rights) // 20], step, body)


def _kind(line: Line, column: Column) -> PassageKind:
    if line.style.mono and line.words[0].style.mono:
        return "code"  # what a program prints may begin like an item, as "[1] TRUE" does
    if is_item(line):
        return "item"
    if line.style.mono:
        return "code"
    if _is_formula(line, column):
        return "formula"
    return "paragraph"


def is_item(line: Line) -> bool:
    """Whether the line begins an entry of a list: a bullet or a count, then text."""
    first = line.words[0].text
    if first in {"–", "—", "-", "−", "*", "∗", "·"} and len(line.words) < 3:
        return False
    if len(line.words) < 2:
        return bool(re.fullmatch(r"[•▪■▸►●]", first))
    return bool(_BULLET.fullmatch(first) or _COUNT.fullmatch(first)) and not line.words[1].glued


def _is_formula(line: Line, column: Column) -> bool:
    """Set apart from the text, and mostly symbols."""
    if line.box.x0 < column.left + 0.8 * column.body:
        return False
    if len(_WORD.findall(line.text)) > 3:
        return False
    letters = sum(len(w.text) for w in line.words)
    strange = sum(len(w.text) for w in line.words if w.style.math or set(w.text) & _SYMBOLS)
    short = sum(len(w.text) for w in line.words if len(w.text) < 3)
    numbered = bool(_EQUATION_NUMBER.search(line.text))
    return strange > 0 and strange + short > (0.4 if numbered else 0.5) * letters


def _continues(block: Block, line: Line, column: Column) -> bool:
    last = block.lines[-1]
    if abs(line.box.y1 - last.box.y1) < 0.3 * max(line.size, 1) and line.box.x0 > last.box.x0:
        return True  # further right on the same line
    step = line.box.y1 - last.box.y1
    kind = _kind(line, column)
    if kind == "code" and block.kind == "paragraph" and _flows(last, line, step, column):
        return True  # a line of a paragraph that happens to be all in the type of code
    if block.kind in {"code", "formula"} or kind in {"code", "formula"}:
        return kind == block.kind and step < 3.2 * max(line.size, 6)
    if kind == "item" or _changes(last, line) or is_notice(line.text):
        return False
    usual = max(column.step, 1.15 * line.size) if line.size > column.body + 0.6 else column.step
    if step > 1.32 * usual or step < -0.5 * line.size:
        return False
    return not (_is_indented(block, line, column) or _ended(last, line, column, block))


def _flows(last: Line, line: Line, step: float, column: Column) -> bool:
    return _is_full(last, column) and step < 1.25 * column.step and line.box.x0 < column.left + 2


def _is_full(line: Line, column: Column) -> bool:
    return line.box.x1 > column.right - 0.1 * column.width


def _changes(last: Line, line: Line) -> bool:
    """Whether the type changes in a way that starts something new."""
    old, new = last.style, line.style
    if last.words[-1].style == line.words[0].style:
        return False
    if abs(old.size - new.size) > 0.7:
        return True
    if old.bold != new.bold:
        # A run-in heading and the rest of its line belong together.
        return last.words[-1].style.bold == old.bold and line.words[0].style.bold == new.bold
    if old.italic != new.italic:
        whole = all(w.style.italic == old.italic for w in last.words)
        return whole and last.text.rstrip()[-1:] not in ",;-" and _short(last)
    return False


def _short(line: Line) -> bool:
    return len(line.text) < 60


def _is_indented(block: Block, line: Line, column: Column) -> bool:
    """Whether the line is indented as the first of a paragraph is."""
    if block.kind == "item":
        if len(block.lines) == 1 and block.lines[0].text[-1:] not in ".;:?!":
            return line.box.x0 > block.lines[0].box.x0 + 6 * column.body
        # The text of an item hangs; a line further left than its bullet's text ends it.
        return line.box.x0 < block.lines[0].box.x0 - 2 or (
            line.box.x0 < block.lines[0].box.x0 + 2
            and len(block.lines) > 1
            and block.lines[-1].box.x0 > line.box.x0 + 4
        )
    inset = line.box.x0 - column.left
    before = block.lines[-1].box.x0 - column.left
    first = len(block.lines) == 1
    return (
        0.5 * column.body < inset < 4 * column.body
        and before < 0.3 * column.body
        and not (first and block.lines[0].size > column.body + 0.6)
    )


def _ended(last: Line, line: Line, column: Column, block: Block) -> bool:
    """Whether the last line stopped well before the edge, at the end of a sentence."""
    if block.kind == "item" and line.box.x0 > block.lines[0].box.x0 + 2:
        return False
    if len(block.lines) == 1 and last.text.isupper() and not line.text.isupper():
        return column.right - last.box.x1 > 0.2 * column.width
    words = line.words[0].box.width
    room = column.right - last.box.x1
    stops = last.text.rstrip()[-1:] in '.!?:”"'
    return stops and room > max(0.15 * column.width, words + column.body) and _capital(line)


def _capital(line: Line) -> bool:
    return not line.text[:1].islower()
