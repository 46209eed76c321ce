"""The web page is whole, safe and linked."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser
from tests.media.screenplay.samples import LUNA

from fabula.media.screenplay import Element, Remark, Screenplay, TitlePage, write_html


def page(screenplay: Screenplay) -> LexborHTMLParser:
    """The page as an independent parser reads it."""
    return LexborHTMLParser(write_html(screenplay))


def test_every_element_has_its_anchor() -> None:
    """Each id is there once, and the list of scenes leads to the headings."""
    tree = page(LUNA)
    ids = [node.attributes["id"] for node in tree.css("main [id]")]
    links = [node.attributes["href"] for node in tree.css("nav a")]

    assert ids == [e.id for e in LUNA.elements if e.kind != "page_break"]
    assert links == ["#1.1", "#2A.1"]


def test_page_needs_nothing_else() -> None:
    """No script, no file, no address."""
    written = write_html(LUNA)

    assert "<script" not in written
    assert "http" not in written
    assert "url(" not in written


def test_markup_in_words_is_words() -> None:
    """What looks like HTML in the script is text on the page."""
    evil = "<img src=x onerror=alert(1)> & $css"
    tree = page(
        Screenplay((Element("action", evil, remarks=(Remark(0, evil),)),), TitlePage(title=evil))
    )

    assert not tree.css("img")
    assert [evil in node.text() for node in tree.css("p.action")] == [True]


def test_speeches_can_be_counted() -> None:
    """Numbers of speeches are there when they are asked for."""
    counted = LexborHTMLParser(write_html(LUNA, number_dialogue=True))

    assert [node.text() for node in counted.css(".count")] == ["1", "2", "3", "4", "5"]
    assert not page(LUNA).css(".count")


def test_two_at_once_stand_side_by_side() -> None:
    """Dual dialogue is one block with two speeches."""
    assert len(page(LUNA).css(".dual .speech")) == 2


def test_emphasis_is_marked() -> None:
    """Spans become elements around their words."""
    assert [node.text() for node in page(LUNA).css("p.action em")] == ["plastic"]
