"""The report's page: whole, small, and pointing at lines that are there."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.productions.episode.mutants import backwards, read
from tests.productions.episode.rooms import offline_script, small_script

from fabula.media.screenplay.files import write_script
from fabula.productions.episode.exports import named
from fabula.productions.episode.report.facts import read_at_table
from fabula.productions.episode.report.page import report_page
from fabula.productions.episode.revision import Draft
from fabula.productions.episode.screenplay import layout_of, screenplay_of


def page_of(draft: Draft, missing: Sequence[tuple[str, str]] = ()) -> str:
    """The report on a draft, as a page."""
    return report_page(draft, read_at_table(draft.script), missing)


@pytest.fixture(scope="module")
def draft() -> Draft:
    """An episode of 22 minutes, and what is measured of it."""
    return read(offline_script(1))


def test_page_needs_nothing_else(draft: Draft) -> None:
    """No script, no font, no picture from elsewhere, and not more than 200 KB."""
    page = page_of(draft)

    assert len(page.encode()) <= 200_000
    assert not re.search(r"<script|<link|src=|https?://", page)


def test_every_joke_has_its_spike(draft: Draft) -> None:
    """Each pay-off is drawn once, with its words."""
    spikes = LexborHTMLParser(page_of(draft)).css("svg .joke title")

    assert len(spikes) == draft.comedy.timing_analysis.total_jokes
    assert all(spike.text().strip() for spike in spikes)


def test_places_point_at_lines_of_the_script(draft: Draft) -> None:
    """Every link of the page is the name of an element of the script's page."""
    script = draft.script
    html = write_script(screenplay_of(script), "html", layout_of(script.bible.style)).data
    files = named({"report.html": page_of(draft).encode(), "html": html}, "the bread")
    names = {one.attributes["id"] for one in LexborHTMLParser(html.decode()).css("[id]")}
    links = [
        one.attributes["href"] or ""
        for one in LexborHTMLParser(files["report.html"].decode()).css("a[href]")
    ]

    assert len(links) > 50
    assert {link.split("#")[0] for link in links} == {"the%20bread.html"}
    assert {link.split("#")[1] for link in links} <= names


def test_nothing_points_at_a_page_that_is_not_there(draft: Draft) -> None:
    """Without the script as HTML, places are words and no links."""
    files = named({"report.html": page_of(draft).encode(), "pdf": b""}, "bread")

    assert b"href=" not in files["report.html"]


def test_errors_and_holes_stand_on_the_page() -> None:
    """What fails a script is told, with its remedy; names from the script cannot break the page."""
    hurt = read(backwards(small_script()))
    page = page_of(hurt, [("04", "the model <refused>")])

    assert "not passed" in page
    assert "Scene 04 is missing: the model &lt;refused&gt;" in page
    assert "Day 1 comes after day 2." in page
