"""DOCX in, by way of HTML; a zip that would unpack without end is refused before it is opened."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

from fabula.errors import LockedInput, TooLarge, UnreadableInput
from fabula.media.documents.document import Document
from fabula.media.documents.numbering import numbered
from fabula.media.documents.people import names_in
from fabula.media.documents.source import MEGABYTE, Limits, Source
from fabula.media.documents.webpage import Front, read_html

_MOST_FILES = 5_000
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Quote'] => blockquote:fresh
p[style-name='Intense Quote'] => blockquote:fresh
p[style-name='List Bullet 2'] => ul|ol > li > ul > li:fresh
p[style-name='List Bullet 3'] => ul|ol > li > ul|ol > li > ul > li:fresh
p[style-name='List Number 2'] => ul|ol > li > ol > li:fresh
p[style-name='macro'] => pre:separator('\\n')
p[style-name='Code'] => pre:separator('\\n')
p[style-name='Source Code'] => pre:separator('\\n')
p[style-name='HTML Preformatted'] => pre:separator('\\n')
p[style-name='TOC Heading'] => !
p[style-name='table of figures'] => !
"""
_CONTENTS = "".join(f"p[style-name='toc {n}'] => !\n" for n in range(1, 10))
_FORMULA = b"<m:oMath>"
# What programs write where the author should be.
_PROGRAMS = re.compile(
    r"python-docx|microsoft.*|office.*|user|admin\w*|author|autor|unknown|apache.*|.*\bpoi\b.*|"
    r"owner|windows.*|docx.*|pandoc.*|libreoffice.*|openoffice.*",
    re.IGNORECASE,
)
_OTHERS = {
    "ppt/presentation.xml": "is a PowerPoint presentation",
    "xl/workbook.xml": "is an Excel workbook",
    "META-INF/container.xml": "is an EPUB book",
    "content.xml": "is an OpenDocument file",
}
_DOCUMENT = "word/document.xml"
_CORE = "docProps/core.xml"
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"


def read_word(source: Source, limits: Limits) -> Document:
    """The document in a DOCX file.

    Raises:
        UnreadableInput: It is damaged, or another kind of zip file.
        LockedInput: It needs a password.
        TooLarge: It would unpack to more than `limits.unpacked`.
        EmptyInput: There is no text.
    """
    import mammoth

    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            _check(archive, source.name, limits)
            front = _front(archive)
            formulas = archive.read(_DOCUMENT).count(_FORMULA)
        html = mammoth.convert_to_html(io.BytesIO(source.data), style_map=_STYLES + _CONTENTS).value
    except (TooLarge, LockedInput, UnreadableInput):
        raise
    except Exception as error:
        raise UnreadableInput(
            source.name, "is a damaged Word document", "Open it in Word and save it again."
        ) from error
    document = _with_authors(read_html(f"<main>{html}</main>", source, limits, front), front)
    if formulas:
        said = f"{source.name}: its formulas ({formulas}), left out; as a PDF it would show them."
        document = replace(document, notes=(*document.notes, said))
    return document


def _with_authors(document: Document, front: Front) -> Document:
    """The document with the authors that a line under its title names, where no field does."""
    if front.authors:
        return document
    for i, passage in enumerate(document.passages[:3]):
        names = names_in(passage.text) if passage.kind == "paragraph" else []
        if names:
            rest = (*document.passages[:i], *document.passages[i + 1 :])
            return replace(document, authors=tuple(names), passages=numbered(rest))
    return document


def _check(archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
    files = archive.infolist()
    if any(f.flag_bits & 1 for f in files):
        raise LockedInput(name, "is protected by a password", "Save a copy without it.")
    names = {f.filename for f in files}
    other = next((what for part, what in _OTHERS.items() if part in names), "")
    if other and _DOCUMENT not in names:
        raise UnreadableInput(name, other, "Save or export it as DOCX or PDF.")
    if _DOCUMENT not in names:
        raise UnreadableInput(name, "is a zip file, but no Word document", "Unpack it first.")
    unpacked = sum(f.file_size for f in files)
    if unpacked > limits.unpacked or len(files) > _MOST_FILES:
        raise TooLarge(
            name,
            f"would unpack to {unpacked / MEGABYTE:.0f} MB in {len(files)} files, the limit is "
            f"{limits.unpacked / MEGABYTE:.0f} MB in {_MOST_FILES}",
            "Save it again in Word, with smaller pictures.",
        )


def _front(archive: zipfile.ZipFile) -> Front:
    try:
        raw = archive.read(_CORE)
        # Entities could multiply; an honest core.xml has no document type.
        if b"<!" in raw or len(raw) > MEGABYTE:
            return Front()
        root = ElementTree.fromstring(raw)  # noqa: S314 - without a document type, see above
    except (KeyError, ElementTree.ParseError):
        return Front()
    said = {k: (root.findtext(_DUBLIN + k) or "").strip() for k in ("title", "creator", "language")}
    creators = (a.strip() for a in said["creator"].split(";"))
    authors = tuple(a for a in creators if a and not _PROGRAMS.fullmatch(a))
    return Front(said["title"], authors, said["language"])
