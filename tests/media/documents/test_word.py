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
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="C"><w:name w:val="caption"/></w:style></w:styles>"""
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


def bold(text: str) -> str:
    """A paragraph in bold, in no style."""
    return f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r></w:p>"


def test_captions_go_to_their_tables(read_bytes: Read) -> None:
    """A paragraph in the style of captions names the table below it; cells may be merged."""
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{_paragraph("All")}</w:tc>'
    cells = "".join(f"<w:tc>{_paragraph(c)}</w:tc>" for c in ("Thing", "Size", "Count"))
    last = f"<w:tc>{_paragraph('12')}</w:tc>"
    table = f"<w:tbl><w:tr>{cells}</w:tr><w:tr>{wide}{last}</w:tr></w:tbl>"
    body = _paragraph("Cups are counted.") + _paragraph("Table 1: Cups.", "C") + table
    document = read_bytes(docx(body), "tea.docx")

    assert [(p.kind, p.label, p.text) for p in document.passages] == [
        ("paragraph", "", "Cups are counted."),
        ("table", "Table 1", "Cups."),
    ]
    assert document.passages[1].rows == (("Thing", "Size", "Count"), ("All", "", "12"))


def test_bold_lines_are_headings(read_bytes: Read) -> None:
    """Where nobody used styles, a paragraph all in bold is a heading, the first the title."""
    body = bold("On Tea") + _paragraph("It is hot.") + bold("Why") + _paragraph("Who knows.")
    document = read_bytes(docx(body), "tea.docx")

    assert document.title == "On Tea"
    assert [(p.kind, p.text) for p in document.passages] == [
        ("paragraph", "It is hot."),
        ("heading", "Why"),
        ("paragraph", "Who knows."),
    ]


def test_names_under_title_are_authors(read_bytes: Read) -> None:
    """The program that wrote the file is not its author; the line of names is."""
    body = _paragraph("On Tea", "T") + _paragraph("Ada Winter and Bruno Sommer")
    core = _CORE.replace("Ada Winter; Bruno Sommer", "Microsoft Office User")
    data = docx(body + _paragraph("It is hot."), **{"docProps/core.xml": core})
    document = read_bytes(data, "tea.docx")

    assert document.authors == ("Ada Winter", "Bruno Sommer")
    assert [p.text for p in document.passages] == ["It is hot."]


def test_contents_and_notes_are_dropped(read_bytes: Read) -> None:
    """The table of contents and the notes at the foot are not read out."""
    mark = '<w:p><w:r><w:t>It is hot.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    notes = f"""<w:footnotes {_NAMES}><w:footnote w:id="2">{_paragraph("Unless it is cold.")}
</w:footnote></w:footnotes>"""
    body = _paragraph("Water ... 3", "TOC1") + _paragraph("Water", "H1") + mark
    document = read_bytes(docx(body, **{"word/footnotes.xml": notes}), "tea.docx")

    assert (document.title, [p.text for p in document.passages]) == ("Water", ["It is hot."])


def test_formulas_are_missed_aloud(read_bytes: Read) -> None:
    """Formulas of Word cannot be read, and a note says so."""
    maths = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    formula = f"<w:p><m:oMath><m:r {maths}><m:t>E=mc</m:t></m:r></m:oMath></w:p>".replace(
        "<w:p>", f"<w:p {maths}>"
    )
    document = read_bytes(docx(_paragraph("It is hot.") + formula), "tea.docx")

    assert any("formulas (1)" in note for note in document.notes)


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


def test_presentation_says_what_it_is(read_bytes: Read) -> None:
    """Files of other programs are named, with what to do."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("ppt/presentation.xml", "<p/>")
    with pytest.raises(UnreadableInput, match="PowerPoint presentation"):
        read_bytes(out.getvalue(), "a.pptx")
