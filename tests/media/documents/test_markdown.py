"""Markdown: front matter, pictures beside the file, tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fabula.media.documents import Document, Limits, load
from fabula.media.documents.markdown import split_front
from fabula.media.documents.reading import read_here

Read = Callable[..., Document]


def test_markdown_becomes_passages(read_bytes: Read) -> None:
    """Headings, lists, code, quotes and tables are told apart; the first heading is the title."""
    text = (
        "# Tea\n\nHot *water*.\n\n## How\n\n1. Boil\n2. Wait\n\n> Good.\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n```py\nx = 1\n```\n"
    )
    document = read_bytes(text.encode(), "tea.md")

    assert document.title == "Tea"
    assert [(p.kind, p.text) for p in document.passages] == [
        ("paragraph", "Hot water."),
        ("heading", "How"),
        ("item", "Boil"),
        ("item", "Wait"),
        ("quote", "Good."),
        ("table", ""),
        ("code", "x = 1"),
    ]
    assert document.passages[5].rows == (("a", "b"), ("1", "2"))


def test_front_matter_is_understood() -> None:
    """Title, authors in both spellings and language are read; the rest is left."""
    text = (
        "---\ntitle: 'On: tea'\nauthors:\n  - Ada\n  - name: Bruno\n"
        "tags: [a, b]\nlang: fr\n---\nText"
    )
    front, body = split_front(text)

    assert (
        front.title,
        front.authors,
        front.language,
        body,
    ) == ("On: tea", ("Ada", "Bruno"), "fr", "Text")


def test_pictures_come_from_beside(tmp_path: Path, make_image: Any) -> None:
    """A picture beside the file is kept; one outside its folder, or missing, is only noted."""
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "a b.png").write_bytes(make_image())
    (tmp_path / "secret.png").write_bytes(make_image())
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    place = folder / "n.md"
    place.write_text(
        "Text.\n\n![Figure 1: Disc](a%20b.png)\n\n![s](../secret.png)\n\n"
        "![l](link.png)\n\n![m](no.png)"
    )
    document = read_here(load(place), Limits())

    assert [(p.kind, p.label) for p in document.passages] == [
        ("paragraph", ""),
        ("figure", "Figure 1"),
    ]
    assert ["outside" in note for note in document.notes] == [True, True, False]
