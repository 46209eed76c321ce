"""DOCX in, by way of HTML; a zip that would unpack without end is refused before it is opened."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

from fabula.errors import LockedInput, TooLarge, UnreadableInput
from fabula.media.documents.document import Document
from fabula.media.documents.source import MEGABYTE, Limits, Source
from fabula.media.documents.webpage import Front, read_html

_MOST_FILES = 5_000
_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Quote'] => blockquote:fresh\n"
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
        html = mammoth.convert_to_html(io.BytesIO(source.data), style_map=_STYLES).value
    except (TooLarge, LockedInput, UnreadableInput):
        raise
    except Exception as error:
        raise UnreadableInput(
            source.name, "is a damaged Word document", "Open it in Word and save it again."
        ) from error
    return read_html(f"<main>{html}</main>", source, limits, front)


def _check(archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
    files = archive.infolist()
    if any(f.flag_bits & 1 for f in files):
        raise LockedInput(name, "is protected by a password", "Save a copy without it.")
    if "word/document.xml" not in {f.filename for f in files}:
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
    authors = tuple(a.strip() for a in said["creator"].split(";") if a.strip())
    return Front(said["title"], authors, said["language"])
