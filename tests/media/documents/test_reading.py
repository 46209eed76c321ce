"""Bad, odd and hostile files: each gets the error that says what to do."""

from __future__ import annotations

import base64
import io
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from fabula.errors import (
    BadInput,
    EmptyInput,
    LockedInput,
    ScannedInput,
    TooLarge,
    UnreadableInput,
)
from fabula.media.documents import Document, Limits, Source
from fabula.media.documents.reading import format_of, read_here

Read = Callable[..., Document]
Make = Callable[[str], bytes]

# One empty page of 72 by 72 points behind the user password "secret" (40-bit RC4), written by
# pypdf 6 when this test was written: nothing that Fabula depends on can encrypt a PDF.
_LOCKED = zlib.decompress(
    base64.b85decode(
        "c-"
        "oCp%Wf1g5WM><`m#r2d;FG0dmzb52vAm&zy;;del3euGtsP9O87|*`~mz3o&my$<$z^NR&`Z%yW6Yn)#e4i5"
        "M=f3`<JhT1B1bTB5h0Pb{yg<q!C&ju|X{|<~3QbN$TUoX%^hOr-uY|i@S6r^l~`$1vsIv_wfiHKvrT0_Y0{w"
        "lU`!M!>}ViJz(<g76SRtT!eP%IGn~%6*W@n^lgfJd^tSUwCsY-"
        "$28NvpRC7J3;Ww!Exg}PWp~gJ`X=?e@)0DfI*^T%PMgNnz-E6awJG$rU>|Xegx)}#6x!HmYkYK(g`Az#-"
        "e6EFE6yyBA+yN2R!RoxbMOpRl2T{w5=x7;@^{esBz@uyI+3FiLE6BK)G`ObZT75QjWsSa&J9N6tqIN~i^?l&"
        "qZ7??I*((@gn=gPc|lDt6l8eDczydE>HlELonf5Yb4;5vtXXQyi2Fkt=eFMNKc`v>?S`R%nEOv(^?3mP>wZ<"
        "|)p{iiDojZVW0jR51(SWKP&CmBxBeeWo%3}c#;1n@>i3|J1;;WsM4I~3SJyWi@&mcJ#Vh"
    )
)


def scan(pages: int) -> bytes:
    """A PDF of pictures, as a scanner makes it."""
    sheets = [Image.effect_noise((400, 560), 60).convert("RGB") for _ in range(pages)]
    out = io.BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:])
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "error", "said"),
    [
        (b"", "a.pdf", EmptyInput, "0 bytes"),
        (b"%PDF-1.7\n", "a.pdf", UnreadableInput, "damaged or incomplete PDF"),
        (b"no pdf at all", "a.pdf", UnreadableInput, "not a PDF, whatever its name says"),
        (b"plain words", "a.docx", UnreadableInput, "not a Word document"),
        (bytes(range(256)) * 20, "a.txt", UnreadableInput, "not text"),
        (b"a\x00b\x00c", "a.txt", UnreadableInput, "not text"),
        (b" \n\t\n", "a.txt", EmptyInput, "no text"),
        (b"<html><body><nav>x</nav></body>", "a.html", EmptyInput, "no text to read"),
        (b"---\ntitle: T\n---\n", "a.md", EmptyInput, "no text to read"),
        (b"\x89PNG\r\n\x1a\n", "a.pdf", UnreadableInput, "is a picture"),
        (b"\xd0\xcf\x11\xe0old", "a.doc", UnreadableInput, "DOCX or PDF"),
        (b"PK\x03\x04broken", "a.docx", UnreadableInput, "damaged Word document"),
        (_LOCKED, "a.pdf", LockedInput, "password"),
    ],
)
def test_bad_files_say_why(
    data: bytes, name: str, error: type[BadInput], said: str, read_bytes: Read
) -> None:
    """The error has the right family, names the file and the problem, and gives a remedy."""
    with pytest.raises(error) as caught:
        read_bytes(data, name)

    assert name in str(caught.value)
    assert said in str(caught.value)
    assert caught.value.remedy


def test_scanned_pages_are_named(read_bytes: Read) -> None:
    """A scan is refused with its pages and the advice to recognise the text."""
    with pytest.raises(ScannedInput, match=r"pages 1-3: .*OCR"):
        read_bytes(scan(3))


def test_half_scanned_file_is_read(make_pdf: Make, read_bytes: Read) -> None:
    """What has text is read, and the pages without are named in the notes."""
    import pypdfium2 as pdfium

    both = pdfium.PdfDocument(make_pdf("Some words that stand on the first page of this file."))
    both.import_pages(pdfium.PdfDocument(scan(2)))
    out = io.BytesIO()
    both.save(out)
    document = read_bytes(out.getvalue())

    assert "Some words" in document.passages[0].text
    assert ["pages 2-3" in note for note in document.notes] == [True]


def test_truncated_pdf_is_refused(make_pdf: Make, read_bytes: Read) -> None:
    """Half a file is damaged, or gives what is left: never anything else."""
    data = make_pdf("Words. " * 200)
    with pytest.raises(UnreadableInput, match="damaged or incomplete"):
        read_bytes(data[: len(data) // 3])


def test_page_limit_is_kept(make_pdf: Make, read_bytes: Read) -> None:
    """A file with more pages than allowed is refused by their number."""
    with pytest.raises(TooLarge, match="has 12 pages, the limit is 10"):
        read_bytes(make_pdf("#pagebreak()\n" * 11 + "end"), limits=Limits(pages=10))


def test_giant_page_is_refused(make_pdf: Make, read_bytes: Read) -> None:
    """A page of kilometres names itself."""
    data = make_pdf("#set page(width: 90000pt, height: 200pt)\nWords on a very wide page.")
    with pytest.raises(TooLarge, match="page 1: is 90000 by 200 points"):
        read_bytes(data)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"word " * 200_000, "a.txt"),
        (b"x" * 1_000_000, "a.txt"),
        (b"<p>" + b"word " * 100_000 + b"</p>", "a.html"),
        (b"Words.\n\n" + b"> " * 5_000 + b"deep", "a.md"),
        (b"[" * 20_000 + b"deep", "a.md"),
    ],
)
def test_huge_and_deep_texts_are_read(data: bytes, name: str, read_bytes: Read) -> None:
    """A huge line or deep nesting of Markdown is only text."""
    assert read_bytes(data, name).passages


def test_deep_html_is_refused(read_bytes: Read) -> None:
    """Thousands of nested elements are refused before the parser chokes on them."""
    with pytest.raises(TooLarge, match="nested"):
        read_bytes(b"<div>" * 100_000 + b"deep", "a.html")


def test_character_limit_is_kept(read_bytes: Read) -> None:
    """Text past the limit on characters is refused."""
    with pytest.raises(TooLarge, match="characters"):
        read_bytes(b"word " * 100, "a.txt", limits=Limits(characters=100))


@pytest.mark.parametrize(
    ("head", "name", "media_type", "expected"),
    [
        (b"\n%PDF-1.4", "report.txt", "", "pdf"),
        (b"<!DOCTYPE html><p>x", "a.txt", "", "html"),
        (b"<?xml version='1.0'?>\n<html>", "a", "", "html"),
        (b"# Title", "https://site.org/notes.md?raw=1", "text/plain", "markdown"),
        (b"# Title", "https://site.org/notes", "text/markdown", "markdown"),
        (b"Some words", "https://site.org/notes", "", "plain"),
        (b"PK\x03\x04", "a.pdf", "", "word"),
    ],
)
def test_bytes_win_over_names(head: bytes, name: str, media_type: str, expected: str) -> None:
    """The first bytes tell the format, then the name, then what the server said."""
    assert expected == format_of(Source(name, head, media_type=media_type))


@pytest.fixture(scope="module")
def seeds(paper: Any, make_pdf: Make) -> list[tuple[str, bytes]]:
    """Good files to spoil."""
    return [
        ("a.pdf", make_pdf(paper(2).source)),
        ("a.html", b"<html><h1>T</h1><p>One <b>two</b></p><table><tr><td>1<td>2</table>" * 20),
        ("a.md", b"---\ntitle: T\n---\n# One\n\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n" * 20),
        ("a.txt", "ONE\n\nTwo words — and more.\n\n* item\n".encode() * 20),
    ]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    which=st.integers(0, 3),
    cut=st.floats(0, 1),
    marks=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=12),
)
def test_spoilt_files_never_surprise(
    seeds: list[tuple[str, bytes]], which: int, cut: float, marks: list[tuple[float, int]]
) -> None:
    """Cut or altered anywhere, a file gives a document or one of the errors for bad input."""
    name, data = seeds[which]
    spoilt = bytearray(data if cut > 0.5 else data[: int(2 * cut * len(data))])
    for place, value in marks:
        if spoilt:
            spoilt[int(place * (len(spoilt) - 1))] = value
    try:
        outcome: object = read_here(Source(name, bytes(spoilt)), Limits())
    except BadInput as error:
        outcome = error

    assert isinstance(outcome, (Document, BadInput))
