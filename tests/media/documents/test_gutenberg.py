"""A book as Project Gutenberg writes them, invented here."""

from __future__ import annotations

from collections.abc import Callable

from fabula.media.documents import Document

Read = Callable[..., Document]

_PROSE = "The kettle on the stove had begun to sing, and Mrs. Winter put down her book. " * 4
_BOOK = f"""The Project Gutenberg eBook of The Singing Kettle

Title: The Singing Kettle
       Tea in Three Parts

Author: Ada Winter

Release date: June 25, 2008 [eBook #1234]

*** START OF THE PROJECT GUTENBERG EBOOK THE SINGING KETTLE ***

[Illustration]

The Singing Kettle

by Ada Winter

Contents

 CHAPTER I.     Down the Spout
 CHAPTER II.    The Pool of Tea
 CHAPTER III.   The Tale of a Spoon that was Lost and Found Again
 CHAPTER IV.    In which All of the Cups are Washed at Last


CHAPTER I.
Down the Spout


{_PROSE.strip()}

"I am _much_ too hot,"[1] it said--being of iron.

     *     *     *     *

  Twinkle, twinkle, little pot,
  How I wonder if you're hot,
    Up above the stove so high.

[Illustration: The kettle
sings.]

[Footnote 1: A note on kettles.]

CHAPTER II.
The Pool of Tea

{_PROSE.strip()}

THE END

*** END OF THE PROJECT GUTENBERG EBOOK THE SINGING KETTLE ***

Updated editions will replace the previous one.
"""


def test_book_begins_with_first_chapter(read_bytes: Read) -> None:
    """Frame, title page, contents, pictures and notes are gone; verse is quoted."""
    document = read_bytes(_BOOK.replace("\n", "\r\n").encode("utf-8-sig"), "kettle.txt")

    assert (document.title, document.authors) == (
        "The Singing Kettle: Tea in Three Parts",
        ("Ada Winter",),
    )
    assert [(p.kind, p.text) for p in document.passages] == [
        ("heading", "CHAPTER I. Down the Spout"),
        ("paragraph", _PROSE.strip()),
        ("paragraph", '"I am much too hot," it said\u2014being of iron.'),
        (
            "quote",
            "Twinkle, twinkle, little pot, How I wonder if you're hot, Up above the stove so high.",
        ),
        ("heading", "CHAPTER II. The Pool of Tea"),
        ("paragraph", _PROSE.strip()),
    ]
