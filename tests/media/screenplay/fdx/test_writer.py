"""FDX that is written reads back as it was meant, and looks as Final Draft's own does."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

from hypothesis import given, settings
from tests.media.screenplay.samples import LUNA, SCREENPLAYS

from fabula.media.screenplay import Element, Revision, Screenplay, read_fdx, write_fdx


@settings(max_examples=250, deadline=None)
@given(SCREENPLAYS)
def test_any_elements_come_back(screenplay: Screenplay) -> None:
    """Every element survives; the lines of a title page have no names in FDX."""
    again = read_fdx(write_fdx(screenplay))

    assert again.elements == screenplay.elements
    assert len(again.revisions) == len(screenplay.revisions)


def test_everything_at_once_comes_back() -> None:
    """The sample is the same again, its title page with it."""
    assert read_fdx(write_fdx(LUNA)) == LUNA
    assert write_fdx(LUNA) == write_fdx(replace(LUNA))


def test_paragraphs_have_final_drafts_types() -> None:
    """Scenes have number, length and page; two who speak at once stand in one paragraph."""
    root = ElementTree.fromstring(write_fdx(LUNA))  # noqa: S314
    heading = root.find("Content/Paragraph[@Type='Scene Heading']")
    assert heading is not None
    properties = heading.find("SceneProperties")

    assert heading.get("Number") == "1"
    assert properties is not None
    assert (properties.get("Length"), properties.get("Page")) == ("5/8", "1")
    assert len(root.findall("Content/Paragraph/DualDialogue/Paragraph")) == 5
    assert root.find("Content/Paragraph[@Type='New Act']") is not None
    assert root.find("Content/Paragraph/Text[@RevisionID='1']") is not None


def test_markup_in_words_stays_words() -> None:
    """What looks like XML in the text is escaped, and line breaks stay."""
    script = Screenplay((Element("action", "<b> & \"x\"\n]]> 'y'"),))

    assert read_fdx(write_fdx(script)) == script


def test_revisions_keep_color_and_date() -> None:
    """A set of changed pages has its name and date, and the colour that Final Draft shows."""
    changed = Element("action", "A.", revision=1)
    script = Screenplay((changed,), revisions=(Revision("Blue", "May"),))
    written = write_fdx(script)

    assert b'Color="#00000000FFFF"' in written
    assert read_fdx(written) == script
