"""What comes back in a text, and what its sentences list."""

from __future__ import annotations

import pytest

from fabula.media.prose.lexicon import lexicon
from fabula.media.prose.phrases import enumeration, key_phrases, names

ENGLISH = lexicon("en")


@pytest.mark.parametrize(
    ("sentence", "members"),
    [
        (
            "It reads formats such as plain text, web pages, and old documents.",
            ("Plain text", "Web pages", "Old documents"),
        ),
        ("It reads text, such as letters.", ()),
        ("It ended, and we went home.", ()),
    ],
)
def test_list_in_sentence_becomes_points(sentence: str, members: tuple[str, ...]) -> None:
    """Three or more members of a list are found, fewer are none."""
    assert enumeration(sentence) == members


def test_key_phrases_come_back() -> None:
    """A phrase counts when it is said more than once."""
    told = ["The glass lantern is bright.", "A glass lantern breaks.", "The sea is calm."]

    assert key_phrases(told, ENGLISH) == ["Glass lantern"]


def test_names_are_counted_under_one() -> None:
    """Who has a long name is told by its part; days and openings are no names."""
    texts = [
        "On Monday the young Anna Moor met Count Berg in Ardo. Later Moor left for Ardo.",
        "Everybody in Ardo knew Moor and her mill.",
    ]

    assert names(texts, ENGLISH) == ["Ardo", "Moor", "Count Berg"]
