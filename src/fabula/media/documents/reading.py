"""Which reader a document needs: by its first bytes, then by its name."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath
from urllib.parse import urlsplit

from fabula.errors import TooLarge, UnreadableInput
from fabula.media.documents.document import Document
from fabula.media.documents.language import language_of
from fabula.media.documents.source import MEGABYTE, Limits, Source, check_size

SHORT_TEXT, SHORT_MARKDOWN = 1_000_000, 50_000
"""In bytes: the worst that was found, tables of empty cells in Markdown, took a second."""

_KNOWN = {
    ".pdf": "pdf",
    ".docx": "word",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "plain",
    ".text": "plain",
}
_TYPES = {
    "application/pdf": "pdf",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/plain": "plain",
}
_OTHERS = (
    (b"\xd0\xcf\x11\xe0", "an old Word, Excel or PowerPoint file, or a locked one", "DOCX or PDF"),
    (b"{\\rtf", "a rich text file", "DOCX or PDF"),
    (b"\x89PNG", "a picture", "PDF with text"),
    (b"\xff\xd8\xff", "a picture", "PDF with text"),
    (b"GIF8", "a picture", "PDF with text"),
    (b"%!PS", "a PostScript file", "PDF"),
    (b"\x1f\x8b", "a compressed file", "file that is unpacked"),
    (b"7z\xbc\xaf", "an archive", "file that is unpacked"),
    (b"\x7fELF", "a program", "document"),
    (b"MZ\x90", "a program", "document"),
)
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html)", re.IGNORECASE | re.DOTALL
)
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
# HTML within Markdown, and pictures, which Pillow opens.
_NATIVE = re.compile(rb"<[A-Za-z/!?]|!\[")
# A picture inside the page: letters, but none that anyone reads.
_EMBEDDED = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=]+")


def format_of(source: Source) -> str:
    """One of "pdf", "word", "html", "markdown" and "plain".

    Raises:
        UnreadableInput: It is a format that cannot be read; the message says which and what to do.
    """
    head = source.data[:1024]
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "word"
    for magic, what, want in _OTHERS:
        if head.startswith(magic):
            raise UnreadableInput(source.name, f"is {what}", f"Save or export it as a {want}.")
    path = urlsplit(source.name).path if "://" in source.name else source.name
    told = _KNOWN.get(PurePath(path).suffix.casefold(), "")
    if told in {"pdf", "word"}:
        raise UnreadableInput(
            source.name,
            f"is not a {'PDF' if told == 'pdf' else 'Word document'}, whatever its name says",
            "Download or export it again.",
        )
    if _HTML.match(head):
        return "html"
    return told or _TYPES.get(source.media_type, "plain")


def is_harmless(source: Source) -> bool:
    """Whether a document can be read in any process: by Python alone, and in a second at most.

    A plain text is; so is a short Markdown text without HTML and pictures of its own, out of which
    our own renderer makes all that the HTML parser sees.

    Raises:
        UnreadableInput: It is a format that cannot be read.
    """
    kind, size = format_of(source), len(source.data)
    if kind == "markdown":
        return size <= SHORT_MARKDOWN and _NATIVE.search(source.data) is None
    return kind == "plain" and size <= SHORT_TEXT


def read_here(source: Source, limits: Limits) -> Document:
    """The document in `source`, read in this process: a native fault or a hang is not contained.

    Raises:
        BadInput: It cannot be read; the family says why.
    """
    check_size(source.name, len(source.data), limits)
    kind = format_of(source)
    try:
        document = _read_as(kind, source, limits)
    except (MemoryError, RecursionError):
        needs = f"needs more than {limits.memory // MEGABYTE} MB of memory to read"
        raise TooLarge(source.name, needs) from None
    texts = (p.text for p in document.passages if p.kind in {"paragraph", "item", "heading"})
    return replace(document, language=language_of(texts, document.language))


def _read_as(kind: str, source: Source, limits: Limits) -> Document:
    if kind == "pdf":
        from fabula.media.documents.pdf.reader import read_pages

        return read_pages(source, limits)
    if kind == "word":
        from fabula.media.documents.word import read_word

        return read_word(source, limits)
    from fabula.media.documents.plain import decoded, read_plain

    text = decoded(_unwrapped(source.data) if kind == "html" else source.data, source.name)
    length = len(text)
    if length > limits.characters and kind in {"html", "markdown"}:
        length -= sum(len(found.group()) for found in _EMBEDDED.finditer(text))
    if length > limits.characters:
        raise TooLarge(
            source.name,
            f"has {length} characters, the limit is {limits.characters}",
            "Give only the part that matters, or raise the limit on characters.",
        )
    if kind == "html":
        from fabula.media.documents.webpage import read_html

        return read_html(text, source, limits)
    if kind == "markdown":
        from fabula.media.documents.markdown import read_markdown

        return read_markdown(text, source, limits)
    return read_plain(text, source, limits)


def _unwrapped(data: bytes) -> bytes:
    """The page as UTF-8, where it names another encoding; NULs, which HTML forbids, taken out."""
    if data.startswith(b"\xef\xbb\xbf"):
        return data
    data = data.replace(b"\x00", b"") if not data.startswith((b"\xff\xfe", b"\xfe\xff")) else data
    named = _CHARSET.search(data[:2048])
    if named is None:
        return data
    try:
        return data.decode(named[1].decode("ascii")).encode("utf-8")
    except (LookupError, UnicodeError):
        return data
