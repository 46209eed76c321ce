"""The PDF has every line where the paginator put it, as an independent reader sees it."""

from __future__ import annotations

import re

import pypdfium2
import pytest
from tests.media.screenplay.samples import LUNA, long_script

from fabula.media.screenplay import (
    Element,
    Revision,
    Screenplay,
    TitlePage,
    choose_layout,
    paginate,
    write_pdf,
)


def texts(pdf: bytes) -> list[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_bounded() for page in document]


def left_edges(pdf: bytes, page: int) -> dict[str, float]:
    """For each line of a page, inches from the left edge of the paper to its first character."""
    text_page = pypdfium2.PdfDocument(pdf)[page].get_textpage()
    edges = {}
    for index in range(text_page.count_rects()):
        box = text_page.get_rect(index)
        edges[text_page.get_text_bounded(*box).strip()] = box[0] / 72
    return edges


def test_columns_are_where_the_trade_has_them() -> None:
    """Action 1.5, dialogue 2.5, parentheticals 3.1 and cues 3.7 inches from the edge."""
    script = Screenplay(
        (
            Element("action", "Luna waits."),
            Element("character", "LUNA"),
            Element("parenthetical", "(low)"),
            Element("dialogue", "Here."),
        )
    )
    edges = left_edges(write_pdf(script).pdf, 0)

    expected = {"Luna waits.": 1.5, "LUNA": 3.7, "(low)": 3.1, "Here.": 2.5}
    assert {text: round(edges[text], 1) for text in expected} == expected


def test_pages_are_those_of_the_paginator() -> None:
    """The same number of pages, each with the words that belong there."""
    script = long_script(4)
    pages = paginate(script).pages
    printed = write_pdf(script)
    found = texts(printed.pdf)

    assert printed.pages == len(pages) == len(found)
    for page, text in zip(pages, found, strict=True):
        # PDFium reads a hyphen at the end of a line as a mark of its own.
        assert all(line.text.rstrip("-") in text for _, line in page.rows)


def test_same_script_gives_the_same_bytes() -> None:
    """Nothing of the time or the machine gets into the file."""
    assert write_pdf(LUNA).pdf == write_pdf(LUNA).pdf
    assert b"CreationDate" not in write_pdf(LUNA).pdf


def test_margins_have_numbers_stars_and_revision() -> None:
    """Scene numbers on both sides, stars beside what changed, the revision above."""
    script = Screenplay(
        (
            Element("heading", "INT. DOME", number="12A"),
            Element("action", "Changed.", revision=1),
            Element("page_break"),
            Element("action", "Same."),
        ),
        revisions=(Revision("Blue", "11/21/26"),),
    )
    first, second = texts(write_pdf(script).pdf)

    assert first.count("12A") == 2
    assert "*" in first
    assert "Blue Rev. 11/21/26" in first
    assert "2." in second
    assert "Blue" not in second


def test_title_page_comes_first_and_has_no_number() -> None:
    """The title page is not counted."""
    script = Screenplay((Element("action", "A."),), TitlePage("Luna", author="Ada"))
    printed = write_pdf(script)

    assert printed.pages == 1
    assert ["LUNA" in text for text in texts(printed.pdf)] == [True, False]


@pytest.mark.parametrize(("paper", "size"), [("letter", (612, 792)), ("a4", (595, 842))])
def test_paper_has_its_size(paper: str, size: tuple[int, int]) -> None:
    """Letter and A4, in points."""
    pdf = write_pdf(LUNA, choose_layout("film", paper)).pdf
    width, height = pypdfium2.PdfDocument(pdf)[0].get_size()

    assert (round(width), round(height)) == size


def test_scenes_are_in_the_outline() -> None:
    """A reader of the PDF can go to each scene."""
    outline = pypdfium2.PdfDocument(write_pdf(LUNA).pdf).get_toc()

    assert [mark.get_title() for mark in outline] == [
        "INT. LUNA'S DOME - KITCHEN - DAY",
        "THE MOON",
    ]


def test_missing_glyphs_are_told() -> None:
    """Nothing becomes a box without a word about it."""
    script = Screenplay((Element("action", "Luna \u03a9 \u6f22 caf\u00e9"),))
    printed = write_pdf(script)

    assert printed.notes == (
        "Not in Courier Prime, set in DejaVu Sans Mono: \u03a9 (U+03A9).",
        "In neither face, printed as \u25a1: \u6f22 (U+6F22).",
    )
    assert "\u25a1\u25a1 caf\u00e9" in texts(printed.pdf)[0]


def test_only_shipped_faces_are_used() -> None:
    """Upright text is upright: the faces come with Fabula, whatever the system has."""
    pdf = write_pdf(Screenplay((Element("action", "Upright."),))).pdf

    assert set(re.findall(rb"/BaseFont/[A-Z]+\+([A-Za-z-]+)", pdf)) == {b"CourierPrime"}
