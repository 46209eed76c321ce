"""Facts that single sentences and captions give."""

from __future__ import annotations

from fabula.media.documents.document import Passage
from fabula.media.prose.facts import (
    Count,
    Meaning,
    Subject,
    caption,
    count_in,
    meaning_of,
    subject_of,
)
from fabula.media.prose.lexicon import lexicon

ENGLISH = lexicon("en")


def test_definition_has_term_and_meaning() -> None:
    """X is a Y gives both; a mere remark gives nothing."""
    assert meaning_of(
        "A sluice is a gate that holds back the water of a mill.", ENGLISH
    ) == Meaning("Sluice", "A gate that holds back the water of a mill")
    assert meaning_of("The problem is a lack of water.", ENGLISH) is None


def test_number_keeps_what_it_counts() -> None:
    """A number with its unit comes with the clause that says what it counts."""
    assert count_in("The new wheel turns 31 times faster than the old one.", ENGLISH) == Count(
        "31 times faster", "The new wheel turns 31 times faster than the old one"
    )
    assert count_in("The wheels turn.", ENGLISH) is None


def test_subject_and_rest_make_the_sentence() -> None:
    """What a sentence is about is parted from what it says, and nothing is lost."""
    assert subject_of("The old mill takes water from the river.", ENGLISH) == Subject(
        "The old mill", "takes water from the river"
    )


def test_caption_is_short_and_unnumbered() -> None:
    """The first sentence of a caption, without label, at most as long as a glance takes."""
    text = "Figure 3: The sluice at Ardo. It was photographed from the bridge in winter."

    assert caption(Passage("f", "figure", text)) == "The sluice at Ardo"
    assert caption(Passage("f", "figure", "Figure 1. " + "very " * 20 + "long")) == ""
