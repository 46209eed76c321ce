"""Sentences repaired for the ear: one breath, standing on their own."""

from __future__ import annotations

import pytest

from fabula.media.prose.breaths import LONG, breaths, standing_alone
from fabula.media.prose.lexicon import lexicon

ENGLISH = lexicon("en")


@pytest.mark.parametrize(
    ("written", "alone"),
    [
        ("However, the cost rises.", "The cost rises."),
        ("Moreover, the cost rises.", "The cost rises."),
        ("Note that the cost rises.", "The cost rises."),
        ("As has been stated, however, the cost rises.", "The cost rises."),
        ("It should be noted that the cost rises.", "The cost rises."),
        ("Overall performance rises.", "Overall performance rises."),
        ("The cost rises, however slowly.", "The cost rises, however slowly."),
    ],
)
def test_connectives_are_left_out(written: str, alone: str) -> None:
    """An opening that hangs on the sentence before goes, and only such an opening."""
    assert standing_alone(written, ENGLISH) == alone


def test_clause_that_hangs_on_a_verb_stays() -> None:
    """What users report is one sentence, however many things they report."""
    long = (
        "Users of popular open tools report that a film of one minute takes ten minutes to render "
        "on a usual laptop, and that changing a single word means rendering everything again."
    )

    assert not any(part.startswith("That") for part in breaths(long, ENGLISH))


def test_long_sentence_takes_two_breaths() -> None:
    """A sentence too long for one breath is split before a new subject and verb."""
    long = (
        "The encoder compares the pictures of all the scenes of a film by digests before it "
        "starts, and the writer adds slices that tell the player to show the same frame again."
    )
    parts = breaths(long, ENGLISH)

    assert len(parts) == 2
    assert parts[1].startswith("The writer adds")
    assert all(len(part.split()) <= LONG for part in parts)


def test_enumeration_is_never_torn() -> None:
    """The "and" before the last member of a list is no place to breathe."""
    long = (
        "By converting various types of digital content, including images, websites, videos, "
        "books, letters, and PDFs, into conversational audio, the tool helps people who want to "
        "hear what others prefer to read."
    )

    assert not any(part.startswith("PDFs") for part in breaths(long, ENGLISH))


def test_trailing_clause_is_cut_whole() -> None:
    """What trails behind a long main clause goes, and never leaves a word that waits."""
    long = (
        "The nut may be spun on and off by hand because its locking action takes place only when "
        "it has been seated against a solid surface and tightened by a wrench with great force."
    )
    kept = " ".join(breaths(long, ENGLISH))

    assert not kept.endswith("only.")


@pytest.mark.parametrize(
    "long",
    [
        "The lock of the old gate is set so that a bolt, which the smith of the town made from the "
        "best iron that he could find, must push the heavy lever up before it opens.",
        "The mill of the town, its bakery, the bridge over the river and the houses of the old "
        "quarter, which the flood reached in the night, were rebuilt within only two years.",
    ],
)
def test_aside_takes_no_main_verb_along(long: str) -> None:
    """A sentence that goes on behind its aside is not cut before it."""
    assert breaths(long, ENGLISH) == (long,)


@pytest.mark.parametrize(
    "long",
    [
        "The mill takes wheat and barley of the valley, rye (in good years, when the summer was "
        "dry and long enough), and the fine transform of the miller and his two grown sons.",
        "The shop of the old mill sells bread of many kinds, cake, flour, oil, honey, wax, paint, "
        "brushes and ropes of hemp, and Canton tea boxes that sailors hold in high esteem.",
    ],
)
def test_member_of_list_is_no_sentence(long: str) -> None:
    """The last member of a list is not said alone, whatever verb stands in its relative clause."""
    assert breaths(long, ENGLISH) == (long,)
