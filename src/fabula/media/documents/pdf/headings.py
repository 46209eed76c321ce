"""Which blocks are headings, and how deep they are."""

# ruff: noqa: RUF001 - dashes, quotes and letters that look alike are told apart here

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from fabula.media.documents.pdf.blocks import Block
from fabula.media.documents.pdf.lines import Line, Style, line_of

_NUMBERED = re.compile(
    r"(?:(?:chapter|section|part|appendix|kapitel|chapitre)\s+)?"
    r"(?P<number>\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5}|[A-Z])(?P<dot>\.?:?)\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
_KNOWN = re.compile(
    r"(?:abstract|summary|introduction|background|related work|methods?|methodology|results|"
    r"discussion|conclusions?|acknowledge?ments?|references|bibliography|appendix|contents|"
    r"zusammenfassung|einleitung|literatur(?:verzeichnis)?|résumé|références|resumen|referencias)",
    re.IGNORECASE,
)
_LONGEST = 180
_RUN_IN = 70


@dataclass(frozen=True, slots=True)
class Face:
    """What headings of one level share."""

    size: float
    bold: bool
    italic: bool
    capitals: bool


def face_of(block: Block) -> Face:
    """The look of a heading."""
    style = block.style
    return Face(round(style.size), style.bold, style.italic, block.text.isupper())


def is_heading(block: Block, body: Style) -> bool:
    """Whether a block reads and looks like a heading.

    Args:
        block: A paragraph or an item.
        body: The style of the running text.
    """
    text = block.text.replace("\n", " ").strip()
    if not (2 <= len(text) <= _LONGEST) or not any(c.isalpha() for c in text):
        return False
    if text[0] in "•‣◦∙·":
        return False
    if text[-1] in ",;" or (text[-1] == "." and not _NUMBERED.match(text) and len(text) > 60):
        return False
    if _KNOWN.fullmatch(text.strip(" .:—")):
        return True
    return _stands_out(block, text, body)


def _stands_out(block: Block, text: str, body: Style) -> bool:
    style = block.style
    sentence = text[-1] in ".!?" and len(text.split()) > 8
    if style.size >= 1.12 * body.size:
        return len(block.lines) <= 4 and not sentence
    alone = len(block.lines) <= 3 and block.gap > 0.25 * body.size and not _is_row(block)
    plain_item = block.kind == "item" and not style.bold and not text.isupper()
    if style.size < 0.85 * body.size or not alone or plain_item:
        return False
    if _all(block, "bold") and not body.bold:
        return len(text) < 120 and not sentence
    if text.isupper() and sum(c.isalpha() for c in text) >= 4:
        return len(text) < 100 and len(block.lines) <= 2
    return _short_of_edge(block) and len(text) < 80 and _reads_as_heading(block, text, body)


def _reads_as_heading(block: Block, text: str, body: Style) -> bool:
    """A line in plain type: italic on its own, or with a number and space above."""
    if text[-1] in ".:":
        return False
    if _all(block, "italic") and not body.italic and len(block.lines) == 1:
        return text[0].isupper()
    numbered = _NUMBERED.match(text) is not None and len(block.lines) <= 2
    return numbered and block.gap > 0.6 * body.size


def _all(block: Block, look: str) -> bool:
    return all(getattr(w.style, look) for n in block.lines for w in n.words if len(w.text) > 2)


def _is_row(block: Block) -> bool:
    """Whether pieces stand side by side, as the cells of a table do."""
    return any(abs(a.box.y1 - b.box.y1) < 2 for a, b in pairwise(block.lines))


def _short_of_edge(block: Block) -> bool:
    return block.box.x1 < block.right - 0.12 * (block.right - block.left)


def with_run_ins(block: Block, body: Style) -> list[Block]:
    """A paragraph that opens with a bold phrase, as that heading and the rest."""
    if block.kind != "paragraph" or body.bold or not block.lines:
        return [block]
    words = block.lines[0].words
    count = next((i for i, w in enumerate(words) if not w.style.bold), len(words))
    lead = " ".join(w.text for w in words[:count])
    if not (0 < count < len(words)) or len(lead) > _RUN_IN or len(lead) < 3:
        return [block]
    if lead[-1] not in ".:—–" and words[count].text[0] not in "—–.:" and not _wide(words, count):
        return [block]
    rest = line_of((replace(words[count], glued=False), *words[count + 1 :]))
    if rest.text[0] in "—–.:" and len(rest.words) > 1:
        rest = _without_dash(rest)
    head = Block("heading", block.page, [line_of(words[:count])], gap=block.gap)
    tail = Block("paragraph", block.page, [rest, *block.lines[1:]], block.left, block.right, 0.0)
    return [head, tail]


def _wide(words: Sequence[object], count: int) -> bool:
    left, right = words[count - 1], words[count]
    gap = right.box.x0 - left.box.x1  # type: ignore[attr-defined]
    return bool(gap > 0.8 * left.style.size)  # type: ignore[attr-defined]


def _without_dash(line: Line) -> Line:
    first = line.words[0]
    text = first.text.lstrip("—–.: ")
    words = line.words[1:] if not text else (replace(first, text=text), *line.words[1:])
    return line_of(words)


def levels(blocks: Sequence[Block]) -> dict[int, int]:
    """The depth of each heading, by its index in `blocks`.

    A number tells it ("2.1" is 2); else the look tells it, larger before smaller.
    """
    heads = [(i, b) for i, b in enumerate(blocks) if b.kind == "heading"]
    told: dict[Face, Counter[int]] = {}
    for _, block in heads:
        depth = number_depth(block.text)
        if depth:
            told.setdefault(face_of(block), Counter())[depth] += 1
    faces = {face_of(b) for _, b in heads}
    known = {face: counts.most_common(1)[0][0] for face, counts in told.items()}
    ranks = _ranked(faces, known)
    return {i: number_depth(b.text) or _known_depth(b) or ranks[face_of(b)] for i, b in heads}


def _known_depth(block: Block) -> int:
    return 1 if _KNOWN.fullmatch(block.text.strip(" .:—")) else 0


def number_depth(text: str) -> int:
    """Parts of the number before a heading: 2 for "3.1 Data"; 0 where there is none."""
    match = _NUMBERED.match(text)
    if match is None:
        return 0
    number = match["number"]
    if number[0].isdigit():
        return min(6, number.count(".") + 1)
    if number.isupper() and match["dot"]:
        return 1 if len(number) > 1 or number in "IVX" else 2
    return 0


def _ranked(faces: set[Face], known: dict[Face, int]) -> dict[Face, int]:
    order = sorted(faces, key=lambda f: (-f.size, not f.bold, not f.capitals, f.italic))
    ranks: dict[Face, int] = {}
    level = 0
    for face in order:
        level = known.get(face, min(6, level + 1))
        ranks[face] = level
    return ranks
