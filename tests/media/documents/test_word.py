"""Word documents, and zip files that only look like them."""

# ruff: noqa: E501 - the addresses of XML cannot be broken

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from fabula.errors import TooLarge, UnreadableInput
from fabula.media.documents import Document, Limits

Read = Callable[..., Document]

_NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/></Types>"""
_RELS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="word/document.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>"""
_STYLES = f"""<w:styles {_NAMES}><w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style></w:styles>"""
_CORE = """<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Ada Winter; Bruno Sommer</dc:creator></c:coreProperties>"""


def _paragraph(text: str, style: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}<w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(body: str, **more: str) -> bytes:
    """A Word document with the paragraphs in `body`."""
    files = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS,
        "word/styles.xml": _STYLES,
        "word/_rels/document.xml.rels": _RELS.replace("word/document.xml", "styles.xml").replace(
            "officeDocument/2006/relationships/officeDocument",
            "officeDocument/2006/relationships/styles",
        ),
        "docProps/core.xml": _CORE,
        "word/document.xml": f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>",
        **more,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def test_word_document_is_read(read_bytes: Read) -> None:
    """Title, authors, headings, paragraphs and tables come out."""
    cell = "<w:tc>{}</w:tc>".format
    row = "<w:tr>{}</w:tr>".format
    table = "<w:tbl>{}</w:tbl>".format(
        "".join(row(cell(_paragraph(a)) + cell(_paragraph(b))) for a, b in ("ab", "12"))
    )
    body = _paragraph("On Tea", "T") + _paragraph("Water", "H1") + _paragraph("It is hot.") + table
    document = read_bytes(docx(body), "tea.docx")

    assert (document.title, document.authors) == ("On Tea", ("Ada Winter", "Bruno Sommer"))
    assert [(p.kind, p.text) for p in document.passages] == [
        ("heading", "Water"),
        ("paragraph", "It is hot."),
        ("table", ""),
    ]
    assert document.passages[2].rows == (("a", "b"), ("1", "2"))


def test_zip_bomb_is_refused(read_bytes: Read) -> None:
    """What would unpack past the limit is never unpacked."""
    data = docx(_paragraph("x"), **{"word/media/a.bin": "\x00" * 30_000_000})
    with pytest.raises(TooLarge, match="would unpack to 30 MB"):
        read_bytes(data, "a.docx", limits=Limits(unpacked=20_000_000))


def test_entity_bomb_is_refused(read_bytes: Read) -> None:
    """Entities that multiply are not expanded."""
    entities = "".join(
        f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "x" * 1000}">' for i in range(9)
    )
    xml = f"<!DOCTYPE d [{entities}]><w:document {_NAMES}><w:body>{_paragraph('&e8;')}</w:body></w:document>"
    with pytest.raises(UnreadableInput, match="damaged Word document"):
        read_bytes(docx("", **{"word/document.xml": xml}), "a.docx")


def test_other_zip_is_refused(read_bytes: Read) -> None:
    """A zip without a Word document inside says so."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(UnreadableInput, match="no Word document"):
        read_bytes(out.getvalue(), "a.docx")
