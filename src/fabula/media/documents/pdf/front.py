"""Title and authors, from the first page or from what the file says of itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from fabula.media.documents.pdf.blocks import Block
from fabula.media.documents.pdf.headings import number_depth
from fabula.media.documents.pdf.lines import Line, Style, Word, spell
from fabula.media.documents.pdf.words import without_marks
from fabula.media.documents.people import names_in
from fabula.media.documents.prose import announces_references, join_lines, tidy

_NO_TITLE = re.compile(
    r"untitled.*|.*\.(?:docx?|pdf|tex|indd|dvi|pptx?|odt|ps|qxd)|microsoft word.*|slide \d+|"
    r"document\d*|title|(?:\S*_\S*)|\S{0,3}|layout \d+|.*template.*\.\w+",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:abstract|summary|zusammenfassung|résumé|resumen|keywords|contents|introduction|"
    r"einleitung|\d+\.?\s+\w+|I\.\s+\w+)\b",
    re.IGNORECASE,
)
_FILE_NUMBER = re.compile(r"\d{2,}")
# What leads into a paragraph of a notice ("AGENCY:"), and names nobody.
_LABEL = re.compile(r"(?!(?i:by|authors?|written))[^\W\d_][^:]{2,30}:")
_NOTICE = 0.85  # of the running text's size: what is smaller leads into a paragraph


def title_of(blocks: Sequence[Block], metadata: str, body: Style) -> tuple[str, list[Block]]:
    """The title, and the blocks of the first page that print it."""
    first = [b for b in blocks[:14] if b.page == 1 and b.lines]
    told = tidy(metadata)
    if _NO_TITLE.fullmatch(told):
        told = ""
    printed = (_printing(first, told) or _resembling(first, told)) if told else []
    if not printed:
        printed = _largest(first, body, blocks)
        text = _spelled(printed)
        # The metadata may name the series, or the template that the author started from.
        alike = set(told.casefold().split()) & set(text.casefold().split())
        if told and not (text and len(alike) >= 0.5 * len(told.split())):
            return (told, []) if len(told.split()) >= 3 or not text else (text, printed)
        return text, printed
    return _spelled(printed), printed


def _spelled(blocks: Sequence[Block]) -> str:
    return join_lines(spell(without_marks(n.words)) for b in blocks for n in b.lines)


def _largest(first: Sequence[Block], body: Style, blocks: Sequence[Block]) -> list[Block]:
    """The blocks in the largest type, if that is larger than all headings and running text."""
    candidates = [b for b in first if b.style.size >= 1.15 * body.size and len(b.text) > 1]
    if not candidates:
        below = _below_numbers(first, body)
        if below:
            return [below]
        heads = [b for b in first[:6] if b.kind == "heading" and len(b.text.split()) > 2]
        return [b for b in heads[:1] if not _OPENING.match(b.text.strip())]
    size = max(b.style.size for b in candidates)
    start = next(b for b in candidates if b.style.size == size)
    if _OPENING.fullmatch(start.text.strip()) or len(start.text) > 250:
        return []
    at = first.index(start)
    printed = [start]
    for block in first[at + 1 : at + 3]:
        if block.style.size < size - 0.3 or block.gap > 1.5 * size:
            break
        printed.append(block)
    title = _plain(_spelled(printed))
    others = [
        b
        for b in blocks
        if b.kind == "heading"
        and all(b is not p for p in printed)
        and not _plain(b.text).startswith(title)
        and bool(number_depth(b.text)) == bool(number_depth(start.text))
    ]
    title_page = len(first) < 9 and blocks[-1].page > 1
    alike = any(abs(b.style.size - size) < 0.3 and b.style.bold == start.style.bold for b in others)
    if alike and not title_page:
        return []  # sections look like that: it is the first of them
    return printed


def _below_numbers(first: Sequence[Block], body: Style) -> Block | None:
    """The title of an official notice: the last heading below its agency and file numbers."""
    start = next((i for i, b in enumerate(first) if b.kind == "heading"), len(first))
    stack = [
        *takewhile(
            lambda b: b.kind == "heading" and b.style.size > _NOTICE * body.size, first[start:]
        )
    ]
    numbers = [i for i, b in enumerate(stack) if _FILE_NUMBER.search(b.text)]
    if len(numbers) < 2 or numbers[-1] != len(stack) - 2 or len(stack[-1].text.split()) < 3:
        return None
    return stack[-1]


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _printing(first: Sequence[Block], title: str) -> list[Block]:
    """The run of blocks whose text is the title."""
    wanted = _plain(title)
    for i in range(len(first)):
        text, run = "", []
        for block in first[i : i + 4]:
            text += _plain(join_lines(n.text for n in block.lines))
            run.append(block)
            if text == wanted:
                return run
            if not wanted.startswith(text):
                break
    return []


def _resembling(first: Sequence[Block], title: str) -> list[Block]:
    """The block above the text that says most of the words of the title; they are often edited."""
    wanted = _stems(title)
    best: tuple[float, list[Block]] = (0.5, [])
    for block in first:
        text = block.text.strip()
        if _OPENING.match(text) or _is_running(block):
            break
        share = len(_stems(text) & wanted) / max(1, len(wanted))
        if len(wanted) > 2 and share > best[0] and len(text) < 2.5 * len(title):
            best = (share, [block])
    return best[1]


def _stems(text: str) -> set[str]:
    return {w[:5] for w in re.findall(r"[^\W\d_]{3,}", text.casefold())}


def front_matter(blocks: Sequence[Block], printed: Sequence[Block]) -> list[Block]:
    """What stands around the title: authors, affiliations, dates, the series."""
    if not printed:
        return []
    start = next(i for i, b in enumerate(blocks) if b is printed[0])
    last = max(i for i, b in enumerate(blocks) if b is printed[-1])
    above = [b for b in blocks[:start] if b.float is None]
    found = [] if any(map(_is_running, above)) else above
    for block in blocks[last + 1 : last + 25]:
        text = block.text.strip()
        if block.float is not None:
            continue
        opens = _OPENING.match(text) and (block.kind == "heading" or not text[0].isdigit())
        if block.page != 1 or opens or announces_references(text):
            break
        if block.kind == "heading" and _LABEL.fullmatch(text):
            break
        if _is_running(block):
            break
        found.append(block)
    return found


def _is_running(block: Block) -> bool:
    """Whether a block is a paragraph of sentences rather than a line of the title page."""
    text = block.text
    return (
        block.kind == "item"
        or (len(text) > 250 and re.search(r"[a-z]{3}[.:?!]\s+[A-Z]", text) is not None)
        or _tells(text)
    )


def _tells(text: str) -> bool:
    """Whether a short text is told in sentences: names and addresses have capitals, and no end."""
    words = text.split()
    small = sum(word[0].islower() for word in words)
    ends = len(re.findall(r"[a-z]{3}[.?!](?=\s+[A-Z]|\s*$)", text))
    return ends > 1 and len(words) >= 12 and small >= 0.65 * len(words)


def authors_of(front: Sequence[Block], metadata: str) -> tuple[str, ...]:
    """Names, from the metadata where it has some that look like names, else as printed."""
    said = tidy(metadata)
    told = names_in(said)
    lines = [(spell(_unmarked(n)), n.size) for block in front for n in block.lines]
    if not told and said and any(_plain(text) == _plain(said) for text, _ in lines):
        return (said,)  # a group of people has a name of its own
    printed: list[str] = []
    size = 0.0
    for text, height in lines:
        # Names are set alike; what else looks like a name in smaller type is where they work.
        if size and abs(height - size) > 0.3:
            continue
        found = [n for n in names_in(text) if n not in printed]
        size = height if found and not size else size
        printed.extend(found)
    if told and (not printed or all(n in " ".join(printed) for n in told) or len(told) > 1):
        return tuple(told)
    return tuple(printed[:30])


def _unmarked(line: Line) -> list[Word]:
    """The words of a line of names, without marks and the small numbers of affiliations."""
    words = without_marks(line.words)
    return [w for w in words if w.style.size > 0.8 * line.size or not w.text.strip(",* ").isdigit()]
