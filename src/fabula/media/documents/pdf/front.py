"""Title and authors, from the first page or from what the file says of itself."""

# ruff: noqa: RUF001 - dashes, quotes and letters that look alike are told apart here

from __future__ import annotations

import re
from collections.abc import Sequence

from fabula.media.documents.pdf.blocks import Block
from fabula.media.documents.pdf.headings import number_depth
from fabula.media.documents.pdf.lines import Style, spell
from fabula.media.documents.pdf.words import without_marks
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
_NO_NAME = re.compile(
    r"\d|@|universit|institut|department|dept|school|college|laborator|centre|center|faculty|"
    r"inc\b|ltd|gmbh|research|society|volume|journal|january|february|march|april|may\b|june|"
    r"july|august|september|october|november|december|abstract|http|www|street|avenue|version",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?:(?:[A-ZÀ-ÞĀ-ŽΑ-ΩА-Я][\w’'.-]*|van|von|der|den|de|da|di|del|la|le|bin|al|ten|el)\s+){1,4}"
    r"[A-ZÀ-ÞĀ-ŽΑ-ΩА-Я][\w’'-]+(?:\s+(?:Jr|Sr|I{2,3})\.?)?"
)
_SEPARATORS = re.compile(r"\s*(?:,|;|\band\b|\bund\b|\bet\b|\by\b|&|·|•|\|)\s*")


def title_of(blocks: Sequence[Block], metadata: str, body: Style) -> tuple[str, list[Block]]:
    """The title, and the blocks of the first page that print it."""
    first = [b for b in blocks[:14] if b.page == 1 and b.lines]
    told = tidy(metadata)
    if _NO_TITLE.fullmatch(told):
        told = ""
    printed = _printing(first, told) if told else []
    if not printed:
        printed = _largest(first, body, blocks)
        text = _spelled(printed)
        # The metadata may name the series, or the template that the author started from.
        alike = set(told.casefold().split()) & set(text.casefold().split())
        if told and not (text and len(alike) >= 0.5 * len(told.split())):
            return (told, []) if len(told.split()) >= 3 or not text else (text, printed)
        return text, printed
    text = _spelled(printed)
    return text if _plain(text) == _plain(told) else told, printed


def _spelled(blocks: Sequence[Block]) -> str:
    return join_lines(spell(without_marks(n.words)) for b in blocks for n in b.lines)


def _largest(first: Sequence[Block], body: Style, blocks: Sequence[Block]) -> list[Block]:
    """The blocks in the largest type, if that is larger than all headings and running text."""
    candidates = [b for b in first if b.style.size >= 1.15 * body.size and len(b.text) > 1]
    if not candidates:
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


def front_matter(blocks: Sequence[Block], printed: Sequence[Block]) -> list[Block]:
    """What stands between the title and the text: authors, affiliations, dates."""
    if not printed:
        return []
    last = max(i for i, b in enumerate(blocks) if b is printed[-1])
    found: list[Block] = []
    for block in blocks[last + 1 : last + 25]:
        text = block.text.strip()
        if block.float is not None:
            continue
        opens = _OPENING.match(text) and (block.kind == "heading" or not text[0].isdigit())
        if block.page != 1 or opens or announces_references(text):
            break
        if _is_running(block):
            break
        found.append(block)
    return found


def _is_running(block: Block) -> bool:
    """Whether a block is a paragraph of sentences rather than a line of the title page."""
    text = block.text
    return block.kind == "item" or (
        len(text) > 250 and re.search(r"[a-z]{3}[.:?!]\s+[A-Z]", text) is not None
    )


def authors_of(front: Sequence[Block], metadata: str) -> tuple[str, ...]:
    """Names, from the metadata where it has some that look like names, else as printed."""
    told = names_in(tidy(metadata))
    printed: list[str] = []
    size = 0.0
    for line in (n for block in front for n in block.lines):
        # Names are set alike; what else looks like a name in smaller type is where they work.
        if size and abs(line.size - size) > 0.3:
            continue
        found = [n for n in names_in(spell(without_marks(line.words))) if n not in printed]
        size = line.size if found and not size else size
        printed.extend(found)
    if told and (not printed or all(n in " ".join(printed) for n in told) or len(told) > 1):
        return tuple(told)
    return tuple(printed[:30])


def names_in(text: str) -> list[str]:
    """The persons' names of a line that holds nothing else; else nothing."""
    clean = re.sub(r"[*†‡§¶∗⁰¹²³⁴-⁹]|\(.*?\)", "", text)
    parts = [p.strip(" .,") for p in _SEPARATORS.split(clean)]
    parts = [re.sub(r"^(?:by|von|par)\s+", "", p, flags=re.IGNORECASE) for p in parts if p]
    good = [p for p in parts if _NAME.fullmatch(p) and not _NO_NAME.search(p) and not p.isupper()]
    return good if parts and len(good) == len(parts) else []
