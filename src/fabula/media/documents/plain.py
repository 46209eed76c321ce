"""Plain text in: encodings, hard-wrapped paragraphs, headings by their looks."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import PurePath

from fabula.errors import EmptyInput, UnreadableInput
from fabula.media.documents.document import Document, Passage
from fabula.media.documents.gutenberg import opened, without_title_page
from fabula.media.documents.numbering import numbered
from fabula.media.documents.prose import (
    announces_references,
    join_lines,
    typeset_quotes,
    words_in,
)
from fabula.media.documents.source import Limits, Source

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_RULE = re.compile(r"([=\-~^*#_])\1{2,}\s*|[*\u00b7\u2022-](?:\s+[*\u00b7\u2022-]){2,}\s*")
_COUNTED = re.compile(
    r"(?:(?:chapter|part|book|section|act|scene|letter|kapitel|teil|chapitre|capítulo)\s+"
    r"(?:[IVXLC]+|\d+|[A-Z][a-z]+)|\d{1,2}(?:\.\d{1,2})*\.?\s+[A-Z]|[IVXLC]{1,7}\.)",
    re.IGNORECASE,
)
_VERSE = 60  # characters: shorter lines that are all set in are verse
_ITEM = re.compile(r"\s*(?:[-*•+]|\d{1,2}[.)]|\([a-z0-9]\))\s+")


def decoded(data: bytes, name: str) -> str:
    """The text in `data`: by its byte order mark, else UTF-8, else Windows-1252.

    Raises:
        UnreadableInput: It is not text.
        EmptyInput: It has no text.
    """
    text = _decode(data, name)
    if "\x00" in text or sum(not c.isprintable() and not c.isspace() for c in text[:4000]) > 40:
        raise UnreadableInput(
            name, "is not text", "Formats that can be read: PDF, DOCX, Markdown, HTML, text."
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n\n")
    if not text.strip():
        raise EmptyInput(name, "has no text", "Check that it is the right file.")
    return text


def _decode(data: bytes, name: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise UnreadableInput(
                    name, f"is damaged: not {encoding} as it says", "Save it again as UTF-8."
                ) from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # Windows-1252 leaves five bytes undefined.
        return data.decode("cp1252", "replace")


def read_plain(text: str, source: Source, limits: Limits) -> Document:  # noqa: ARG001 - all readers alike
    """The document in plain `text`."""
    book = opened(text)
    fields, text = book or ({}, text)
    passages = list(_passages(text))
    if book is not None:
        passages = without_title_page(passages)
    title = fields.get("Title", "")
    if not title and len(passages) > 1 and _is_title(passages[0]):
        title, passages = passages[0].text, passages[1:]
    if not passages:
        raise EmptyInput(source.name, "has no text", "Check that it is the right file.")
    author = fields.get("Author", "")
    return Document(
        title=title or PurePath(source.name).stem,
        authors=(author,) if author else (),
        passages=numbered(passages),
        language="",
        source=source.name,
    )


def _is_title(first: Passage) -> bool:
    return first.kind == "heading" or (
        first.kind == "paragraph" and len(first.text) < 80 and first.text[-1] not in ".,;:!?"
    )


def _passages(text: str) -> Iterator[Passage]:
    blocks = [b.strip("\n") for b in re.split(r"\n[ \t]*\n+", text)]
    known = words_in(text.split("\n"))
    listing = False
    for block in blocks:
        lines = [n for n in block.split("\n") if n.strip()]
        if not lines or all(_RULE.fullmatch(n.strip()) for n in lines):
            continue
        level = _heading(lines)
        if level:
            printed = (n for n in lines if not _RULE.fullmatch(n.strip()))
            title = typeset_quotes(join_lines(printed))
            listing = announces_references(title)
            yield Passage("", "heading", title, level=level)
            continue
        for kind, part in _parts(lines):
            joined = typeset_quotes(join_lines(part, known))
            if kind == "code":
                yield Passage("", "code", "\n".join(part))
            elif listing:
                yield Passage("", "reference", joined)
            elif kind == "quote":
                yield Passage("", "quote", joined)
            elif kind == "item":
                yield Passage("", "item", _ITEM.sub("", joined, count=1), level=1)
            else:
                yield Passage("", "paragraph", joined)


def _heading(lines: list[str]) -> int:
    """The level of a heading, 0 for anything else."""
    rule = _RULE.fullmatch(lines[-1].strip())
    if len(lines) == 2 and rule and len(lines[0]) < 100:
        return 1 if rule[1] in "=#*" else 2
    first = lines[0].strip()
    if len(lines) > 2 or len(first) > 90 or not any(c.isalpha() for c in first):
        return 0
    last = lines[-1].strip()
    whole = f"{first} {last}" if len(lines) == 2 else first
    if whole.isupper() and sum(c.isalpha() for c in whole) > 2:
        return 1 if _COUNTED.match(first) or len(lines) == 1 else 2
    if _COUNTED.match(first) and last[-1] not in ".,;:" and not _ITEM.match(lines[0]):
        return 1 + first.split()[0].rstrip(".").count(".")
    return 0


def _parts(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """A block as one paragraph, the items of a list, or lines that must stay as they are."""
    if any(_ITEM.match(n) for n in lines[:1]):
        part: list[str] = []
        for line in lines:
            if _ITEM.match(line) and part:
                yield "item", part
                part = []
            part.append(line)
        yield "item", part
    elif len(lines) > 1 and all(n.startswith(("    ", "\t")) for n in lines) and _is_code(lines):
        yield "code", lines
    elif len(lines) > 2 and all(n.startswith("  ") and len(n) < _VERSE for n in lines):
        yield "quote", lines
    else:
        yield "paragraph", lines


def _is_code(lines: list[str]) -> bool:
    text = "\n".join(lines)
    return sum(text.count(c) for c in "{}();=<>$#/\\|_[]") > 0.04 * len(text)
