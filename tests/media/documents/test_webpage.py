"""Web pages: the content found, the rest left behind."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from fabula.media.documents import Document

Read = Callable[..., Document]

PAGE = """<!doctype html><html lang="de-DE"><head><title>Wetter | Die Seite</title>
<meta name="author" content="Ada Winter"><meta property="og:title" content="Das Wetter">
<script>var x = "never read";</script></head><body>
<nav><ul><li>Start</li><li>Kontakt</li></ul></nav>
<div class="cookie-banner"><p>Wir verwenden Cookies.</p></div>
<main><h1>Das Wetter</h1>
<p>Es regnet<sup id="r1"><a href="#n1">1</a></sup> im <b>Norden</b> und<br>schneit im Süden.</p>
<h2>Gründe<a class="headerlink" href="#g">¶</a></h2>
<ol><li>Wolken<ul><li>hohe</li><li>tiefe</li></ul></li><li>Wind</li></ol>
<blockquote><p>Alle reden vom Wetter.</p></blockquote>
<pre><code>if regen:
    schirm()</code></pre>
<table><caption>Tabelle 1: Regen</caption><tr><th>Ort<th>mm<tr><td>Kiel<td>12</table>
<figure><img src="data:image/png;base64,@@"><figcaption>Abb. 2: Eine Karte</figcaption></figure>
<math display="block" alttext="E = mc^2"><mi>E</mi></math>
<h2>Literatur</h2><ul><li>A. Writer, 2019.</li></ul>
</main><aside>Werbung</aside><footer>Impressum</footer></body></html>"""


@pytest.fixture(scope="module")
def page(read_bytes: Read, make_image: Any) -> Document:
    """The page, read."""
    data = PAGE.replace("@@", base64.b64encode(make_image()).decode())
    return read_bytes(data.encode(), "https://site.org/wetter.html")


def test_content_comes_in_order(page: Document) -> None:
    """Every kind of passage, in order, and nothing of the frame around it."""
    expected = [
        ("paragraph", 0, "Es regnet im Norden und schneit im Süden."),
        ("heading", 2, "Gründe"),
        ("item", 1, "Wolken"),
        ("item", 2, "hohe"),
        ("item", 2, "tiefe"),
        ("item", 1, "Wind"),
        ("quote", 0, "Alle reden vom Wetter."),
        ("code", 0, "if regen:\n    schirm()"),
        ("table", 0, "Regen"),
        ("figure", 0, "Eine Karte"),
        ("formula", 0, "E = mc^2"),
        ("heading", 2, "Literatur"),
        ("reference", 0, "A. Writer, 2019."),
    ]

    assert expected == [(p.kind, p.level, p.text) for p in page.passages]


def test_head_tells_title_and_language(page: Document) -> None:
    """Title, author and language are what the page says of itself."""
    assert (page.title, page.authors, page.language) == ("Das Wetter", ("Ada Winter",), "de-DE")


def test_table_and_figure_are_labelled(page: Document) -> None:
    """Captions give labels; the picture is the embedded one."""
    table = next(p for p in page.passages if p.kind == "table")
    figure = next(p for p in page.passages if p.kind == "figure")

    assert (table.label, table.rows) == ("Tabelle 1", (("Ort", "mm"), ("Kiel", "12")))
    assert figure.picture is not None
    assert (figure.label, figure.picture.width, figure.picture.height) == ("Abbildung 2", 200, 120)


def test_ids_count_by_section(page: Document) -> None:
    """Without pages, passages are numbered by section."""
    assert [p.id for p in page.passages[:3]] == ["s0.1", "s1.1", "s1.2"]


def test_content_is_found_by_weight(read_bytes: Read) -> None:
    """A page that marks nothing still gives its longest text, not its menus."""
    links = "".join(f'<a href="/{i}">Some menu entry number {i}</a> ' for i in range(40))
    text = "".join(f"<p>{'A sentence of the text itself. ' * 8}</p>" for _ in range(4))
    document = read_bytes(
        f"<html><body><div>{links}</div><div><div>{text}</div></div></body>".encode(), "a.html"
    )

    assert [p.kind for p in document.passages] == ["paragraph"] * 4


def test_layout_tables_are_unfolded(read_bytes: Read) -> None:
    """A table that only places things is no table."""
    data = b"<table><tr><td><p>One text.</p><p>Two.</p></td><td><h2>Side</h2></td></tr></table>"
    document = read_bytes(data, "a.html")

    assert [p.text for p in document.passages] == ["One text.", "Two.", "Side"]


def test_powers_are_no_digits(read_bytes: Read) -> None:
    """A raised number is written raised: ten to the third is not one hundred and three."""
    document = read_bytes(
        b"<main><p>It is 10<sup>3</sup> times H<sub>2</sub>O.</p></main>", "a.html"
    )

    assert document.passages[0].text == "It is 10\u00b3 times H2O."


def test_spanning_cells_keep_columns(read_bytes: Read) -> None:
    """Cells over several columns or rows leave the others where they are."""
    table = """<main><p>Words.</p><table><thead><tr><th rowspan=2>Tea</th><th colspan=2>Times</th>
</tr><tr><th>first</th><th>second</th></tr></thead><tr><td rowspan=2>green</td><td>1</td><td>2</td>
</tr><tr><td>3</td><td>4</td></tr></table></main>"""
    document = read_bytes(table.encode(), "a.html")

    assert document.passages[1].rows == (
        ("Tea", "Times first", "Times second"),
        ("green", "1", "2"),
        ("green", "3", "4"),
    )


def test_footnotes_are_left_out(read_bytes: Read) -> None:
    """Notes at the end of a page and their marks are not read out."""
    page = """<main><p>Tea is hot<a role="doc-noteref" href="#fn1"><sup>1</sup></a>.</p>
<section class="footnotes" role="doc-endnotes"><ol><li id="fn1">Unless cold.</li></ol></section>
</main>"""
    document = read_bytes(page.encode(), "a.html")

    assert [p.text for p in document.passages] == ["Tea is hot."]


@pytest.mark.parametrize(
    ("said", "heading", "title"),
    [
        ("4. Source packages", "4. Source packages", "Source packages"),
        ("Introduction (Kettles 3.3)", "1 Introduction", "Introduction (Kettles 3.3)"),
        ("12 Angry Cups", "12 Angry Cups", "12 Angry Cups"),
    ],
)
def test_titles_lose_section_numbers(read_bytes: Read, said: str, heading: str, title: str) -> None:
    """The number of a section is no part of its name, and the heading is not said again."""
    page = f"<title>{said}</title><body><h2>{heading}</h2><p>Words.</p><h2>More</h2><p>Of them.</p>"
    document = read_bytes(page.encode(), "a.html")

    assert document.title == title
    assert [p.text for p in document.passages] == ["Words.", "More", "Of them."]
