"""PDFs whose every word is known, read back."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from fabula.media.documents import Document

Read = Callable[..., Document]
Make = Callable[[str], bytes]


@pytest.fixture(scope="module", params=[1, 2, 3])
def known(request: pytest.FixtureRequest, paper: Any, make_pdf: Make) -> Any:
    """A paper in one, two or three columns, with its PDF."""
    made = paper(request.param)
    return made, make_pdf(made.source)


@pytest.fixture(scope="module")
def found(known: Any, read_bytes: Read) -> Document:
    """The same paper as read."""
    return read_bytes(known[1])


def test_paragraphs_come_in_order(known: Any, found: Document, texts: Any) -> None:
    """Every paragraph is whole, hyphenation gone, over columns, pages and floats."""
    assert known[0].paragraphs == texts(found, "paragraph")


def test_headings_have_their_levels(known: Any, found: Document) -> None:
    """Headings come with numbers and depths."""
    heads = tuple((p.level, p.text) for p in found.passages if p.kind == "heading")

    assert known[0].headings == heads


def test_title_and_authors_are_read(known: Any, found: Document) -> None:
    """The first page names title and authors."""
    assert (known[0].title, known[0].authors) == (found.title, found.authors)


def test_items_are_whole(known: Any, found: Document, texts: Any) -> None:
    """Items of a list keep their continuation lines and lose their bullets."""
    assert known[0].items == texts(found, "item")


def test_references_are_apart(known: Any, found: Document, texts: Any) -> None:
    """Each entry of the bibliography is one passage."""
    assert known[0].references == texts(found, "reference")


def test_figure_is_cropped_to_drawing(found: Document) -> None:
    """The figure has its label, its caption and a picture that is mostly its blue."""
    figure = next(p for p in found.passages if p.label == "Figure 1")
    assert figure.picture is not None
    image = Image.open(io.BytesIO(figure.picture.data)).convert("RGB")
    shares = image.resize((1, 1)).getpixel((0, 0))

    assert (figure.kind, figure.text) == (
        "figure",
        "A drawing of the apparatus, seen from the left.",
    )
    assert isinstance(shares, tuple)
    assert shares[2] > shares[0] + 20


def test_table_becomes_rows(found: Document) -> None:
    """A ruled table is read cell by cell."""
    table = next(p for p in found.passages if p.kind == "table")

    assert (table.rows, table.label, table.text) == (
        (("Site", "Count", "Share"), ("North", "12", "0.30"), ("South", "28", "0.70")),
        "Table 1",
        "Counts by site.",
    )


def test_code_keeps_its_lines(found: Document, texts: Any) -> None:
    """Code keeps line breaks and indentation."""
    assert texts(found, "code") == ("def measure(x):\n    return x + 1",)


def test_displayed_formula_is_drawn(found: Document) -> None:
    """A displayed formula is one passage with a picture."""
    formulas = [p for p in found.passages if p.kind == "formula"]

    assert [p.picture is not None for p in formulas] == [True]


def test_passages_know_their_pages(found: Document) -> None:
    """Pages are numbered from 1, never fall, and ids are unique."""
    pages = [p.page or 0 for p in found.passages]

    assert sorted(pages) == pages
    assert (1, found.pages) == (pages[0], max(pages))
    assert len(found.passages) == len({p.id for p in found.passages})


def test_furniture_stays_out(found: Document) -> None:
    """Running heads, page numbers and footnotes are no passages."""
    everything = "\n".join(p.text for p in found.passages)

    assert "Winter and Sommer" not in everything
    assert "This note must" not in everything
