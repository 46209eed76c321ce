"""Plain text: encodings, headings by their looks, hard wraps, Gutenberg's frame."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fabula.media.documents import Document
from fabula.media.documents.plain import decoded

Read = Callable[..., Document]

BOOK = """The Project Gutenberg eBook of A Walk

Title: A Walk
        in the Woods

Author: Ada Winter

*** START OF THE PROJECT GUTENBERG EBOOK A WALK ***




CHAPTER I.

It was a long road, and the trav-
eller was tired; the state-of-the-
art lamp gave little light.

She went on.

CHAPTER II.
The Inn

No one was there.

*** END OF THE PROJECT GUTENBERG EBOOK A WALK ***
Licence text that nobody came for.
"""


def test_gutenberg_book_is_read(read_bytes: Read) -> None:
    """The frame gives title and author and goes; wrapped lines are joined."""
    document = read_bytes(BOOK.encode(), "walk.txt")

    assert (document.title, document.authors) == ("A Walk in the Woods", ("Ada Winter",))
    assert [(p.kind, p.text) for p in document.passages] == [
        ("heading", "CHAPTER I."),
        (
            "paragraph",
            "It was a long road, and the traveller was tired; "
            "the state-of-the-art lamp gave little light.",
        ),
        ("paragraph", "She went on."),
        ("heading", "CHAPTER II. The Inn"),
        ("paragraph", "No one was there."),
    ]


def test_headings_are_told_by_looks(read_bytes: Read) -> None:
    """Underlines, numbers and capitals make headings; a list stays a list."""
    text = "Notes\n=====\n\n1.2 On tea\n\nWords.\n\nA PLAIN SHOUT\n\n* one\n* two\n  more\n"
    document = read_bytes(text.encode(), "n.txt")

    assert document.title == "Notes"
    assert [(p.kind, p.level, p.text) for p in document.passages] == [
        ("heading", 2, "1.2 On tea"),
        ("paragraph", 0, "Words."),
        ("heading", 1, "A PLAIN SHOUT"),
        ("item", 1, "one"),
        ("item", 1, "two more"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_encodings_are_recognised(encoding: str) -> None:
    """By the byte order mark, else as UTF-8, else as Windows wrote it."""
    assert decoded("“Grüße” — été".encode(encoding), "a.txt") == "“Grüße” — été"
