"""Titles and authors of first pages that are set in unusual ways."""

from __future__ import annotations

from collections.abc import Callable

from fabula.media.documents import Document

Read = Callable[..., Document]
Make = Callable[[str], bytes]

_TEXT = "Water is heated until it boils, and then the tea is made with it and drunk. " * 12


def test_printed_title_beats_similar_metadata(make_pdf: Make, read_bytes: Read) -> None:
    """The words of the metadata find the title, though larger type stands above it."""
    document = read_bytes(
        make_pdf(f"""
#set document(title: "Conference Paper on Warm Tea")
#set text(10pt)
#align(right)[Proceedings of Tea 2023 \\ #text(16pt, weight: "bold")[TEA2023-1234]]
#align(center)[*A PAPER ON WARM TEA FOR THE CONFERENCE*

*Ada Winter#super[1,\\*], Bruno Sommer#super[2], Carl April#super[1]*

#super[1]School of Tea, London]

*ABSTRACT*

{_TEXT}""")
    )

    assert document.title == "A PAPER ON WARM TEA FOR THE CONFERENCE"
    assert document.authors == ("Ada Winter", "Bruno Sommer", "Carl April")
    assert [p.text for p in document.passages] == ["ABSTRACT", _TEXT.strip()]


def test_authors_may_stand_beside_title(make_pdf: Make, read_bytes: Read) -> None:
    """A column of authors to the left of title and abstract is not mixed into them."""
    where = "\\ ".join(("School of Tea,", "Room for Kettles,", "Old Street,", "London"))
    document = read_bytes(
        make_pdf(f"""
#set page(width: 500pt, height: 640pt, margin: 45pt)
#set text(9pt)
#set par(justify: true)
#grid(columns: (110pt, 1fr), column-gutter: 20pt,
  align(right)[#text(12pt, weight: "bold")[Ada Winter] \\ #text(8pt)[{where}] \\
    #text(12pt, weight: "bold")[Bruno Sommer IV] \\ #text(8pt)[{where}]],
  [#text(22pt)[Warm Tea: What Is Known About Its Heat]

   {_TEXT}])
#v(20pt)
#columns(2, gutter: 14pt)[
= Introduction
{_TEXT * 3}
]""")
    )

    assert document.title == "Warm Tea: What Is Known About Its Heat"
    assert document.authors == ("Ada Winter", "Bruno Sommer IV")
    assert [p.text for p in document.passages if p.kind == "paragraph"] == [
        _TEXT.strip(),
        (_TEXT * 3).strip(),
    ]


def test_groups_are_authors_as_said(make_pdf: Make, read_bytes: Read) -> None:
    """The name of a group is an author where the file and the page say it alike."""
    document = read_bytes(
        make_pdf(f"""
#set document(title: "Warm Tea", author: "The makers of good tea")
#align(center)[#text(18pt)[Warm Tea]

The makers of good tea]

{_TEXT}""")
    )

    assert document.authors == ("The makers of good tea",)


def test_short_paragraphs_are_no_front_matter(make_pdf: Make, read_bytes: Read) -> None:
    """What is told in sentences below title and author is text, however short it is."""
    first = (
        "The Moon pulls the water on the near side of the Earth. The water rises in two places. "
        "Most coasts have two high waters in about twenty-five hours."
    )
    second = (
        "A harbour that falls dry twice a day is hard to use. Ships must wait outside until the "
        "water is deep enough."
    )
    document = read_bytes(
        make_pdf(f"""
#align(center)[#text(20pt)[*The Tides of the North*]]
#align(center)[Ada Lovelace]

{first}

= The problem
{second}

- First a ship waits for the tide.
- Then it goes in with the flood.

Engineers use the same tables to place power stations where the difference is large.""")
    )

    assert (document.title, document.authors) == ("The Tides of the North", ("Ada Lovelace",))
    assert [passage.text for passage in document.passages[:3]] == [first, "The problem", second]


def test_masthead_is_no_title(make_pdf: Make, read_bytes: Read) -> None:
    """A notice in a gazette has its own title, and the gazette's date tears no column apart."""
    document = read_bytes(
        make_pdf(f"""
#set page(width: 500pt, height: 640pt, margin: 45pt)
#set text(9pt)
#grid(columns: (1fr, 1fr),
  text(18pt, weight: "bold")[Public Notices],
  [*River Gazette* \\ Vol. 12, No. 7 \\ Monday, May 4, 2020])
#v(12pt)
#columns(2, gutter: 16pt)[
#text(8pt)[This part of the gazette holds notices of works on the river that are still to come.]

*BOARD OF RIVERS*

*Office of Locks*

*12 RR Part 39*

*[File No. 2020-0686]*

*Repair of Locks; The Lower Mill Company*

#text(7.4pt)[*AGENCY:*] Office of Locks, Board of Rivers.

#text(7.4pt)[*SUMMARY:*] The office proposes that each lock is looked at twice a year. {_TEXT * 3}
]""")
    )
    texts = [p.text for p in document.passages]

    assert document.title == "Repair of Locks; The Lower Mill Company"
    assert document.authors == ()
    assert not any("Gazette" in text or "Vol. 12" in text for text in texts)
