"""Documents as sections with a place in the argument."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fabula.media.documents.document import Document, Passage
from fabula.productions.video.offline.phrasebook import phrasebook
from fabula.productions.video.offline.sections import clean_heading, genre, parts_of, sections

ENGLISH = phrasebook("en")


def made(*blocks: tuple[str, str]) -> Document:
    """A document of blocks, each a kind and its text."""
    passages = tuple(
        Passage(f"p1.{n}", kind, text, 1, 1 if kind == "heading" else 0)  # type: ignore[arg-type]
        for n, (kind, text) in enumerate(blocks, 1)
    )
    return Document("Towers", ("A. Brook",), passages, "en", "t.pdf", 1)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("paper", "paper"),
        ("manual", "guide"),
        ("minutes", "guide"),
        ("packing", "guide"),
        ("tale", "prose"),
    ],
)
def test_genre_follows_the_form(document: Callable[[str], Document], name: str, kind: str) -> None:
    """An argument with references is a paper, long paragraphs are prose, the rest is a guide."""
    assert genre(document(name)) == kind


def test_headings_give_the_parts(paper: Document) -> None:
    """Each section of a paper has the part that its heading names; references have none."""
    found = {s.heading: s.role for s in sections(paper, ENGLISH, "paper")}

    assert found == {
        "Abstract": "idea",
        "Introduction": "problem",
        "Method": "how",
        "Results": "evidence",
        "Limitations": "limits",
        "Conclusion": "so-what",
    }


def test_back_matter_goes_with_its_children() -> None:
    """What stands below a skipped heading is skipped with it."""
    passages = (
        Passage("p1.1", "heading", "Results", 1, 1),
        Passage("p1.2", "paragraph", "It works.", 1),
        Passage("p1.3", "heading", "Appendix A", 1, 1),
        Passage("p1.4", "heading", "Proofs", 1, 2),
        Passage("p1.5", "paragraph", "It is proved.", 1),
    )
    document = Document("Towers", (), passages, "en", "t.pdf", 1)

    assert [s.heading for s in sections(document, ENGLISH, "paper")] == ["Results"]


def test_list_of_contents_is_left_out() -> None:
    """Items that only repeat the headings are not told."""
    names = ["Setting up", "Brewing", "Cleaning", "Storing"]
    blocks = [("heading", "Teapot"), *(("item", name) for name in names)]
    blocks += [block for name in names for block in (("heading", name), ("paragraph", "Do it."))]

    assert sections(made(*blocks), ENGLISH, "guide")[0].passages == ()


@pytest.mark.parametrize(
    ("printed", "clean"),
    [
        ("2.1 Methods", "Methods"),
        ("IV. RESULTS AND MORE", "Results and more"),
        ("Chapter 3: Storms", "Storms"),
        ("A) The plan:", "The plan"),
        ("3D printing", "3D printing"),
        ("## *Usage*", "Usage"),
    ],
)
def test_heading_loses_its_number(printed: str, clean: str) -> None:
    """Numbers, marks and shouting go; what is said stays."""
    assert clean_heading(printed) == clean


def test_sections_of_one_heading_are_one_part() -> None:
    """What stands under a heading and under "Purpose" below it is told as one."""
    read = made(
        ("heading", "The mill"), ("paragraph", "It grinds."), ("heading", "The mill"),
        ("paragraph", "It turns."), ("heading", "The lock"), ("paragraph", "It lifts."),
    )  # fmt: skip

    assert list(parts_of(sections(read, ENGLISH, "guide"))) == [0, 0, 2]
