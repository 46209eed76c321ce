"""Pages that are not papers: slides, drafts with counted lines, turned pages, contents."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pypdfium2 as pdfium

from fabula.media.documents import Document

Read = Callable[..., Document]
Make = Callable[[str], bytes]


def test_slides_are_read_once(make_pdf: Make, read_bytes: Read) -> None:
    """The first line of a slide is its title; what its next step repeats comes once."""
    document = read_bytes(
        make_pdf("""
#set page(width: 400pt, height: 225pt, margin: 20pt)
#set text(size: 12pt)
Why tea

- It is warm.
#pagebreak()
Why tea

- It is warm.
- It is cheap.
#pagebreak()
How

- Boil water.
""")
    )

    assert [(p.kind, p.text) for p in document.passages] == [
        ("heading", "Why tea"),
        ("item", "It is warm."),
        ("item", "It is cheap."),
        ("heading", "How"),
        ("item", "Boil water."),
    ]


def test_line_numbers_are_dropped(make_pdf: Make, read_bytes: Read) -> None:
    """The numbers in the margin of a draft are not part of its sentences."""
    words = "Every line of this draft carries a number in the margin. " * 12
    document = read_bytes(make_pdf(f"#set par.line(numbering: n => text(5pt)[#n])\n{words}"))

    assert [words.strip()] == [p.text for p in document.passages]


def test_turned_pages_are_read_upright(make_pdf: Make, read_bytes: Read) -> None:
    """A page shown turned by 90 degrees, with its text turned back, reads as it is seen."""
    words = "These words run upwards until the page is turned. " * 5
    pdf = pdfium.PdfDocument(make_pdf(f"#rotate(-90deg, reflow: true)[{words}]"))
    pdf[0].set_rotation(90)
    out = io.BytesIO()
    pdf.save(out)
    document = read_bytes(out.getvalue())

    assert [p.text for p in document.passages] == [words.strip()]


def test_contents_are_left_out(make_pdf: Make, read_bytes: Read) -> None:
    """A table of contents says nothing that the headings do not."""
    document = read_bytes(
        make_pdf("#outline()\n= One\nWords of one.\n= Two\nWords of two.\n== Three\nMore.")
    )

    assert [p.text for p in document.passages] == [
        "One",
        "Words of one.",
        "Two",
        "Words of two.",
        "Three",
        "More.",
    ]


def test_running_heads_are_dropped(make_pdf: Make, read_bytes: Read) -> None:
    """Heads and feet that repeat are furniture, though their numbers change."""
    document = read_bytes(
        make_pdf(
            """
#set page(header: [The Book of Tea #h(1fr) Chapter], footer: context [Page #counter(page).display()
of 4])
"""
            + "#pagebreak()\n".join(f"Only sentence of page {n} in this book.\n" for n in "abcd")
        )
    )

    assert [f"Only sentence of page {n} in this book." for n in "abcd"] == [
        p.text for p in document.passages
    ]


def test_accents_and_ligatures_are_whole(make_pdf: Make, read_bytes: Read, texts: Any) -> None:
    """What is set as one glyph or as two comes out as plain letters."""
    words = "The office of Müller found fjords, flasks and façades difficult; naïve Łódź agreed."
    document = read_bytes(make_pdf(f'#set text(font: "New Computer Modern")\n{words}'))

    assert (words,) == texts(document, "paragraph")


def test_printed_output_is_code(make_pdf: Make, read_bytes: Read, texts: Any) -> None:
    """What a program prints is code, though it begins like an item and is in capitals."""
    document = read_bytes(
        make_pdf(
            'Some words before.\n\n#text(font: "DejaVu Sans Mono")[\\[1\\] TRUE]\n\nAnd after.'
        )
    )

    assert texts(document, "code") == ("[1] TRUE",)


def test_logos_keep_spaces_around(make_pdf: Make, read_bytes: Read, texts: Any) -> None:
    """The letters of a logo, raised and lowered, are one word, and its neighbours stay apart."""
    logo = (
        "L#h(-0.3em)#box(move(dy: -0.2em, text(7pt)[A]))#h(-0.1em)T#h(-0.15em)"
        "#box(move(dy: 0.2em)[E])#h(-0.1em)X"
    )
    document = read_bytes(make_pdf(f"#set text(10pt)\nIt is a consistent {logo} style for all."))

    assert texts(document, "paragraph") == ("It is a consistent LATEX style for all.",)


def test_marks_behind_lines_are_dropped(make_pdf: Make, read_bytes: Read, texts: Any) -> None:
    """The mark of a footnote is no word, even a little apart from the end of its line."""
    mark = "#h(3pt)#box(move(dy: -4pt, text(6pt)[10]))"
    document = read_bytes(
        make_pdf(
            f"#set text(10pt)\nThe words of this line end here, it seems.{mark} \\\n"
            "More words follow in the line that is below the first one."
        )
    )

    assert texts(document, "paragraph") == (
        "The words of this line end here, it seems. More words follow in the line that is below "
        "the first one.",
    )


def test_heads_on_one_page_are_dropped(make_pdf: Make, read_bytes: Read, texts: Any) -> None:
    """The head of a second page that says the title again is no text, though it comes once."""
    words = "The words of the paper go on over both of its pages, as they should. " * 30
    document = read_bytes(
        make_pdf(f"""
#set page(width: 400pt, height: 500pt, margin: 50pt, header: context if
  counter(page).get().first() > 1 [#text(8pt, style: "italic")[Warm Tea #h(1fr) The Tea Makers]])
#align(center)[#text(18pt)[Warm Tea: How Water Is Heated]

The Tea Makers]
#v(1em)
{words}""")
    )

    assert texts(document, "paragraph") == (words.strip(),)
    assert document.title == "Warm Tea: How Water Is Heated"


def test_notices_are_left_out(make_pdf: Make, read_bytes: Read) -> None:
    """Keywords, how to cite, copyright and stamps are nothing that anyone came to read."""
    document = read_bytes(
        make_pdf("""
#text(18pt)[Warm Tea]

DRAFT

= Abstract
Tea is warm when it is made and cold when it is forgotten.

*Keywords:* tea, water, patience

= CCS Concepts
- Hardware, kettles, cups and pots of every kind.

= Keywords
tea, water

*ACM Reference Format:*

Ada Winter. 2018. Warm Tea. In Proceedings of Tea. 6 pages.

= Introduction
Keywords are what this section is about, and it stays.

© 2024 by the makers of tea. All rights reserved.
""")
    )

    assert [p.text for p in document.passages] == [
        "Abstract",
        "Tea is warm when it is made and cold when it is forgotten.",
        "Introduction",
        "Keywords are what this section is about, and it stays.",
    ]


def test_sentences_lead_over_formulas(make_pdf: Make, read_bytes: Read) -> None:
    """What follows a displayed formula in lower case goes on with the sentence before it."""
    document = read_bytes(
        make_pdf("""
The number of cups that are needed for a long evening is given by the rule:

$ n = ceil(w / 16) dot ceil(h / 16) + sum_(i=1)^n x_i $

where the letters stand for the guests. We then pour exactly

$ p = r / 1024 - q / 1024 + t $

cups of tea for everybody.
""")
    )

    assert [(p.kind, p.text) for p in document.passages if p.kind != "formula"] == [
        (
            "paragraph",
            "The number of cups that are needed for a long evening is given by the rule, where "
            "the letters stand for the guests. We then pour exactly … cups of tea for everybody.",
        )
    ]
    assert [p.kind for p in document.passages].count("formula") == 2


def test_fractions_keep_their_numerators(make_pdf: Make, read_bytes: Read, texts: Any) -> None:
    """A raised figure is no footnote's mark where a fraction's stroke follows it."""
    markup = (
        "#set page(height: 300pt)\n#set par(justify: true)\n"
        "The bolts are up to #super(typographic: false)[3]⁄#sub(typographic: false)[4] inch wide "
        "and hold the gate of the mill while the flood presses on its boards all night. #lorem(60)"
    )
    found = texts(read_bytes(make_pdf(markup)), "paragraph")

    assert "up to 3⁄4 inch" in found[0]


def test_bulleted_line_is_no_heading(make_pdf: Make, read_bytes: Read, texts: Any) -> None:
    """A name in bold type behind a bullet is an item, with space around it or without."""
    markup = (
        "= The tools of the mill\n#lorem(90)\n\n#v(12pt)\n*• grindstone*\n#v(12pt)\n"
        "*• hammer*\n#v(12pt)\n#lorem(90)"
    )
    found = read_bytes(make_pdf(markup))

    assert texts(found, "heading") == ()  # but for the title
    assert texts(found, "item") == ("grindstone", "hammer")
